import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as ops from '../../lib/ops';
import type { NDArray } from '../../lib/spec/ndarray';
import { assertClose } from '../support/assertClose';
import { readGolden } from '../support/golden';
import { sum, toNCHW, torchTensor } from './support';

type Two = readonly [number, number];

interface ConvCase {
  readonly kind: 'conv' | 'transposed' | 'maxpool' | 'avgpool';
  readonly inputNCHW: readonly [number, number, number, number];
  readonly kernel: Two;
  readonly stride: Two;
  readonly padding: Two;
  readonly dilation?: Two;
  readonly groups?: number;
  readonly outChannels?: number;
  readonly outputPadding?: Two;
  readonly bias?: boolean;
  readonly ceilMode?: boolean;
  readonly countIncludePad?: boolean;
  readonly outputNCHW: readonly number[];
  readonly params: number;
  readonly sum: number;
  readonly first: readonly number[];
  readonly last: readonly number[];
}

function compute(c: ConvCase): { y: NDArray; params: number } {
  const x = torchTensor('input', c.inputNCHW);
  const moves = { strides: c.stride, padding: c.padding, dilationRate: c.dilation };
  const pool = { ...moves, poolSize: c.kernel, ceilMode: c.ceilMode };
  if (c.kind === 'maxpool') return { y: ops.maxPooling2d(x, pool), params: 0 };
  if (c.kind === 'avgpool')
    return { y: ops.averagePooling2d(x, { ...pool, countIncludePad: c.countIncludePad }), params: 0 };
  const { groups = 1, outChannels = 0, outputPadding } = c;
  const [, channels] = c.inputNCHW;
  const weight = c.kind === 'conv' ? [outChannels, channels / groups] : [channels, outChannels / groups];
  const kernel = torchTensor('weight', [...weight, ...c.kernel]);
  const bias = c.bias ? torchTensor('bias', [outChannels]) : null;
  const options = { ...moves, groups };
  const y =
    c.kind === 'conv'
      ? ops.conv2d(x, kernel, bias, options)
      : ops.conv2dTranspose(x, kernel, bias, { ...options, outputPadding });
  return { y, params: kernel.data.length + (bias?.data.length ?? 0) };
}

/** Sums add up many values of either sign, so their error is measured against the sum of absolute values. */
function assertSum(values: Float32Array, expected: number): void {
  assertClose([sum(values)], [expected], 1e-5, 'sum', sum(values.map(Math.abs)));
}

describe('300 convolutions, transposed convolutions and pools as PyTorch computes them', () => {
  const cases = readGolden<readonly ConvCase[]>('conv');
  assert.equal(cases.length, 300);
  cases.forEach((c, i) => {
    test(`${i}: ${c.kind} of [${c.inputNCHW}], window ${c.kernel}, stride ${c.stride}, padding ${c.padding}`, () => {
      const { y, params } = compute(c);
      const { shape, data } = toNCHW(y);
      assert.deepEqual(shape, c.outputNCHW);
      assert.equal(params, c.params);
      assertSum(data, c.sum);
      const largest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const ends = [...data.subarray(0, 3), ...data.subarray(-3)];
      const expected = [...c.first, ...c.last];
      assertClose(ends, expected, 1e-4, 'ends', largest);
    });
  });
});

interface DetectionGolden {
  readonly featureNCHW: readonly number[];
  readonly rois: readonly (readonly number[])[];
  readonly spatialScale: number;
  readonly roiPool7: readonly number[];
  readonly roiAlign7: readonly number[];
}

describe('regions of interest as torchvision computes them', () => {
  const { featureNCHW, rois, spatialScale, roiPool7, roiAlign7 } = readGolden<DetectionGolden>('detection');
  const features = torchTensor('input', featureNCHW);
  const regions = ops.ndarray([rois.length, 5], rois.flat());

  test('roiPool, 7×7', () => {
    const y = ops.roiPool(features, regions, { outputSize: 7, spatialScale });
    assert.deepEqual(y.shape, [rois.length, 7, 7, 3]);
    assert.deepEqual([...toNCHW(y).data], roiPool7);
  });

  test('roiAlign, 7×7, two samples along each axis of a bin', () => {
    const y = ops.roiAlign(features, regions, { outputSize: 7, spatialScale, samplingRatio: 2, aligned: false });
    assert.deepEqual(y.shape, [rois.length, 7, 7, 3]);
    assertClose(toNCHW(y).data, roiAlign7, 1e-5);
  });
});

interface Head {
  readonly shape: readonly number[];
  readonly sum: number;
  readonly abs: number;
  readonly first: readonly number[];
  readonly last: readonly number[];
}

interface GradientCase {
  readonly name: string;
  readonly inputNCHW: readonly number[];
  readonly output: Head;
  readonly stateDict?: Readonly<Record<string, readonly number[]>>;
}

const rois = ops.ndarray([3, 5], [0, 1, 2, 9.5, 11, 1, 0, 0, 10, 12, 1, 3.2, 4.1, 6.7, 8.9]);
const sameRois = 'roi align 3x3 rois [[0,1,2,9.5,11],[1,0,0,10,12],[1,3.2,4.1,6.7,8.9]]';

/** The layers of gradients.json by name; `weight` and `bias` are empty for those that have none. */
const layers: Readonly<Record<string, (x: NDArray, weight: NDArray, bias: NDArray) => NDArray>> = {
  'conv 3x3': (x, w, b) => ops.conv2d(x, w, b, { padding: 1 }),
  'conv stride 2': (x, w, b) => ops.conv2d(x, w, b, { strides: 2, padding: 1 }),
  'conv 7x7 stride 2 pad 3': (x, w, b) => ops.conv2d(x, w, b, { strides: 2, padding: 3 }),
  'conv dilation 2': (x, w, b) => ops.conv2d(x, w, b, { padding: 2, dilationRate: 2 }),
  'conv groups 4': (x, w, b) => ops.conv2d(x, w, b, { padding: 1, groups: 4 }),
  'conv asymmetric': (x, w, b) => ops.conv2d(x, w, b, { strides: [2, 1], padding: [0, 2] }),
  'transposed 4x4 stride 2': (x, w, b) => ops.conv2dTranspose(x, w, b, { strides: 2, padding: 1 }),
  'transposed output padding': (x, w, b) => ops.conv2dTranspose(x, w, b, { strides: 2, padding: 1, outputPadding: 1 }),
  'batch norm': (x, gamma, beta) => ops.batchNormalization(x, { ...ops.moments(x), gamma, beta }),
  relu: x => ops.relu(x),
  tanh: x => ops.tanh(x),
  sigmoid: x => ops.sigmoid(x),
  'max pool 3/2': x => ops.maxPooling2d(x, { poolSize: 3, strides: 2 }),
  'max pool 3/2 pad 1': x => ops.maxPooling2d(x, { poolSize: 3, strides: 2, padding: 1 }),
  'max pool 2 ceil': x => ops.maxPooling2d(x, { poolSize: 2, ceilMode: true }),
  'avg pool 3/2 pad 1': x => ops.averagePooling2d(x, { poolSize: 3, strides: 2, padding: 1 }),
  'adaptive avg 3x2': x => ops.adaptiveAveragePooling2d(x, { outputSize: [3, 2] }),
  lrn: x => ops.localResponseNormalization(x, { size: 5, alpha: 1e-4, beta: 0.75, k: 2 }),
  'bilinear x2': x => ops.resizeBilinear(x, { size: [26, 22] }),
  'bilinear to 30x41': x => ops.resizeBilinear(x, { size: [30, 41] }),
  [sameRois]: x => ops.roiAlign(x, rois, { outputSize: 3, samplingRatio: 2 }),
  'roi pool 3x3, same rois': x => ops.roiPool(x, rois, { outputSize: 3 }),
};

describe('22 layers on a batch of two as PyTorch computes them', () => {
  const cases = readGolden<readonly GradientCase[]>('gradients');
  assert.deepEqual(
    cases.map(c => c.name),
    Object.keys(layers),
  );
  for (const { name, inputNCHW, output, stateDict } of cases) {
    test(name, () => {
      const weight = torchTensor('weight', stateDict?.weight ?? [0]);
      const bias = torchTensor('bias', stateDict?.bias ?? [0]);
      const layer = layers[name];
      assert.ok(layer);
      const { shape, data } = toNCHW(layer(torchTensor('input', inputNCHW), weight, bias));
      assert.deepEqual(shape, output.shape);
      assertClose([sum(data.map(Math.abs))], [output.abs], 1e-5);
      assertSum(data, output.sum);
      assertClose([...data.subarray(0, 6), ...data.subarray(-6)], [...output.first, ...output.last], 1e-4);
    });
  }
});

interface NormalizationGolden {
  readonly epsilon: number;
  /** Value i of a tensor is sin(a · i + b) in PyTorch's order; gamma is 1 more. */
  readonly waves: Readonly<Record<'input' | 'gamma' | 'beta', Two>>;
  readonly cases: readonly {
    readonly inputNCHW: readonly [number, number, number, number];
    readonly groups: number;
    readonly output: readonly number[];
  }[];
}

describe('group normalization as PyTorch computes it', () => {
  const { epsilon, waves, cases } = readGolden<NormalizationGolden>('group_normalization');
  assert.equal(epsilon, 1e-5, 'the one that is taken unless told');
  const wave = ([a, b]: Two, shape: readonly number[], shift = 0): NDArray =>
    ops.ndarray(
      shape,
      Array.from({ length: ops.sizeOf(shape) }, (_, i) => Math.sin(a * i + b) + shift),
    );
  for (const { inputNCHW, groups, output } of cases) {
    test(`[${inputNCHW}] in ${groups} groups`, () => {
      const [, channels] = inputNCHW;
      const x = ops.transpose(wave(waves.input, inputNCHW), [0, 2, 3, 1]);
      const [gamma, beta] = [wave(waves.gamma, [channels], 1), wave(waves.beta, [channels])];
      const y = toNCHW(ops.groupNormalization(x, { groups, gamma, beta }));
      assert.deepEqual(y.shape, inputNCHW);
      assertClose(y.data, output, 1e-6);
    });
  }
});

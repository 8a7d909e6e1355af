import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LayersModel, Tensor } from '@tensorflow/tfjs-node';
import { at, Graph, type NetworkSpec } from '../../../lib/spec';
import { tf } from '../../../lib/tfjs/backend';
import { GraphSession } from '../../../lib/tfjs/graph/graphSession';
import { NoFixedGraph, Recorder } from '../../../lib/tfjs/graph/recorder';
import { roiAlign } from '../../../lib/tfjs/kernels/roiAlign';
import { roiPool } from '../../../lib/tfjs/kernels/roiPool';
import { buildModel } from '../../../lib/tfjs/model/buildModel';
import { loadStateDict } from '../../../lib/tfjs/model/stateDict';
import { assertClose } from '../../support/assertClose';
import { filled } from '../../support/fill';
import { readGolden } from '../../support/golden';
import { filledInput, torchOrder, useBackend } from '../support';

/** Ends and sums of a tensor in PyTorch's order. */
interface Head {
  readonly shape: readonly number[];
  readonly sum: number;
  readonly abs: number;
  readonly first: readonly number[];
  readonly last: readonly number[];
}

interface Case {
  readonly name: string;
  readonly inputNCHW: readonly [number, number, number, number];
  readonly output: Head;
  readonly inputGrad: Head;
  readonly paramGrads?: Readonly<Record<string, Head>>;
  readonly stateDict?: Readonly<Record<string, readonly number[]>>;
}

/** The layer of each case, as make_golden_training.py makes it. Its weights are called m.weight and so on. */
const layers: Readonly<Record<string, (g: Graph, x: string) => string>> = {
  'conv 3x3': (g, x) => g.conv2d(x, { filters: 12, kernelSize: 3, padding: 1 }, 'm'),
  'conv stride 2': (g, x) => g.conv2d(x, { filters: 12, kernelSize: 3, strides: 2, padding: 1 }, 'm'),
  'conv 7x7 stride 2 pad 3': (g, x) => g.conv2d(x, { filters: 8, kernelSize: 7, strides: 2, padding: 3 }, 'm'),
  'conv dilation 2': (g, x) => g.conv2d(x, { filters: 12, kernelSize: 3, padding: 2, dilationRate: 2 }, 'm'),
  'conv groups 4': (g, x) => g.conv2d(x, { filters: 12, kernelSize: 3, padding: 1, groups: 4 }, 'm'),
  'conv asymmetric': (g, x) => g.conv2d(x, { filters: 12, kernelSize: [3, 5], strides: [2, 1], padding: [0, 2] }, 'm'),
  'transposed 4x4 stride 2': (g, x) => g.conv2dTranspose(x, { filters: 6, kernelSize: 4, strides: 2, padding: 1 }, 'm'),
  'transposed output padding': (g, x) =>
    g.conv2dTranspose(x, { filters: 6, kernelSize: 3, strides: 2, padding: 1, outputPadding: 1 }, 'm'),
  'batch norm': (g, x) => g.batchNormalization(x, {}, 'm'),
  relu: (g, x) => g.relu(x),
  tanh: (g, x) => g.activation(x, 'tanh'),
  sigmoid: (g, x) => g.activation(x, 'sigmoid'),
  'max pool 3/2': (g, x) => g.maxPooling2d(x, { poolSize: 3, strides: 2 }),
  'max pool 3/2 pad 1': (g, x) => g.maxPooling2d(x, { poolSize: 3, strides: 2, padding: 1 }),
  'max pool 2 ceil': (g, x) => g.maxPooling2d(x, { poolSize: 2, ceilMode: true }),
  'avg pool 3/2 pad 1': (g, x) => g.averagePooling2d(x, { poolSize: 3, strides: 2, padding: 1 }),
  'adaptive avg 3x2': (g, x) => g.adaptiveAveragePooling2d(x, { outputSize: [3, 2] }),
  lrn: (g, x) => g.localResponseNormalization(x),
  'bilinear x2': (g, x) => g.resize(x, { method: 'bilinear', scale: 2 }),
  'bilinear to 30x41': (g, x) => {
    const reference = g.resize(x, { method: 'nearest', scale: [30.5 / 13, 41.5 / 11] });
    return g.resizeLike(x, reference, { method: 'bilinear' });
  },
};

/** The tensor that weighs the outputs, in PyTorch's order, each value within ±1. */
function outputWeights([n = 0, c = 0, h = 0, w = 0]: readonly number[]): Tensor {
  const values = filled('g', [n * c * h * w, 1]).map(value => Math.fround(value / Math.fround(Math.sqrt(6))));
  return tf.transpose(tf.tensor4d(values, [n, c, h, w]), [0, 2, 3, 1]);
}

function networkOf(c: Case): NetworkSpec {
  const [, channels, height, width] = c.inputNCHW;
  const g = new Graph('case', [height, width, channels]);
  const layer = layers[c.name];
  assert(layer !== undefined, `no layer for case "${c.name}"`);
  return g.build(layer(g, g.input()));
}

function loaded(c: Case): LayersModel {
  const net = networkOf(c);
  const model = buildModel(net);
  const state = Object.entries(c.stateDict ?? {}).map(
    ([name, shape]) => [`m.${name}`, { shape: [...shape], data: filled(name, shape) }] as const,
  );
  loadStateDict(model, net, new Map(state));
  return model;
}

function assertHead(actual: Tensor, head: Head, name: string): void {
  const values = actual.rank === 4 && name.endsWith('.weight') ? kernelOrder(actual) : torchOrder(actual);
  const scale = Math.max(head.abs / values.length, ...[...head.first, ...head.last].map(Math.abs));
  const ends = [...values.slice(0, head.first.length), ...values.slice(-head.last.length)];
  assertClose(ends, [...head.first, ...head.last], 1e-4, name, scale);
  assertClose([values.reduce((sum, value) => sum + Math.abs(value), 0)], [head.abs], 1e-4, `${name} |sum|`);
  const sum = values.reduce((total, value) => total + value, 0);
  assert(Math.abs(sum - head.sum) <= 1e-4 * head.abs, `${name}: sum ${sum}, expected ${head.sum}`);
}

/** HWIO and HWOI kernels in PyTorch's OIHW and IOHW. */
function kernelOrder(x: Tensor): Float32Array {
  return tf.transpose(x, [3, 2, 0, 1]).dataSync<'float32'>();
}

const torchNames: Readonly<Record<string, string>> = { kernel: 'weight', bias: 'bias', gamma: 'weight', beta: 'bias' };

/** The regions of the last two cases. */
const rois = (): Tensor => tf.tensor2d([0, 1, 2, 9.5, 11, 1, 0, 0, 10, 12, 1, 3.2, 4.1, 6.7, 8.9], [3, 5]);

/** The cases that are functions and not layers of a network. */
const functions: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  'roi align 3x3 rois [[0,1,2,9.5,11],[1,0,0,10,12],[1,3.2,4.1,6.7,8.9]]': x =>
    roiAlign(x, rois(), { outputSize: 3, samplingRatio: 2 }),
  'roi pool 3x3, same rois': x => roiPool(x, rois(), { outputSize: 3 }),
};

const cases = readGolden<Case[]>('gradients');

/** What a case computes, with what it takes to free it. */
function forwardOf(c: Case): { readonly forward: (x: Tensor) => Tensor; dispose(): void } {
  const direct = functions[c.name];
  if (direct !== undefined) return { forward: direct, dispose: () => {} };
  const model = loaded(c);
  const forward = (x: Tensor): Tensor => {
    const y = model.apply(x, { training: true });
    assert(y instanceof tf.Tensor);
    return y;
  };
  return { forward, dispose: () => model.dispose() };
}

/** A tensor, its reference, and what it is called. */
type Compared = readonly [tensor: Tensor, head: Head, name: string];

/** Output and gradients of a case. Inside `tf.tidy`. */
function computed(c: Case, forward: (x: Tensor) => Tensor, x: Tensor): readonly Compared[] {
  const weights = outputWeights(c.output.shape);
  const weighed = (input: Tensor): Tensor => forward(input).mul(weights).sum();
  const ofInput: readonly Compared[] = [
    [forward(x), c.output, 'output'],
    [tf.grad(weighed)(x), c.inputGrad, 'input'],
  ];
  if (c.paramGrads === undefined) return ofInput;
  const { grads } = tf.variableGrads(() => weighed(x).asScalar());
  assert.equal(Object.keys(grads).length, Object.keys(c.paramGrads).length);
  const ofWeights = Object.entries(grads).map(([variable, gradient]): Compared => {
    const kind = torchNames[/\/([a-z]+)(_\d+)?$/.exec(variable)?.[1] ?? ''] ?? '';
    const head = c.paramGrads?.[kind];
    assert(head !== undefined, `${variable} has no reference`);
    return [gradient, head, `m.${kind}`];
  });
  return [...ofInput, ...ofWeights];
}

for (const backendName of ['tensorflow', 'cpu']) {
  for (const c of cases) {
    test(`${c.name}: output and gradients as in PyTorch, backend ${backendName}`, t => {
      useBackend(t, backendName);
      const { forward, dispose } = forwardOf(c);
      const before = tf.memory().numTensors;
      tf.tidy(() => {
        for (const compared of computed(c, forward, filledInput(c.inputNCHW))) assertHead(...compared);
      });
      assert.equal(tf.memory().numTensors, before);
      dispose();
    });
  }
}

/** It looks at the regions, to see which pixels each bin holds. */
const WITHOUT_GRAPH = 'roi pool 3x3, same rois';

test(`${WITHOUT_GRAPH}: has no fixed graph`, () => {
  const forward = functions[WITHOUT_GRAPH];
  assert(forward !== undefined);
  tf.tidy(() => {
    const recorder = new Recorder();
    const x = filledInput([2, 6, 13, 11]);
    recorder.input('x', x);
    assert.throws(() => recorder.run(() => forward(x)), NoFixedGraph);
  });
});

for (const c of cases.filter(({ name }) => name !== WITHOUT_GRAPH)) {
  test(`${c.name}: output and gradients as in PyTorch, as one graph`, () => {
    const { forward, dispose } = forwardOf(c);
    tf.tidy(() => {
      const recorder = new Recorder();
      const x = filledInput(c.inputNCHW);
      recorder.input('x', x);
      const found = recorder.run(() =>
        computed(c, forward, x).map(([tensor, ...reference]) => ({ output: recorder.outputOf(tensor), reference })),
      );
      const session = new GraphSession(recorder.nodes);
      const feeds = [{ name: 'x', tensor: filledInput(c.inputNCHW) }, ...recorder.prepareRun()];
      const results = session.run(
        feeds,
        found.map(({ output }) => output),
      );
      for (const [i, { reference }] of found.entries()) assertHead(at(results, i), ...reference);
      session.dispose();
      recorder.dispose();
    });
    dispose();
  });
}

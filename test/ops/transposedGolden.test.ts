import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node';
import * as ops from '../../lib/ops';
import { Graph, type NDArray } from '../../lib/spec';
import { buildModel, loadStateDict, tf, toTensor } from '../../lib/tfjs';
import { assertClose } from '../support/assertClose';
import { readGolden } from '../support/golden';
import { torchOrder, useBackend } from '../tfjs/support';
import { toNCHW } from './support';

type Two = readonly [number, number];
type Four = readonly [number, number, number, number];

interface Case {
  readonly inputNCHW: Four;
  readonly filters: number;
  readonly kernel: Two;
  readonly strides: Two;
  readonly padding: Two;
  readonly dilation: Two;
  readonly outputPadding: Two;
  readonly groups: number;
  readonly outputNCHW: Four;
  readonly output: readonly number[];
  readonly gradients: Readonly<Record<'input' | 'weight' | 'bias', readonly number[]>>;
}

type WaveName = 'input' | 'weight' | 'bias' | 'upstream';

const { waves, cases } = readGolden<{ waves: Readonly<Record<WaveName, Two>>; cases: readonly Case[] }>('transposed');

/** A tensor in PyTorch's layout, as `make_transposed.py` fills it. */
function wave(name: WaveName, shape: readonly number[]): NDArray {
  const [a, b] = waves[name];
  return ops.ndarray(
    shape,
    Array.from({ length: ops.sizeOf(shape) }, (_, i) => Math.sin(a * i + b)),
  );
}

const channelsLast = (x: NDArray): NDArray => ops.transpose(x, [0, 2, 3, 1]);
const weightShape = (c: Case): number[] => [c.inputNCHW[1], c.filters / c.groups, ...c.kernel];
const optionsOf = ({ strides, padding, dilation, outputPadding, groups }: Case) =>
  ({ strides, padding, dilationRate: dilation, outputPadding, groups }) as const;
const titleOf = (c: Case): string =>
  `[${c.inputNCHW}] to ${c.filters}, kernel ${c.kernel}, strides ${c.strides}, padding ${c.padding}, ` +
  `dilation ${c.dilation}, output padding ${c.outputPadding}, ${c.groups} groups`;

/** Output, and gradients by the name of what is derived by, in PyTorch's order. */
function computed(c: Case): Readonly<Record<string, Float32Array>> {
  const [, channels, height, width] = c.inputNCHW;
  const g = new Graph('transposed', [height, width, channels]);
  const options = { filters: c.filters, kernelSize: c.kernel, ...optionsOf(c) };
  const net = g.build(g.conv2dTranspose(g.input(), options, 'm'));
  const model = buildModel(net);
  const state = [
    ['m.weight', wave('weight', weightShape(c))],
    ['m.bias', wave('bias', [c.filters])],
  ] as const;
  loadStateDict(model, net, new Map(state));
  const found = tf.tidy(() => {
    const x = toTensor(channelsLast(wave('input', c.inputNCHW)));
    const upstream = toTensor(channelsLast(wave('upstream', c.outputNCHW)));
    const forward = (input: Tensor): Tensor4D => model.apply(input) as Tensor4D; // one output of four axes
    const weighed = (input: Tensor) => tf.sum(tf.mul(forward(input), upstream)).asScalar();
    const { grads } = tf.variableGrads(() => weighed(x));
    const gradient = (name: string): Tensor =>
      Object.entries(grads).find(([variable]) => variable.includes(name))?.[1] ?? tf.scalar(Number.NaN);
    return {
      output: torchOrder(forward(x)),
      input: torchOrder(tf.grad(weighed)(x)),
      // [kh, kw, out / groups, in] to [in, out / groups, kh, kw].
      weight: tf.transpose(gradient('kernel'), [3, 2, 0, 1]).dataSync<'float32'>(),
      bias: gradient('bias').dataSync<'float32'>(),
    };
  });
  model.dispose();
  return found;
}

describe('transposed convolutions as PyTorch computes them', () => {
  for (const c of cases) {
    test(titleOf(c), () => {
      const kernel = ops.transpose(wave('weight', weightShape(c)), [2, 3, 1, 0]);
      const x = channelsLast(wave('input', c.inputNCHW));
      const y = toNCHW(ops.conv2dTranspose(x, kernel, wave('bias', [c.filters]), optionsOf(c)));
      assert.deepEqual(y.shape, c.outputNCHW);
      assertClose(y.data, c.output, 1e-6);
    });
  }
});

for (const backend of ['tensorflow', 'cpu']) {
  describe(`their gradients to input, weights and bias, backend ${backend}`, () => {
    for (const c of cases) {
      test(titleOf(c), t => {
        useBackend(t, backend);
        const { output, input, weight, bias } = computed(c);
        assertClose(output ?? [], c.output, 1e-5, 'output');
        assertClose(input ?? [], c.gradients.input, 1e-5, 'input');
        assertClose(weight ?? [], c.gradients.weight, 1e-5, 'weight');
        assertClose(bias ?? [], c.gradients.bias, 1e-5, 'bias');
      });
    }
  });
}

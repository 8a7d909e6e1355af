import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze } from '../../lib/arithmetic';
import { exercises } from '../../lib/exercises/counting/exercises';
import { alexnet_paper, vgg16 } from '../../lib/models';
import { Graph, type NetworkSpec } from '../../lib/spec';
import { judgeOf } from './judge';

const { judge, slipOf } = judgeOf(exercises);

const DENSE = [9216 * 4096 + 4096, 4096 * 4096 + 4096, 4096 * 1000 + 1000];
const CONVOLUTIONS = [
  11 * 11 * 3 * 96 + 96,
  5 * 5 * 96 * 256 + 256,
  3 * 3 * 256 * 384 + 384,
  3 * 3 * 384 * 384 + 384,
  3 * 3 * 384 * 256 + 256,
];
const sum = (numbers: readonly number[]): number => numbers.reduce((total, value) => total + value, 0);
const all = sum(DENSE) + sum(CONVOLUTIONS);
const denseMacs = 9216 * 4096 + 4096 * 4096 + 4096 * 1000;
const convolutionMacs = 55 * 55 * 96 * 363 + 27 * 27 * 256 * 2400 + 13 * 13 * (384 * 2304 + 384 * 3456 + 256 * 3456);
const [params, activations] = [138_357_544, 28_851_688];

test('what the exercises say about the networks is what the networks have', () => {
  const vgg = analyze(vgg16()).totals;
  assert.deepEqual([vgg.params, vgg.activations], [params, activations]);
  const alexnet = analyze(alexnet_paper()).totals;
  assert.deepEqual([alexnet.params, alexnet.macs], [all, denseMacs + convolutionMacs]);
});

/** Each wrong answer is written as a learner would work it out, not as the definition states it. */
const numberSlips: [id: string, answer: number, message: RegExp][] = [
  ['counting.5', 3 * params + 2 * 32 * activations, /how many numbers/],
  ['counting.5', (12 * params + 256 * activations) / 1e9, /This is in GB/],
  ['counting.5', 4 * (params + params + 64 * activations), /You forgot the momentum/],
  ['counting.5', 4 * (3 * params + 32 * activations), /the gradients of the activations/],
  ['counting.5', 12 * params + 8 * activations, /You counted one image/],
  ['counting.5', 32 * (12 * params + 8 * activations), /once for each image/],
  ['counting.5', 32 * 8 * activations, /You forgot weights, gradients and momentum/],
];
for (const [id, answer, message] of numberSlips) {
  test(`${id}: ${answer} is recognised`, () => assert.match(slipOf(id, answer), message));
}

test('counting.2 and .4: the right choices, and what is said to a wrong one', () => {
  assert.equal(judge('counting.2', 'c').kind, 'right');
  assert.match(slipOf('counting.2', 'a'), /read only 3 channels/);
  assert.match(slipOf('counting.2', 'b'), /uses each of its 38 million weights once/);
  assert.match(slipOf('counting.2', 'd'), /Use the two functions/);
  assert.equal(judge('counting.4', 'd').kind, 'right');
  assert.match(slipOf('counting.4', 'a'), /flat table/);
  assert.match(slipOf('counting.4', 'b'), /where the influence must be 0/);
  assert.match(slipOf('counting.4', 'c'), /Which curve is higher there/);
});

test('counting.5: an estimate is right, and one that is 5 % off is not', () => {
  for (const bytes of [9.05e9, 9e9, 9.2e9]) assert.equal(judge('counting.5', bytes).kind, 'right', String(bytes));
  assert.equal(judge('counting.5', 9.6e9).kind, 'slip');
});

const macs = 25_088 * 4096;
const costSlips: [{ params: number; macs: number }, RegExp][] = [
  [{ params: macs, macs }, /^params: You forgot the biases/],
  [{ params: macs + 25_088, macs }, /^params: You counted a bias for each input/],
  [{ params: 512 * 4096 + 4096, macs }, /^params: You forgot that the layer reads 7×7 places/],
  [{ params: 25_088 + 1, macs }, /^params: This is one unit/],
  [{ params: macs + 4096, macs: macs + 4096 }, /^macs: You added the biases/],
  [{ params: macs + 4096, macs: 7 * 7 * macs }, /^macs: You laid the weights down/],
  [{ params: macs + 4096, macs: 2 * macs }, /^macs: You counted multiplications and additions/],
];
for (const [answer, message] of costSlips) {
  test(`counting.1: ${JSON.stringify(answer)} is recognised`, () =>
    assert.match(slipOf('counting.1', answer), message));
}

type Windows = [number, number, number][];

/** The theory backwards: one output unit reads `kernel` units, `stride` apart, of the layer before. */
function backwards(windows: Windows): number {
  return [...windows]
    .reverse()
    .reduce((units, [k, stride, dilation]) => (units - 1) * stride + (k - 1) * dilation + 1, 1);
}

/** A learner's loop, with what can go wrong left open. */
const loop =
  (start: number, width: (kernel: number, dilation: number) => number, strideFirst: boolean) =>
  (windows: Windows): number => {
    let [size, step] = [start, 1];
    for (const [kernel, stride, dilation] of windows) {
      if (strideFirst) step *= stride;
      size += width(kernel, dilation) * step;
      if (!strideFirst) step *= stride;
    }
    return size;
  };
const fieldSlips: [(windows: Windows) => number, RegExp][] = [
  [loop(1, (k, d) => d * (k - 1), true), / You multiplied the step before you used it/],
  [windows => windows.reduce((size, [k, , d]) => size + d * (k - 1), 1), / You forgot the strides/],
  [loop(1, k => k - 1, false), / You forgot the dilation/],
  [loop(1, (k, d) => d * k - 1, false), / You multiplied the kernel with the dilation/],
  [loop(1, (k, d) => d * k, false), / You added the kernels/],
  [loop(0, (k, d) => d * (k - 1), false), / You started at 0/],
  [windows => windows.reduce((step, [, stride]) => step * stride, 1), / You gave the length of a step/],
  [() => 3, /^1 of 27 cases is right\. For receptiveField\(\[\[3, 1, 1\], \[3, 1, 1\]\]\): expected 5, received 3\.$/],
];
for (const [i, [answer, message]] of fieldSlips.entries()) {
  test(`counting.3: slip ${i} is recognised as ${message}`, () => assert.match(slipOf('counting.3', answer), message));
}

test('counting.3: the theory worked backwards from the unit is right', () => {
  assert.equal(judge('counting.3', backwards).kind, 'right');
});

type Batch = (bytes: number, params: number, activations: number) => number;
const batchSlips: [Batch, RegExp][] = [
  [(b, p, a) => Math.max(0, (b - 12 * p) / (8 * a)), / You did not round down/],
  [(b, p, a) => Math.max(0, Math.ceil((b - 12 * p) / (8 * a))), / You rounded up/],
  [(b, p, a) => Math.max(0, Math.floor((b - 3 * p) / (2 * a))), / You forgot that a number takes 4 bytes/],
  [(b, p, a) => Math.max(0, Math.floor((b - 12 * p) / (4 * a))), / You forgot the gradients of the activations/],
  [(b, p, a) => Math.max(0, Math.floor((b - 8 * p) / (8 * a))), / You forgot the momentum/],
  [(b, p, a) => Math.max(0, Math.floor((b - 16 * p) / (8 * a))), / That is Adam/],
  [(b, _p, a) => Math.floor(b / (8 * a)), / You forgot the weights, their gradients/],
  [(b, p, a) => Math.floor((b - 12 * p) / (8 * a)), / A batch cannot have fewer than 0 images/],
];
for (const [answer, message] of batchSlips) {
  test(`counting.6: ${answer} is recognised`, () => assert.match(slipOf('counting.6', answer), message));
}

test('counting.6: trying batches one by one is right', () => {
  const count: Batch = (bytes, params, activations) => {
    let images = 0;
    while (4 * (3 * params + 2 * (images + 1) * activations) <= bytes) images++;
    return images;
  };
  assert.equal(judge('counting.6', count).kind, 'right');
});

/** 3×3 convolutions with padding 1, then the mean over the image and one fully connected layer. */
function stack(table: readonly (readonly [filters: number, strides: number])[], units = 10): NetworkSpec {
  const g = new Graph('mine', [32, 32, 3]);
  let x = g.input();
  for (const [i, [filters, strides]] of table.entries()) {
    x = g.relu(g.conv2d(x, { filters, kernelSize: 3, strides, padding: 1 }, `conv${i}`));
  }
  return g.build(g.dense(g.globalAveragePooling2d(x), { units }, 'fc'));
}

const FITS = [
  [16, 1],
  [32, 2],
  [32, 2],
  [64, 2],
  [64, 1],
] as const;
const budgetSlips: [string, unknown, string][] = [
  ['no network', 7, 'The answer is a network, as g.build(…) returns it. Received 7.'],
  [
    'nine classes',
    stack(FITS, 9),
    'It gives [9], and [10] is asked for. ' +
      'Now it has 70,345 parameters, 3,097,152 MACs, a receptive field of 33 pixels.',
  ],
  [
    'shallow and wide',
    stack([[400, 1]]),
    'It takes 6,063,200 MACs too many. Its units see 3 pixels, and 32 are asked for. ' +
      'It has 1 of the 3 convolutions, one behind the other, that are asked for. ' +
      'Now it has 15,210 parameters, 11,063,200 MACs, a receptive field of 3 pixels.',
  ],
  [
    'many filters',
    stack([
      [8, 2],
      [16, 2],
      [32, 2],
      [100, 2],
      [100, 1],
    ]),
    'It has 26,042 parameters too many. Now it has 126,042 parameters, 678,952 MACs, a receptive field of 63 pixels.',
  ],
  [
    'an average of the whole image and no convolution',
    (() => {
      const g = new Graph('mine', [32, 32, 3]);
      return g.build(g.dense(g.flatten(g.averagePooling2d(g.input(), { poolSize: 32 })), { units: 10 }, 'fc'));
    })(),
    'Its units see 1 pixel, and 32 are asked for. ' +
      'It has 0 of the 3 convolutions, one behind the other, that are asked for. ' +
      'Now it has 40 parameters, 30 MACs, a receptive field of 1 pixel.',
  ],
  [
    'a field that is wide and flat',
    (() => {
      const g = new Graph('mine', [32, 32, 3]);
      const x = g.conv2d(g.input(), { filters: 2, kernelSize: [3, 32], useBias: false }, 'conv');
      return g.build(g.dense(g.globalAveragePooling2d(x), { units: 10 }, 'fc'));
    })(),
    'Its units see 3 pixels, and 32 are asked for. ' +
      'It has 1 of the 3 convolutions, one behind the other, that are asked for. ' +
      'No activation stands between "conv" and "fc". Now it has 606 parameters, 17,300 MACs, a receptive field of 3 pixels.',
  ],
  [
    'no layers',
    { name: 'mine', layers: [], outputs: [] },
    `The network does not fit together: RangeError: "mine": has no input. Begin with a layer { op: 'input' }, as Graph.input() does.`,
  ],
  [
    'a window that does not fit',
    (() => {
      const g = new Graph('mine', [8, 8, 3]);
      return g.build(g.conv2d(g.input(), { filters: 10, kernelSize: 40 }, 'conv'));
    })(),
    'The network does not fit together: RangeError: conv2d "conv": kernelSize 40 does not fit input height 32 with padding ' +
      "'valid'. Received inputShape [32, 32, 3], strides 1.",
  ],
];
for (const [name, answer, message] of budgetSlips) {
  test(`counting.7: ${name}`, () => assert.deepEqual(judge('counting.7', answer), { kind: 'slip', message }));
}

test('counting.7: a layer that the output does not depend on neither helps nor costs', () => {
  const g = new Graph('mine', [32, 32, 3]);
  const x = g.relu(g.conv2d(g.input(), { filters: 8, kernelSize: 3, padding: 1 }, 'near'));
  g.conv2d(g.input(), { filters: 1, kernelSize: 32 }, 'aside');
  const net = g.build(g.dense(g.globalAveragePooling2d(x), { units: 10 }, 'fc'));
  const message = slipOf('counting.7', { ...net, outputs: [...net.outputs, 'aside'] });
  assert.match(message, /Its units see 3 pixels.*does not depend on it: "input_2", "aside"/s);
});

test('counting.7: a network within the budget is right, and is told what it has', () => {
  const hand = 448 + 4640 + 9248 + 18_496 + 36_928 + 650;
  const note = `Yours has ${hand.toLocaleString('en-US')} parameters, 3,097,216 MACs, a receptive field of 33 pixels.`;
  assert.deepEqual(judge('counting.7', stack(FITS)), { kind: 'right', note });
});

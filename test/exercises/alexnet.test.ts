import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze } from '../../lib/arithmetic';
import { exercises } from '../../lib/exercises/alexnet/exercises';
import { alexnet_mini, alexnet_paper, alexnet_two_tower } from '../../lib/models';
import { localResponseNormalization, ndarray } from '../../lib/ops';
import { at, Graph, type NetworkSpec } from '../../lib/spec';
import { assertClose } from '../support/assertClose';
import { judgeOf } from './judge';

const { judge, slipOf } = judgeOf(exercises);

test('what the exercises say about AlexNet is what the network has', () => {
  const shapeOf = (side: number) =>
    analyze(alexnet_paper(), { inputShape: [side, side, 3] }).layers.find(({ op }) => op === 'flatten')?.outputShape;
  assert.deepEqual([shapeOf(227), shapeOf(259)], [[9216], [12_544]]);
  const second = analyze(alexnet_two_tower()).layers.filter(({ op }) => op === 'conv2d')[1];
  assert.equal(second?.params, 307_456);
  const activations = alexnet_mini().layers.filter(({ op }) => op === 'activation');
  assert.equal(activations.length, 7);
});

/** Each wrong answer is written as a learner would work it out, not as the definition states it. */
const numberSlips: [id: string, answer: number, message: RegExp][] = [
  ['alexnet.1', 6 * 6 * 256, /number for 227 pixels/],
  ['alexnet.1', 7 * 7, /These are the places/],
  ['alexnet.1', 15 * 15 * 256, /what pool5 reads/],
  ['alexnet.1', 8 * 8 * 256, /rounds down/],
  ['alexnet.1', 7 * 7 * 128, /one of the two towers/],
  ['alexnet.1', 7 * 7 * 384, /The fifth convolution has 256/],
  ['alexnet.1', 1, /^1 is not the number that was asked for\.$/],
  ['alexnet.3', 1 / 4, /This is one sigmoid/],
  ['alexnet.3', 4 ** 7, /how many times smaller/],
  ['alexnet.3', (1 / 4) ** 8, /The last layer has no sigmoid/],
  ['alexnet.3', (1 / 2) ** 7, /You took the value/],
  ['alexnet.3', 7 * (1 / 4), /You added the slopes/],
  ['alexnet.3', 1 / 4 / 7, /You divided by 7/],
  ['alexnet.6', (256 - 224) ** 2 * 2, /what the paper says/],
  ['alexnet.6', 33 * 33, /You forgot the mirrored ones/],
  ['alexnet.6', 32 * 32, /And you forgot the mirrored ones/],
  ['alexnet.6', 33 * 2, /one direction only/],
  ['alexnet.6', 33 * 33 * 4, /You mirrored twice/],
];
for (const [id, answer, message] of numberSlips) {
  test(`${id}: ${answer} is recognised`, () => assert.match(slipOf(id, answer), message));
}

test('alexnet.3: a rounded factor is right', () => {
  assert.equal(judge('alexnet.3', 6.1e-5).kind, 'right');
  assert.equal(judge('alexnet.3', 6e-5).kind, 'slip');
});

const [params, together] = [5 * 5 * 48 * 256 + 256, 5 * 5 * 96 * 256 + 256];
const towerSlips: [{ params: number; together: number }, RegExp][] = [
  [{ params: together, together }, /^params: Each filter reads 48 channels/],
  [{ params: 5 * 5 * 48 * 128 + 128, together }, /^params: This is one tower/],
  [{ params: 5 * 5 * 48 * 256 + 512, together }, /^params: You counted the biases twice/],
  [{ params: 5 * 5 * 48 * 256, together }, /^params: You forgot the bias/],
  [{ params, together: params }, /^together: Without groups/],
  [{ params, together: 5 * 5 * 96 * 256 }, /^together: You forgot the bias/],
];
for (const [answer, message] of towerSlips) {
  test(`alexnet.2: ${JSON.stringify(answer)} is recognised`, () => assert.match(slipOf('alexnet.2', answer), message));
}

/** A learner's function with loops, and the places where it may go wrong. */
function normalize(
  a: number[],
  { left = 2, right = 2, alpha = 1e-4, beta = 0.75, k = 2, itself = true } = {},
): number[] {
  return a.map((value, i) => {
    let squares = 0;
    for (let j = Math.max(0, i - left); j <= Math.min(a.length - 1, i + right); j++) {
      if (itself || j !== i) squares += at(a, j) ** 2;
    }
    return value / (k + alpha * squares) ** beta;
  });
}

test('alexnet.4: the formula is that of ops, with its alpha divided by the size', () => {
  const a = [300, 1, 200, 0, 0, 0, 150, 2];
  const { data } = localResponseNormalization(ndarray([8], a), { alpha: 5e-4 });
  assertClose(data, normalize(a), 1e-4, 'channel', 1);
  assert.equal(judge('alexnet.4', (b: number[]) => normalize(b)).kind, 'right');
});

const normalizationSlips: [Parameters<typeof normalize>[1], RegExp][] = [
  [{ itself: false }, /^You left the channel itself out/],
  [{ right: 1 }, /^The channel i \+ 2 is missing/],
  [{ right: 0 }, /^You took the channels before it only/],
  [{ left: 0 }, /^You took the channels after it only/],
  [{ left: 5, right: 5 }, /^You took five channels on each side/],
  [{ alpha: 1e-4 / 5 }, /^You divided 0\.0001 by 5/],
  [{ beta: 1 }, /^You forgot the power/],
  [{ k: 0 }, /^(You forgot the 2|For normalize)/],
];
for (const [slip, message] of normalizationSlips) {
  test(`alexnet.4: ${JSON.stringify(slip)} is recognised`, () =>
    assert.match(
      slipOf('alexnet.4', (a: number[]) => normalize(a, slip)),
      message,
    ));
}

type Drop = (values: number[], kept: boolean[], rate: number) => number[];
const dropSlips: [Drop, RegExp][] = [
  [(values, kept) => values.map((value, i) => (kept[i] ? value : 0)), /^You did not scale/],
  [(values, kept, rate) => values.map((v, i) => (kept[i] ? v * (1 - rate) : 0)), /^You multiplied by the share/],
  [(values, kept, rate) => values.map((v, i) => (kept[i] ? v / rate : 0)), /^You divided by the rate/],
  [(values, kept, rate) => values.map((v, i) => (kept[i] ? 0 : v / (1 - rate))), /^You dropped what should be kept/],
];
for (const [drop, message] of dropSlips) {
  test(`alexnet.5: ${message} is recognised`, () => assert.match(slipOf('alexnet.5', drop), message));
}

/** The small network's convolutions, and what a learner may put behind them. */
function slim(classifier: (g: Graph, x: string) => string, count = 5): NetworkSpec {
  const g = new Graph('slim', [32, 32, 3]);
  const table = [
    [24, 5],
    [32, 5],
    [48, 3],
    [48, 3],
    [32, 3],
  ] as const;
  let x = g.input();
  table.slice(0, count).forEach(([filters, kernelSize], i) => {
    x = g.relu(g.conv2d(x, { filters, kernelSize, padding: (kernelSize - 1) / 2 }, `conv${i}`));
    if (i < 2) x = g.maxPooling2d(x, { poolSize: 3, strides: 2, ceilMode: true });
  });
  return g.build(classifier(g, x));
}

test('alexnet.7: networks are judged by their costs', () => {
  const pooled = (units: number) => (g: Graph, x: string) => g.dense(g.globalAveragePooling2d(x), { units }, 'fc');
  assert.equal(judge('alexnet.7', slim(pooled(10))).kind, 'right');
  assert.match(slipOf('alexnet.7', slim(pooled(100))), /It gives \[100\], and \[10\] is asked for/);
  assert.match(slipOf('alexnet.7', slim(pooled(10), 4)), /Its units see 35 pixels, and 43 are asked for/);
  assert.match(slipOf('alexnet.7', alexnet_mini()), /parameters too many/);
  assert.match(slipOf('alexnet.7', 5), /The answer is a network/);
});

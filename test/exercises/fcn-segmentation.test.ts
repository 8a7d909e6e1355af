import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze } from '../../lib/arithmetic';
import { LARGE_DIGITS, scenes } from '../../lib/datasets';
import { exercises } from '../../lib/exercises/fcn-segmentation/exercises';
import { type LadderRecipe, learnsMasks } from '../../lib/exercises/fcn-segmentation/recipe';
import { alexnet_mini, fcn8s_mini, fcn16s_mini, fcn32s, fcn32s_mini } from '../../lib/models';
import { averagePooling2d, resizeBilinear, zeros } from '../../lib/ops';
import { confusionMatrix, cropOffsets, fullyConvolutional, metrics } from '../../lib/segmentation';
import { Graph, type NetworkSpec } from '../../lib/spec';
import { judgeOf } from './judge';

const { judge, slipOf } = judgeOf(exercises);

/** Each wrong answer is written as a learner would work it out, not as the definition states it. */
const valueSlips: [id: string, answer: unknown, message: RegExp][] = [
  ['fcn-segmentation.1', { windows: 28 * 20, each: 16 }, /^windows: You left out the \+ 1/],
  ['fcn-segmentation.1', { windows: 32 * 24, each: 16 }, /^windows: This is a window for every 8×8 pixels/],
  ['fcn-segmentation.1', { windows: 29 + 21, each: 16 }, /^windows: You added the two directions/],
  ['fcn-segmentation.1', { windows: 8 * 6, each: 16 }, /^windows: These windows lie side by side/],
  ['fcn-segmentation.1', { windows: 609, each: 4 }, /^each: This is along one direction/],
  ['fcn-segmentation.1', { windows: 609, each: 32 * 32 }, /^each: This would be with a step of one pixel/],
  ['fcn-segmentation.1', { windows: 609, each: 4 + 4 }, /^each: The two directions multiply/],
  ['fcn-segmentation.1', 609, /^The answer is an object \{ windows, each \}/],
  ['fcn-segmentation.2', 'a', /^Count the weights of one enlargement/],
  ['fcn-segmentation.2', 'c', /^The trunk has about 350 thousand/],
  ['fcn-segmentation.3', 19, /^This is what can be taken off 100/],
  ['fcn-segmentation.3', 100 - 20, /^With 80 the map begins one pixel behind/],
  ['fcn-segmentation.3', 100, /^With 100 it begins 19 pixels before/],
  ['fcn-segmentation.3', 100 + 19, /^More padding moves the map further out/],
  ['fcn-segmentation.3', 3 * 32, /^96 pixels are the three units/],
  ['fcn-segmentation.3', 82, /^Nearly: 82/],
  [
    'fcn-segmentation.5',
    { ground: 'C', names: 'B', fat: 'A', thin: 'D' },
    /^ground: Its union .* names: It has the ground/,
  ],
  [
    'fcn-segmentation.5',
    { ground: 'B', names: 'C', fat: 'D', thin: 'A' },
    /^fat: All true pixels .* thin: Part of each/,
  ],
  ['fcn-segmentation.5', { ground: 'B', names: 'C', fat: 'A' }, /^thin: not answered yet\.$/],
  ['fcn-segmentation.6', 'a', /^That is what a finer map reaches/],
  ['fcn-segmentation.6', 'b', /^That is what a finer map reaches/],
  ['fcn-segmentation.6', 'c', /^In most places the ground/],
  ['fcn-segmentation.8', 'a', /^Compare a stroke with a place/],
  ['fcn-segmentation.8', 'c', /^It learns to paint some shapes/],
  ['fcn-segmentation.7', 0.003, /^The answer is an object such as/],
  ['fcn-segmentation.7', { finest: 4, rate: 0.003, epochs: 12 }, /finest is 32, 16 or 8\.$/],
  ['fcn-segmentation.7', { finest: 8, rate: 0, epochs: 12 }, /rate is a number above 0\.$/],
  ['fcn-segmentation.7', { finest: 8, rate: 0.003, epochs: 13 }, /epochs is a whole number from 1 to 12\.$/],
  ['fcn-segmentation.7', { finest: 8, rate: 0.003, epochs: 1.5 }, /epochs is a whole number from 1 to 12\.$/],
];
for (const [id, answer, message] of valueSlips) {
  test(`${id}: ${JSON.stringify(answer)} is recognised`, () => assert.match(slipOf(id, answer), message));
}

test('fcn-segmentation.1: the map of scores has as many places as there are windows', () => {
  const { layers } = analyze(fullyConvolutional(alexnet_mini()), { inputShape: [256, 192, 3] });
  assert.deepEqual(layers.at(-1)?.outputShape, [29, 21, 10]);
  assert.equal(judge('fcn-segmentation.1', { windows: 29 * 21, each: 16 }).kind, 'right');
});

test('fcn-segmentation.2: the 32s has the most parameters, by far', () => {
  const [most = 0, ...others] = [fcn32s_mini(), fcn16s_mini(), fcn8s_mini()].map(net => analyze(net).totals.params);
  assert.ok(others.every(params => most > 1.5 * params));
  assert.equal(judge('fcn-segmentation.2', 'B').kind, 'right');
});

/** FCN-32s with another padding of its first convolution. */
function padded(padding: number): NetworkSpec {
  const net = fcn32s();
  const layers = net.layers.map(layer => (layer.name === 'conv1_1' ? { ...layer, padding } : layer));
  return { ...net, layers: layers as NetworkSpec['layers'] }; // a padding of the same form
}

test('fcn-segmentation.3: 81 is the least padding, and enough for pictures of 1 to 600 pixels', () => {
  assert.deepEqual(cropOffsets(padded(81)), { score: 0 });
  assert.throws(() => cropOffsets(padded(80)), /it would be \[-1, -1\]/);
  for (let picture = 1; picture <= 600; picture++) {
    let size = picture + 2 * 81 - 2;
    for (let pool = 0; pool < 5; pool++) size = Math.ceil(size / 2);
    assert.ok((size - 7) * 32 + 64 >= picture, `${picture}`);
  }
  assert.equal(judge('fcn-segmentation.3', 81).kind, 'right');
});

const wrongIous: [name: string, iou: (counts: number[][]) => unknown, message: RegExp][] = [
  ['of the truth', counts => counts.map((row, k) => (row[k] ?? 0) / sum(row)), /share of the true pixels/],
  [
    'of the answer',
    counts => counts.map((row, k) => (row[k] ?? 0) / column(counts, k)),
    /share of the answered pixels/,
  ],
  ['the sum', counts => counts.map((row, k) => (row[k] ?? 0) / (sum(row) + column(counts, k))), /counted it twice/],
  ['Dice', counts => counts.map((row, k) => (2 * (row[k] ?? 0)) / (sum(row) + column(counts, k))), /Dice coefficient/],
  ['zeros', counts => right(counts).map(value => (Number.isNaN(value) ? 0 : value)), /Leave its 0 \/ 0 as NaN/],
  ['one number', counts => right(counts)[0], /the result must be a list/],
  ['too few', counts => right(counts).slice(1), /there must be an IoU for each of the 2 classes\. Received 1/],
];
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const column = (counts: number[][], k: number): number => sum(counts.map(row => row[k] ?? 0));
const right = (counts: number[][]): number[] =>
  counts.map((row, k) => (row[k] ?? 0) / (sum(row) + column(counts, k) - (row[k] ?? 0)));
for (const [name, iou, message] of wrongIous) {
  test(`fcn-segmentation.4: ${name} is recognised`, () => assert.match(slipOf('fcn-segmentation.4', iou), message));
}

test('fcn-segmentation.4: the formula is right, and so is the library', () => {
  assert.equal(judge('fcn-segmentation.4', right).kind, 'right');
  assert.equal(judge('fcn-segmentation.4', (counts: number[][]) => metrics(counts).iou).kind, 'right');
});

const [CLASSES, SIDE] = [11, 64];

test('fcn-segmentation.6: exact shares at stride 32 come to about 0.2', () => {
  const { masks } = scenes({ ...LARGE_DIGITS, count: 40, split: 'test' });
  const answers = masks.map(mask => {
    const oneHot = zeros([1, SIDE, SIDE, CLASSES]);
    mask.forEach((label, pixel) => {
      oneHot.data[pixel * CLASSES + label] = 1;
    });
    const { data } = resizeBilinear(averagePooling2d(oneHot, { poolSize: 32 }), { size: SIDE });
    return mask.map((_, pixel) => {
      const scores = data.subarray(pixel * CLASSES, (pixel + 1) * CLASSES);
      return scores.indexOf(Math.max(...scores));
    });
  });
  const flat = (all: readonly Uint8Array[]): number[] => all.flatMap(one => [...one]);
  const { meanIou } = metrics(confusionMatrix(flat(masks), flat(answers), { numClasses: CLASSES }));
  assert.ok(Math.abs(meanIou - 0.2) < 0.08, `${meanIou}`);
  assert.equal(judge('fcn-segmentation.6', 'D').kind, 'right');
});

test('fcn-segmentation.7: what a recipe gave decides', async () => {
  const asked: LadderRecipe[] = [];
  const check = (iou: number) =>
    learnsMasks((recipe, _, bar) => {
      asked.push(recipe);
      bar.advance();
      return Promise.resolve(iou);
    });
  const recipe = { finest: 8, rate: 0.003, epochs: 12 };
  assert.equal((await check(0.6)(recipe)).kind, 'right');
  assert.deepEqual(asked, [recipe, recipe]);
  const advice: [LadderRecipe, number, RegExp][] = [
    [{ finest: 8, rate: 0.03, epochs: 12 }, 0.1, /and 55 % is asked for\. It hardly learns\. Is the rate too large\?$/],
    [{ finest: 8, rate: 0.0003, epochs: 12 }, 0.2, /Is there a better rate above yours\?$/],
    [{ finest: 8, rate: 0.003, epochs: 6 }, 0.4, /Has it had enough steps\?$/],
    [{ finest: 32, rate: 0.003, epochs: 12 }, 0.5, /Look at the rate, and at the finest map\.$/],
    [{ finest: 8, rate: 0.003, epochs: 12 }, 0.5, /Is there a better rate near yours\?$/],
  ];
  for (const [given, iou, message] of advice) {
    const verdict = await check(iou)(given);
    assert.ok(verdict.kind === 'slip');
    assert.match(verdict.message, message);
  }
});

/** Five convolutions down to stride 16, enlarged with or without a skip. */
function compact(skip: 'none' | 'coarse' | 'fine', filters = 48): NetworkSpec {
  const g = new Graph('compact', [64, 64, 3]);
  const convolve = (x: string, count: number): string =>
    g.relu(g.conv2d(x, { filters: count, kernelSize: 3, padding: 1 }, `conv_${x}`));
  let x = convolve(g.input(), 16);
  for (const count of [24, 32, 32]) x = convolve(g.maxPooling2d(x, { poolSize: 2 }), count);
  const fine = x;
  x = convolve(g.maxPooling2d(x, { poolSize: 2 }), filters);
  const last = x;
  x = g.conv2d(last, { filters: 11, kernelSize: 1 }, 'layer1');
  if (skip === 'coarse') x = g.add([x, g.conv2d(last, { filters: 11, kernelSize: 1 }, 'layer2')]);
  x = g.conv2dTranspose(x, { filters: 11, kernelSize: 4, strides: 2, padding: 1 }, 'layer5');
  if (skip === 'fine') x = g.add([x, g.conv2d(fine, { filters: 11, kernelSize: 1 }, 'layer3')]);
  return g.build(g.conv2dTranspose(x, { filters: 11, kernelSize: 16, strides: 8, padding: 4 }, 'layer6'));
}

test('fcn-segmentation.9: a skip joins a fine map and a coarse one, within the budget', () => {
  assert.equal(judge('fcn-segmentation.9', compact('fine')).kind, 'right');
  assert.match(slipOf('fcn-segmentation.9', compact('none')), /^It has no skip/);
  assert.match(
    slipOf('fcn-segmentation.9', compact('coarse')),
    /Yours join maps that have been at strides 16 and 16\.$/,
  );
  assert.match(slipOf('fcn-segmentation.9', compact('fine', 128)), /parameters too many/);
});

test('fcn-segmentation.9: features may be concatenated, and bilinear enlargement is as good', () => {
  const g = new Graph('concatenated', [64, 64, 3]);
  const input = g.input();
  const convolve = (x: string, count: number): string =>
    g.relu(g.conv2d(x, { filters: count, kernelSize: 3, padding: 1 }, `conv_${x}`));
  let x = convolve(input, 16);
  for (const count of [24, 32, 32]) x = convolve(g.maxPooling2d(x, { poolSize: 2 }), count);
  const fine = x;
  x = convolve(g.maxPooling2d(x, { poolSize: 2 }), 48);
  x = g.concatenate([g.resizeLike(x, fine, { method: 'bilinear' }), fine]);
  x = g.conv2d(x, { filters: 11, kernelSize: 1 }, 'layer4');
  assert.equal(judge('fcn-segmentation.9', g.build(g.resizeLike(x, input, { method: 'bilinear' }))).kind, 'right');
});

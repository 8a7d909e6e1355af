import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze } from '../../lib/arithmetic/analyze';
import { ledger } from '../../lib/arithmetic/ledger';
import { unitField } from '../../lib/arithmetic/unitField';
import { experiment } from '../../lib/datasets';
import { composed } from '../../lib/exercises/vgg/compose';
import { exercises } from '../../lib/exercises/vgg/exercises';
import { nineteenLayersLearn, type Recipe } from '../../lib/exercises/vgg/recipe';
import { Interrupted } from '../../lib/jupyter/interrupt';
import { vgg_mini, vgg16 } from '../../lib/models';
import { correlate2d } from '../../lib/ops';
import { boxHeight, Graph, type NetworkSpec } from '../../lib/spec';
import { judgeOf } from './judge';

const { judge, slipOf } = judgeOf(exercises);

type Matrix = number[][];
const turn = (kernel: Matrix): Matrix => [...kernel].reverse().map(row => [...row].reverse());

/** A learner's function with loops, and the places where it may go wrong. */
function compose(a: Matrix, b: Matrix, { add = true, side = a.length + b.length - 1 } = {}): Matrix {
  const kernel = Array.from({ length: side }, () => Array.from({ length: side }, () => 0));
  for (let s = 0; s < b.length; s++) {
    for (let t = 0; t < b.length; t++) {
      for (let u = 0; u < a.length; u++) {
        for (let v = 0; v < a.length; v++) {
          const row = kernel[s + u];
          const product = (b[s]?.[t] ?? 0) * (a[u]?.[v] ?? 0);
          if (row !== undefined) row[t + v] = add ? (row[t + v] ?? 0) + product : product;
        }
      }
    }
  }
  return kernel;
}

const rows = { A: 'conv4_2', B: 'conv1_2', C: 'fc2', D: 'conv2_2' };

const slips: readonly (readonly [string, unknown, RegExp])[] = [
  ['vgg.1', 5, /^The answer is an object \{ layers, saved \}/],
  ['vgg.1', { layers: 4, saved: 62.8 }, /^layers: Four layers see 9 pixels\.$/],
  ['vgg.1', { layers: 6, saved: 62.8 }, /^layers: Six layers see 13 pixels\.$/],
  ['vgg.1', { layers: 11 / 3, saved: 62.8 }, /^layers: Fields do not add up by their sides/],
  ['vgg.1', { layers: 5, saved: 37.2 }, /^saved: This is what the stack still has/],
  ['vgg.1', { layers: 5, saved: 0.628 }, /^saved: This is the share/],
  ['vgg.1', { layers: 5, saved: 168.9 }, /^saved: This is how much more the large kernel has/],
  ['vgg.1', { layers: 5, saved: 92.56 }, /^saved: You counted one layer of the stack/],
  ['vgg.1', { layers: 5, saved: 61 }, /^saved: 61 is not the number/],
  ['vgg.2', (a: Matrix, b: Matrix) => compose(a, b, { add: false }), /You write over what is already there/],
  ['vgg.2', (a: Matrix, b: Matrix) => compose(a, turn(b)), /You turned one of the kernels by 180°/],
  ['vgg.2', (a: Matrix, b: Matrix) => compose(turn(a), turn(b)), /You turned both of the kernels by 180°/],
  [
    'vgg.2',
    (a: Matrix, b: Matrix) => compose(a, b, { side: 5 }),
    /see \d+ × \d+ pixels, so that the result is a square/,
  ],
  [
    'vgg.2',
    (a: Matrix, b: Matrix) => compose(a, b, { side: Math.min(5, a.length + b.length - 1) }),
    /a kernel of 4 and then one of 4 see 7 × 7 pixels/,
  ],
  ['vgg.2', (a: Matrix) => a, /For compose\(.*see \d+ × \d+ pixels/],
  ['vgg.3', 'a', /^It has a quarter more weights/],
  ['vgg.3', 'b', /^So one would expect from the paper/],
  ['vgg.3', 'c', /^It has as many weights and MACs/],
  ['vgg.4', 'a', /^Compare D with E/],
  ['vgg.4', 'b', /^C and D have equally many layers/],
  ['vgg.4', 'd', /^A-LRN is not below A/],
  ['vgg.5', 'a', /^The places fall to a quarter/],
  ['vgg.5', 'c', /^Half of the side is a quarter/],
  ['vgg.5', 'd', /^The weights are four times as many/],
  ['vgg.6', 0.01, /^The answer is an object such as/],
  ['vgg.6', { initializer: 'best', batchNormalization: true, rate: 1 }, /initializer is one of 'pytorch', 'glorot'/],
  ['vgg.6', { initializer: 'he', rate: 1 }, /batchNormalization is true or false\.$/],
  ['vgg.6', { initializer: 'he', batchNormalization: true, rate: -1 }, /rate is a number above 0\.$/],
  ['vgg.7', { ...rows, A: 'fc2' }, /^A: Look again\. Row A has curves/],
  ['vgg.7', { ...rows, B: 'conv2_2' }, /^B: Look again\. Row B has even colours/],
  ['vgg.7', { ...rows, C: 'conv4_2' }, /^C: Look again\. Row C has one large shape/],
  ['vgg.7', { ...rows, D: 'conv1_2' }, /^D: Look again\. Row D has stripes of one direction/],
  ['vgg.7', { ...rows, D: 'conv3_1' }, /^D: The answer is one of 'conv4_2', 'conv1_2', 'fc2', 'conv2_2'/],
  [
    'vgg.8',
    stack([
      [8, 8],
      [16, 16],
      [24, 24],
      [32, 32],
    ]),
    /It has 8 of the 10 convolutions/,
  ],
  [
    'vgg.8',
    stack([
      [16, 16],
      [16, 16],
      [24, 24],
      [32, 32],
      [32, 32],
    ]),
    /MACs too many/,
  ],
  [
    'vgg.8',
    stack([
      [8, 8],
      [16, 16],
      [32, 32],
      [64, 64],
      [64, 64],
    ]),
    /parameters too many/,
  ],
  ['vgg.8', stack([Array(10).fill(8)]), /Its units see 21 pixels, and 100 are asked for/],
  [
    'vgg.8',
    stack(
      [
        [8, 8],
        [16, 16],
        [24, 24],
        [32, 32],
        [32, 32],
      ],
      { kernelSize: 5 },
    ),
    /is larger than 3 × 3/,
  ],
  [
    'vgg.8',
    stack(
      [
        [8, 8],
        [16, 16],
        [24, 24],
        [32, 32],
        [32, 32],
      ],
      { relu: false },
    ),
    /No activation stands between/,
  ],
];
for (const [id, answer, message] of slips) {
  const words = typeof answer === 'function' ? message.source : JSON.stringify(answer).slice(0, 60);
  test(`${id}: ${words} is recognised`, () => assert.match(slipOf(id, answer), message));
}

/** Stages of 3×3 convolutions with a pool behind each, an average and a dense layer. */
function stack(stages: readonly (readonly number[])[], { kernelSize = 3, relu = true } = {}): NetworkSpec {
  const g = new Graph('stack', [32, 32, 3]);
  let x = g.input();
  stages.forEach((widths, stage) => {
    widths.forEach((filters, i) => {
      const path = `conv${stage}_${i}`;
      x = g.conv2d(x, { filters, kernelSize, padding: (kernelSize - 1) / 2 }, path);
      if (relu) x = g.relu(x, `${path}.relu`);
    });
    x = g.maxPooling2d(x, { poolSize: 2 }, `pool${stage}`);
  });
  return g.build(g.dense(g.globalAveragePooling2d(x, 'average'), { units: 10 }, 'fc'));
}

test('vgg.1, .3, .4, .5 and .7: the right answers', () => {
  for (const [id, answer] of [
    ['vgg.1', { layers: 5, saved: 62.8 }],
    ['vgg.1', { layers: 5, saved: 63 }],
    ['vgg.3', 'd'],
    ['vgg.4', ' C'],
    ['vgg.5', 'b'],
    ['vgg.7', rows],
  ] as const) {
    assert.equal(judge(id, answer).kind, 'right', id);
  }
});

test('vgg.1: five layers of 3×3 see 11 pixels', () => {
  const g = new Graph('five', [32, 32, 1]);
  let x = g.input();
  for (let i = 1; i <= 5; i++) x = g.conv2d(x, { filters: 1, kernelSize: 3, padding: 1, useBias: false }, `conv${i}`);
  const report = analyze(g.build(x));
  assert.equal(boxHeight(unitField(report, 'conv5')), 11);
  assert.equal(report.totals.params, 45);
});

test('vgg.3: the stored runs say which is ahead', () => {
  const rows = experiment('vgg-kernels').filter(({ epoch }) => epoch === 8);
  const accuracyOf = (name: string): number => {
    const values = rows.filter(({ variant }) => variant === name).map(({ testAccuracy }) => Number(testAccuracy));
    assert.equal(values.length, 10);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  const others = Math.max(...['five', 'threes', 'threes-wide'].map(accuracyOf));
  assert.ok(accuracyOf('threes-linear') > others + 0.01);
});

test('vgg.2: two correlations in a row are one with the composed kernel', () => {
  const input = Array.from({ length: 9 }, (_, m) => Array.from({ length: 9 }, (_, n) => Math.sin(7 * m + n * n)));
  const [a, b] = [
    [
      [1, 2, -1],
      [0, 1, 3],
      [2, 0, 1],
    ],
    [
      [0.5, -1],
      [2, 1],
    ],
  ];
  const twice = correlate2d(correlate2d(input, a), b);
  const once = correlate2d(input, composed(a, b));
  assert.equal(once.length, 6);
  once.flat().forEach((value, i) => {
    assert.ok(Math.abs(value - (twice.flat()[i] ?? Number.NaN)) < 1e-9);
  });
  assert.equal(judge('vgg.2', (p: Matrix, q: Matrix) => compose(p, q)).kind, 'right');
});

test('vgg.5: the last convolutions of stages 2, 3 and 4 take equally many MACs, that of stage 5 a quarter', () => {
  const macs = new Map(ledger(analyze(vgg16())).map(row => [row.layer, row.macs]));
  assert.deepEqual(
    ['features.7', 'features.14', 'features.21', 'features.28'].map(name => macs.get(name)),
    [1_849_688_064, 1_849_688_064, 1_849_688_064, 462_422_016],
  );
});

test('vgg.7: fields are as the hint says', () => {
  const report = analyze(vgg_mini());
  const fields = ['conv1_2', 'conv2_2', 'conv4_2'].map(layer => boxHeight(unitField(report, layer)));
  assert.deepEqual(fields, [5, 14, 68]);
});

test('vgg.8: other ways are right', () => {
  assert.equal(
    judge(
      'vgg.8',
      stack([
        [8, 8],
        [16, 16],
        [24, 24],
        [32, 32],
        [32, 32],
      ]),
    ).kind,
    'right',
  );
  assert.equal(judge('vgg.8', stack([[8], [16, 16, 16], [20, 20, 20], [24, 24, 24], [32, 32]])).kind, 'right');
});

const recipe = (change: Partial<Recipe> = {}): Recipe => ({
  ...{ initializer: 'he', batchNormalization: true, rate: 0.003 },
  ...change,
});

test('vgg.6: the mean of two seeds decides, and the advice follows from the recipe', async () => {
  const outcomes: readonly (readonly [Recipe, readonly number[], 'right' | 'slip', RegExp])[] = [
    [recipe(), [0.5, 0.7], 'right', /50 % and 70 %. The mean is 60 %/],
    [recipe(), [0.5, 0.69], 'slip', /is there a better one near yours\?$/],
    [recipe({ rate: 0.1 }), [0.2, 0.2], 'slip', /yours is large\.$/],
    [recipe({ initializer: 'zeros', batchNormalization: false }), [0.1, 0.1], 'slip', /^.*From zeros nothing but/],
    [recipe({ initializer: 'pytorch', batchNormalization: false }), [0.1, 0.1], 'slip', /next to nothing, whatever/],
    [recipe({ batchNormalization: false, rate: 0.3 }), [0.1, 0.1], 'slip', /look at the rate first\.$/],
    [recipe({ batchNormalization: false }), [0.3, 0.3], 'slip', /keeps the gradient even\?$/],
  ];
  for (const [answer, accuracies, kind, words] of outcomes) {
    const check = nineteenLayersLearn((given, seed) => {
      assert.deepEqual(given, answer);
      return Promise.resolve(accuracies[seed] ?? Number.NaN);
    });
    const verdict = await check(answer);
    assert.equal(verdict.kind, kind, words.source);
    assert.match(
      verdict.kind === 'right' ? String(verdict.note) : verdict.kind === 'slip' ? verdict.message : '',
      words,
    );
  }
});

test('vgg.6: a run that stops is a slip, and an interrupt ends the check', async () => {
  const stops = nineteenLayersLearn(() => Promise.reject(new RangeError('the loss became NaN.')));
  const verdict = await stops(recipe());
  assert.ok(verdict.kind === 'slip' && verdict.message.startsWith('With seed 0 the run stopped: RangeError: the loss'));
  const check = nineteenLayersLearn(() => Promise.reject(new Interrupted()));
  await assert.rejects(async () => check(recipe()), Interrupted);
});

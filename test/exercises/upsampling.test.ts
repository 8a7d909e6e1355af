import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outputSize } from '../../lib/arithmetic';
import { type EnlargeRecipe, enlargesPhotographs } from '../../lib/exercises/upsampling/enlarge';
import { exercises } from '../../lib/exercises/upsampling/exercises';
import { matrixOf, ndarray, resizeBilinear, resizeNearest } from '../../lib/ops';
import { at, floatAt } from '../../lib/spec';
import { judgeOf } from './judge';

const { judge, slipOf } = judgeOf(exercises);

const pixels = { nearest: 8, edges: 7, corners: 48 / 7 };
const sizes = { least: 30, most: 32, outputPadding: 2 };
const letters = { A: 'bilinear', B: 'three', C: 'nearest' };
const layer = { kernelSize: 6, strides: 3, padding: 2, outputPadding: 1 };

/** Each wrong answer is written as a learner would work it out, not as the definition states it. */
const valueSlips: [id: string, answer: unknown, message: RegExp][] = [
  ['upsampling.1', 8, /^The answer is an object \{ nearest, edges, corners \}/],
  ['upsampling.1', { ...pixels, nearest: 4 }, /^nearest: 3\/2 is rounded down/],
  ['upsampling.1', { ...pixels, edges: (8 + 4) / 2 }, /^edges: You took place 3\/2/],
  ['upsampling.1', { ...pixels, edges: 0.25 * 8 + 0.75 * 4 }, /^edges: A quarter of the way/],
  ['upsampling.1', { ...pixels, edges: 8 - (4 * 2) / 7 }, /^edges: This is with the corners in place/],
  ['upsampling.1', { ...pixels, corners: 7 }, /^corners: This is with the edges in place/],
  ['upsampling.1', { ...pixels, corners: 8 - 4 * ((3 * 4) / 8 - 1) }, /^corners: You took place 3 · 4\/8/],
  ['upsampling.1', { ...pixels, corners: (2 / 7) * 8 + (5 / 7) * 4 }, /^corners: 9\/7 is 2\/7 beyond pixel 1/],
  ['upsampling.3', 'a', /Transposing is not inverting/],
  ['upsampling.3', 'b', /painted with weights 1\/16/],
  ['upsampling.3', 'd', /rows and columns of the other one exchanged/],
  ['upsampling.4', { ...sizes, least: 9 * 3 + 5 - 2 - 2 }, /^least: A padding of 1 adds 2/],
  ['upsampling.4', { ...sizes, least: 32 }, /^least: This is the largest/],
  ['upsampling.4', { ...sizes, least: 34 }, /^least: You took the padding the wrong way/],
  ['upsampling.4', { ...sizes, least: 27 }, /^least: i \+ 2 − 5 = 27\. Solve/],
  ['upsampling.4', { ...sizes, least: 33 }, /^least: i \+ 2 − 5 is 27 or a little more/],
  ['upsampling.4', { ...sizes, most: 30 }, /^most: This is the smallest/],
  ['upsampling.4', { ...sizes, most: 33 }, /^most: With 33 one more window fits/],
  ['upsampling.4', { ...sizes, outputPadding: 3 }, /^outputPadding: Output padding is smaller than the stride/],
  ['upsampling.4', { ...sizes, outputPadding: 1 }, /^outputPadding: That leads to the size in the middle/],
  ['upsampling.4', { ...sizes, outputPadding: 0 }, /^outputPadding: Without it/],
  ['upsampling.5', 'a', /nobody asks for even gradients/],
  ['upsampling.5', 'c', /larger than four corners together/],
  ['upsampling.5', 'd', /along both axes/],
  ['upsampling.6', { ...letters, A: 'nearest' }, /^A: In A most rows have two entries/],
  ['upsampling.6', { ...letters, A: 'three' }, /^A: In A there are shares of ¼ and ¾/],
  ['upsampling.6', { ...letters, B: 'nearest' }, /^B: In B every second row has two entries/],
  ['upsampling.6', { ...letters, B: 'bilinear' }, /^B: In B every second row has a single entry/],
  ['upsampling.6', { ...letters, C: 'bilinear' }, /^C: In C each row has a single 1: nothing is mixed/],
  ['upsampling.6', { ...letters, C: 'three' }, /^C: In C each row has a single 1, and the kernel/],
  ['upsampling.7', 6, /^The answer is an object \{ kernelSize, .* Received 6\.$/],
  ['upsampling.7', { ...layer, padding: 1.5 }, /^The answer is an object .* of whole numbers\.$/],
  ['upsampling.7', { ...layer, kernelSize: 0 }, /^kernelSize and strides are 1 or more\.$/],
  ['upsampling.7', { ...layer, strides: 2 }, /^Each input value is to become 3 along each axis: that is the stride\.$/],
  ['upsampling.7', { ...layer, outputPadding: 3 }, /^Output padding chooses among the 3 sizes .* 0 to 2\.$/],
  ['upsampling.7', { ...layer, kernelSize: 12 }, /^A kernel of 12 × 12 has 144 weights, and 100 are allowed\.$/],
  [
    'upsampling.7',
    { ...layer, outputPadding: 0 },
    /^Along an axis there are \(15 − 1\) · 3 − 2 · 2 \+ 6 \+ 0 = 44 outputs\. 45 are asked for\.$/,
  ],
  [
    'upsampling.7',
    { kernelSize: 5, strides: 3, padding: 1, outputPadding: 0 },
    /^The size is right\. But inside, an output reads 1 or 2 input values along an axis: 5 is no multiple of 3\.$/,
  ],
  [
    'upsampling.7',
    { kernelSize: 3, strides: 3, padding: 0, outputPadding: 0 },
    /^The size is right, and nothing overlaps at all/,
  ],
];
for (const [id, answer, message] of valueSlips) {
  test(`${id}: ${JSON.stringify(answer)} is recognised`, () => assert.match(slipOf(id, answer), message));
}

test('upsampling.1: the three values, by resizing', () => {
  const row = ndarray([1, 1, 4, 1], [0, 8, 4, 12]);
  const grown = [
    resizeNearest(row, { size: [1, 8] }),
    resizeBilinear(row, { size: [1, 8] }),
    resizeBilinear(row, { size: [1, 8], alignCorners: true }),
  ].map(({ data }) => floatAt(data, 3));
  const [nearest, edges, corners] = grown;
  assert.equal(judge('upsampling.1', { nearest, edges, corners }).kind, 'right');
  assert.equal(judge('upsampling.1', { nearest: 8, edges: 7, corners: 6.857 }).kind, 'right');
});

test('upsampling.4: the sizes, tried one by one', () => {
  const fitting = Array.from({ length: 60 }, (_, i) => i + 3).filter(
    i => outputSize(i, { size: 5, stride: 3, padding: [1, 1] }) === 10,
  );
  assert.deepEqual(fitting, [30, 31, 32]);
});

test('upsampling.6: in the matrix called bilinear every row has two shares, but the first and the last', () => {
  const { data } = matrixOf(x => resizeBilinear(x, { size: [1, 8] }), [1, 4, 1]);
  const entries = Array.from(
    { length: 8 },
    (_, row) => [...data.subarray(4 * row, 4 * row + 4)].filter(Boolean).length,
  );
  assert.deepEqual(entries, [1, 2, 2, 2, 2, 2, 2, 1]);
});

for (const answer of [
  layer,
  { kernelSize: 9, strides: 3, padding: 3, outputPadding: 0 },
  { kernelSize: 9, strides: 3, padding: 4, outputPadding: 2 },
]) {
  test(`upsampling.7: ${JSON.stringify(answer)} is right`, () => {
    assert.equal(judge('upsampling.7', answer).kind, 'right');
  });
}

type Paint = (row: number[], kernel: number[], stride: number, padding: number) => unknown;
/** Written by collecting: which inputs reach output n, and with which weight? */
const collect: (change?: { turn?: boolean; stride?: number }) => Paint =
  ({ turn = false, stride: fixed } = {}) =>
  (row, kernel, stride, padding) => {
    const step = fixed ?? stride;
    const weights = turn ? [...kernel].reverse() : kernel;
    const length = (row.length - 1) * step + kernel.length - 2 * padding;
    return Array.from({ length }, (_, n) =>
      row.reduce((sum, value, i) => sum + value * (weights[n + padding - i * step] ?? 0), 0),
    );
  };
const whole: Paint = (row, kernel, stride) => collect()(row, kernel, stride, 0);
const paintSlips: [Paint, RegExp][] = [
  [
    (row, kernel, stride, padding) => {
      const length = (row.length - 1) * stride + kernel.length;
      const canvas = Array.from({ length }, (_, n) => {
        const reaching = row.reduce((last, _, i) => (n >= i * stride && n < i * stride + kernel.length ? i : last), -1);
        return reaching < 0 ? 0 : at(row, reaching) * at(kernel, n - reaching * stride);
      });
      return canvas.slice(padding, length - padding);
    },
    /What is painted later covers what was there\. Add to it\./,
  ],
  [collect({ turn: true }), /You turned the kernel/],
  [whole, /You cut nothing off\. For paint\(.*there are \(3 − 1\) · 2 − 2 · 1 \+ 3 = 5 numbers\. You gave 7\.$/],
  [
    (row, kernel, stride, padding) => (whole(row, kernel, stride, 0) as number[]).slice(padding),
    /You cut off the start only/,
  ],
  [
    (row, kernel, stride, padding) => [
      ...new Array<number>(padding).fill(0),
      ...(whole(row, kernel, stride, 0) as number[]),
      ...new Array<number>(padding).fill(0),
    ],
    /You added zeros, as the padding of a convolution does/,
  ],
  [collect({ stride: 1 }), /whatever the stride/],
  [() => 3, /the result is an array of numbers\.$/],
];
for (const [i, [answer, message]] of paintSlips.entries()) {
  test(`upsampling.2: slip ${i} is recognised`, () => assert.match(slipOf('upsampling.2', answer), message));
}

test('upsampling.2: collecting instead of painting is right', () => {
  assert.equal(judge('upsampling.2', collect()).kind, 'right');
});

test('upsampling.2: the other way to write it is right', () => {
  const { anotherWay = '' } = at(exercises, 1);
  const source = anotherWay.replace(/: number(\[\])?/g, '');
  assert.equal(judge('upsampling.2', new Function(`${source}; return paint;`)()).kind, 'right');
});

/** What is said of a recipe whose two runs take away these parts of bilinear's error. */
async function verdictOn(recipe: Partial<EnlargeRecipe>, parts: readonly number[]): Promise<string> {
  const asked: unknown[] = [];
  const full: EnlargeRecipe = { kernelSize: 6, start: 'bilinear', rate: 0.01, ...recipe };
  const verdict = await enlargesPhotographs((given, seed) => {
    asked.push([given, seed]);
    return Promise.resolve(at(parts, seed));
  })(full);
  assert.deepEqual(asked, [
    [full, 0],
    [full, 1],
  ]);
  return verdict.kind === 'slip' ? verdict.message : verdict.kind;
}

test('upsampling.8: the mean of two seeds decides, and the advice follows the recipe', async () => {
  assert.equal(await verdictOn({}, [0.15, 0.26]), 'right');
  assert.equal(
    await verdictOn({ kernelSize: 4 }, [0.06, 0.05]),
    'Part of bilinear’s error that is gone, seeds 0 and 1: 6 % and 5 %. The mean is 5.5 %, and 20 % is asked for. A kernel of 4 reads 2 × 2 values, as bilinear does. How many does a larger one read?',
  );
  assert.match(await verdictOn({ start: 'random' }, [-1, -0.5]), /a random kernel has hardly found/);
  assert.match(await verdictOn({ rate: 1 }, [-4, -3]), /worse than at its start: the steps are too large\.$/);
  assert.match(await verdictOn({ rate: 0.0001 }, [0.02, 0.02]), /Is there a better rate/);
});

for (const [answer, message] of [
  [6, /^The answer is an object such as \{ kernelSize: 4, start: 'random', rate: 0\.01 \}\.$/],
  [{ kernelSize: 5, start: 'random', rate: 0.01 }, /kernelSize is 4, 6 or 8\.$/],
  [{ kernelSize: 6, start: 'zeros', rate: 0.01 }, /start is 'bilinear' or 'random'\.$/],
  [{ kernelSize: 6, start: 'random', rate: 0 }, /rate is a number above 0\.$/],
] as const) {
  test(`upsampling.8: ${JSON.stringify(answer)} is refused`, () =>
    assert.match(slipOf('upsampling.8', answer), message));
}

test('upsampling.8: the check itself trains', async t => {
  t.mock.method(console, 'log', () => undefined);
  const verdict = await enlargesPhotographs()({ kernelSize: 4, start: 'bilinear', rate: 0.003 });
  assert.ok(verdict.kind === 'slip');
  assert.match(
    verdict.message,
    /^Part of bilinear’s error that is gone, seeds 0 and 1: \d.* A kernel of 4 reads 2 × 2/,
  );
});

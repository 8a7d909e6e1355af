import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exercises } from '../../lib/exercises/padding-stride/exercises';
import { at } from '../../lib/spec';
import { judgeOf } from './judge';

const { judge, slipOf } = judgeOf(exercises);

/** Each wrong answer is written as a learner would work it out, not as the definition states it. */
const valueSlips: [id: string, answer: unknown, message: RegExp][] = [
  ['padding-stride.1', 28 - 4 * 5, /^You took 5 pixels for each layer/],
  ['padding-stride.1', 28 - 4 * 2, /^You counted one side only/],
  ['padding-stride.1', 28 - 4, /^This is the width after one layer/],
  ['padding-stride.1', 28, /^This is the width with padding/],
  ['padding-stride.1', 4 * (5 - 1), /what four layers take away/],
  ['padding-stride.1', 13, /^13 is not the number that was asked for\.$/],
  ['padding-stride.7', [1, 2], /^The answer is an array of three rates, one for each layer\. Received \[1, 2\]\.$/],
  ['padding-stride.7', '1, 2, 4', /^The answer is an array of three rates/],
  [
    'padding-stride.7',
    [1, 2.5, 3.5],
    /^A rate is a whole number of pixels, at least 1\. Received \[1, 2\.5, 3\.5\]\.$/,
  ],
  ['padding-stride.7', [0, 3, 4], /^A rate is a whole number/],
  [
    'padding-stride.7',
    [3, 3, 3],
    /^These layers span 19 pixels: 1 \+ 2 · \(3 \+ 3 \+ 3\)\. 15 are asked for, so the rates have to sum to 7\.$/,
  ],
  ['padding-stride.7', [1, 2, 4], /^No rate may be above 3\. Received \[1, 2, 4\]\.$/],
  // By hand: 2 and 2 reach 0, 2 and 4, and with 3 also 1, 3, 5 and 7. Nothing reaches 6.
  ['padding-stride.7', [2, 2, 3], /skip some of them: those at distance 6 from the centre/],
  ['padding-stride.8', { floor: 9, ceil: 9, unread: 2 }, /^floor: You rounded up/],
  ['padding-stride.8', { floor: 7, ceil: 9, unread: 2 }, /^floor: You forgot to add 1/],
  ['padding-stride.8', { floor: 8, ceil: 8, unread: 2 }, /^ceil: You rounded down/],
  ['padding-stride.8', { floor: 8, ceil: 9, unread: 0 }, /^unread: Some are left over/],
  ['padding-stride.8', { floor: 8, ceil: 9, unread: (28 - 5) / 3 - 7 }, /^unread: This is a part of a step/],
  ['padding-stride.8', { floor: 8, ceil: 9, unread: 8 * 3 + 5 - 28 }, /^unread: By one pixel the window sticks out/],
  ['padding-stride.8', { floor: 8, ceil: 9, unread: 28 - (7 * 3 + 5 - 1) }, /^unread: Pixels are numbered from 0/],
];
for (const [id, answer, message] of valueSlips) {
  test(`${id}: ${JSON.stringify(answer)} is recognised`, () => assert.match(slipOf(id, answer), message));
}

test('padding-stride.7: every order of the layers is right', () => {
  for (const rates of [
    [1, 3, 3],
    [3, 1, 3],
    [3, 3, 1],
  ]) {
    assert.equal(judge('padding-stride.7', rates).kind, 'right', rates.join());
  }
});

type Keep = (kernel: number, dilation: number) => number;
const keepSlips: [Keep, RegExp][] = [
  [k => Math.floor(k / 2), /^You forgot the dilation\. For keepSize\(3, 2\): expected 2, received 1\.$/],
  [(k, d) => (k - 1) * d, /^This is the padding of both sides together/],
  [(k, d) => (d * k) / 2, /^You took half of the kernel/],
  [(k, d) => Math.floor((d * k) / 2), /^You multiplied the kernel by the dilation/],
  [(k, d) => (d * k - 1) / 2, /^You multiplied the kernel by the dilation/],
];
for (const [answer, message] of keepSlips) {
  test(`padding-stride.2: ${answer} is recognised`, () => assert.match(slipOf('padding-stride.2', answer), message));
}

const mirror = (row: number[], p: number, edge: number): number[] => {
  const source = (i: number): number => (i < 0 ? -i - edge : i >= row.length ? 2 * row.length - 2 - i + edge : i);
  return Array.from({ length: row.length + 2 * p }, (_, i) => at(row, source(i - p)));
};

const reflectSlips: [(row: number[], p: number) => number[], RegExp][] = [
  [(row, p) => mirror(row, p, 1), /^You repeated the first and the last number/],
  [(row, p) => [...Array(p).fill(row[0]), ...row, ...Array(p).fill(row.at(-1))], /^You repeated the edge/],
  [(row, p) => [...Array(p).fill(0), ...row, ...Array(p).fill(0)], /^You added zeros/],
  [(row, p) => [...row.slice(row.length - p), ...row, ...row.slice(0, p)], /as if it were a ring/],
  [(row, p) => [...row.slice(1, 1 + p), ...row, ...row.slice(row.length - 1 - p, row.length - 1)], /did not turn them/],
];
for (const [i, [answer, message]] of reflectSlips.entries()) {
  test(`padding-stride.3: slip ${i} is recognised`, () => assert.match(slipOf('padding-stride.3', answer), message));
}

test('padding-stride.3: a mirror that counts places is right', () => {
  assert.deepEqual(
    judge('padding-stride.3', (row: number[], p: number) => mirror(row, p, 0)),
    { kind: 'right' },
  );
});

type Same = (input: number, kernel: number, stride: number) => number[];
/** The padding as a learner works it out: where does the last window end? */
const missing = (input: number, kernel: number, stride: number): number => {
  let start = 0;
  while (start + stride < input) start += stride;
  return start + kernel - input;
};
const sameSlips: [Same, RegExp][] = [
  [
    (i, k, s) => [Math.ceil(Math.max(missing(i, k, s), 0) / 2), Math.floor(Math.max(missing(i, k, s), 0) / 2)],
    /^The pixel that is left over goes after the input, not before it\. For samePadding\(224, 3, 2\): at \[0\]: expected 0, received 1\.$/,
  ],
  [(_i, k) => [Math.floor((k - 1) / 2), Math.ceil((k - 1) / 2)], /^You forgot the stride/],
  [(_i, k) => [Math.floor(k / 2), Math.floor(k / 2)], /^You added the same on both sides/],
  [
    (i, k, s) => [Math.floor(missing(i, k, s) / 2), Math.ceil(missing(i, k, s) / 2)],
    /^Padding cannot be negative.* For samePadding\(8, 1, 2\): /,
  ],
  [
    (i, k, s) => [Math.max(missing(i, k, s), 0) / 2, Math.max(missing(i, k, s), 0) / 2],
    /^You did not halve the padding in whole pixels/,
  ],
];
for (const [i, [answer, message]] of sameSlips.entries()) {
  test(`padding-stride.4: slip ${i} is recognised`, () => assert.match(slipOf('padding-stride.4', answer), message));
}

test('padding-stride.4: counting where the last window ends is right', () => {
  const right: Same = (i, k, s) => {
    const total = Math.max(missing(i, k, s), 0);
    return [Math.floor(total / 2), total - Math.floor(total / 2)];
  };
  assert.deepEqual(judge('padding-stride.4', right), { kind: 'right' });
});

type Pool = (image: number[][], size: number, stride: number) => number[][];
/** A learner's loops, with one thing that can go wrong left open. */
function pool(start: number, fold: (a: number, b: number) => number, last = 0): Pool {
  return (image, size, stride) => {
    const output: number[][] = [];
    for (let r = 0; r + size <= image.length - last; r += stride) {
      const row: number[] = [];
      for (let c = 0; c + size <= at(image, 0).length - last; c += stride) {
        let value = start;
        for (let i = 0; i < size * size; i++) {
          value = fold(value, at(at(image, r + Math.floor(i / size)), c + (i % size)));
        }
        row.push(value);
      }
      output.push(row);
    }
    return output;
  };
}
const largest = pool(Number.NEGATIVE_INFINITY, Math.max);
const poolSlips: [Pool, RegExp][] = [
  [pool(0, Math.max), /^Your maximum starts at 0/],
  [(image, size, stride) => pool(0, (a, b) => a + b / (size * size))(image, size, stride), /^You averaged/],
  [pool(Number.POSITIVE_INFINITY, Math.min), /^You took the smallest number/],
  [(image, size) => largest(image, size, 1), /^You forgot the stride/],
  [(image, size) => largest(image, size, size), /^You moved the window by its size/],
  [pool(Number.NEGATIVE_INFINITY, Math.max, 1), /^For maxPool\(.*\): expected an array of shape \[2, 2\], received/],
];
for (const [i, [answer, message]] of poolSlips.entries()) {
  test(`padding-stride.5: slip ${i} is recognised`, () => assert.match(slipOf('padding-stride.5', answer), message));
}

test('padding-stride.5: loops that follow the definition are right', () => {
  assert.deepEqual(judge('padding-stride.5', largest), { kind: 'right' });
});

/** Blur as one sum for each place, with what stands beyond the ends left open. */
const mixed = (row: number[], beyond: (end: number) => number): number[] =>
  row.map((value, i) => {
    const [first, last] = [at(row, 0), at(row, row.length - 1)];
    return 0.25 * (row[i - 1] ?? beyond(first)) + 0.5 * value + 0.25 * (row[i + 1] ?? beyond(last));
  });
const pairs = (row: number[], from = 0): number[] => row.flatMap((value, i) => (i % 2 === from ? [value] : []));
const end = (value: number): number => value;
const halveSlips: [(row: number[]) => number[], RegExp][] = [
  [row => pairs(row), /did not blur.* For halve\(\[0, 8, 0, 8, 0, 8, 0, 8\]\): at \[0\]: expected 2, received 0\.$/],
  [row => mixed(row, end), /^You blurred and kept all numbers/],
  [row => mixed(pairs(row), end), /^You kept every second number first and blurred then/],
  [row => pairs(mixed(row, end), 1), /^You kept the second, fourth/],
  [row => pairs(mixed(row, end)).map(value => value * 4), /^You did not divide by 4/],
  [row => pairs(mixed(row, () => 0)), /^Beyond an end you took 0/],
];
for (const [i, [answer, message]] of halveSlips.entries()) {
  test(`padding-stride.6: slip ${i} is recognised`, () => assert.match(slipOf('padding-stride.6', answer), message));
}

test('padding-stride.6: a blur as weighted sums is right', () => {
  assert.deepEqual(
    judge('padding-stride.6', (row: number[]) => pairs(mixed(row, end))),
    { kind: 'right' },
  );
});

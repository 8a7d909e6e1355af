import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exercises } from '../../lib/exercises/padding-stride/exercises';
import { at } from '../../lib/spec';
import { judgeOf } from './judge';

const { judge, slipOf } = judgeOf(exercises);

/** Each wrong answer is written as a learner would work it out, not as the definition states it. */
const valueSlips: [id: string, answer: unknown, message: RegExp][] = [
  ['padding-stride.1', 28 / 4, /^Before the seventh layer 4 pixels are left/],
  ['padding-stride.1', Math.floor(28 / 5), /^After five layers 8 pixels are left/],
  ['padding-stride.1', Math.ceil((28 - 5) / 2), /^You counted one side only/],
  ['padding-stride.1', 28 / 2, /^You counted one side only/],
  ['padding-stride.1', Math.floor((28 - 5) / 2), /^You counted one side only/],
  ['padding-stride.1', 28 / 2 - 1, /^You counted one side only/],
  ['padding-stride.1', 28 - 6 * 4, /^This is what one layer takes away/],
  ['padding-stride.1', 9, /^9 is not the number that was asked for\.$/],
  ['padding-stride.2', 'a', /^The size is kept\. But in how many windows/],
  ['padding-stride.2', 'b', /^Without padding the corner pixel lies in a single window/],
  ['padding-stride.2', 'd', /^An average divides by nine everywhere/],
  ['padding-stride.2', 1 / 6, /^The answer is one of 'a', 'b', 'c', 'd'/],
  ['padding-stride.3', 'a', /^Zeros make a jump .* on the right/],
  ['padding-stride.3', 'b', /^B is right\. With reflect/],
  ['padding-stride.3', 'c', /^A is right\. Zeros make a jump/],
  ['padding-stride.5', 'a', /^The windows stand where they stood/],
  ['padding-stride.5', 'c', /^For a 0 a window would have to hold two dark pixels/],
  ['padding-stride.5', 'd', /^That is what an average pool gives/],
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
    /^These layers span 19 pixels: 1 \+ 2 · \(3 \+ 3 \+ 3\)\. 15 are asked for, so the rates together have to reach 7 pixels on each side\.$/,
  ],
  ['padding-stride.7', [1, 2, 4], /^No rate may be above 3\. Received \[1, 2, 4\]\.$/],
  // By hand: 2 and 2 reach 0, 2 and 4, and with 3 also 1, 3, 5 and 7. Nothing reaches 6.
  ['padding-stride.7', [2, 2, 3], /skip some of them: those at distance 6 from the centre/],
  ['padding-stride.8', 8, /^The answer is an object \{ floor, ceil, unread \}\. Received 8\.$/],
  ['padding-stride.8', { floor: 9, ceil: 9, unread: 2 }, /^floor: You rounded up\. [^:]*$/],
  ['padding-stride.8', { floor: 7, ceil: 8, unread: 5 }, /^floor: You forgot to add 1[^:]*: [^:]*$/],
  ['padding-stride.8', { floor: 9, ceil: 8, unread: 2 }, /^floor and ceil have changed places/],
  ['padding-stride.8', { floor: 8, ceil: 8, unread: 2 }, /^ceil: You rounded down\. [^:]*$/],
  ['padding-stride.8', { floor: 8, ceil: 9 }, /^unread: not answered yet\.$/],
  ['padding-stride.8', { floor: 8, ceil: 9, unread: 0 }, /^unread: With 8 windows some are left over/],
  ['padding-stride.8', { floor: 8, ceil: 9, unread: (28 - 5) / 3 - 7 }, /^unread: This is a part of a step/],
  [
    'padding-stride.8',
    { floor: 8, ceil: 9, unread: 8 * 3 + 5 - 28 },
    /^unread: By so much the additional window sticks/,
  ],
  ['padding-stride.8', { floor: 8, ceil: 9, unread: 28 - (7 * 3 + 5 - 1) }, /^unread: Pixels are numbered from 0/],
];
for (const [id, answer, message] of valueSlips) {
  test(`${id}: ${JSON.stringify(answer)} is recognised`, () => assert.match(slipOf(id, answer), message));
}

test('padding-stride.1: the layers counted one by one', () => {
  let [width, layers] = [28, 0];
  for (; width >= 5; layers++) width -= 4;
  assert.equal(judge('padding-stride.1', layers).kind, 'right');
});

test('padding-stride.2: the share of a corner pixel, worked out along one axis', () => {
  // Along one axis: how much of the first pixel arrives after five averages of three with zeros outside.
  let row = [1, 0, 0, 0, 0, 0, 0, 0];
  for (let layer = 0; layer < 5; layer++) {
    row = row.map((value, i) => ((row[i - 1] ?? 0) + value + (row[i + 1] ?? 0)) / 3);
  }
  const share = row.reduce((sum, value) => sum + value, 0) ** 2;
  assert.ok(Math.abs(share - 1 / 6) < 0.02, `${share}`);
  assert.equal(judge('padding-stride.2', 'C').kind, 'right');
});

test('padding-stride.3 and .5: the right choices', () => {
  assert.equal(judge('padding-stride.3', 'd').kind, 'right');
  assert.equal(judge('padding-stride.5', 'b').kind, 'right');
});

test('padding-stride.7: every order of the layers is right', () => {
  for (const rates of [
    [1, 3, 3],
    [3, 1, 3],
    [3, 3, 1],
  ]) {
    assert.equal(judge('padding-stride.7', rates).kind, 'right', rates.join());
  }
});

test('padding-stride.8: 8, 9 and 2', () => {
  assert.equal(judge('padding-stride.8', { floor: 8, ceil: 9, unread: 2 }).kind, 'right');
});

type Same = (input: number, kernel: number, stride: number) => unknown;
/** The padding as a learner works it out: where does the last window end? */
const missing = (input: number, kernel: number, stride: number): number => {
  let start = 0;
  while (start + stride < input) start += stride;
  return start + kernel - input;
};
const total = (input: number, kernel: number, stride: number): number => Math.max(missing(input, kernel, stride), 0);
const sameSlips: [Same, RegExp][] = [
  [
    (i, k, s) => [Math.ceil(total(i, k, s) / 2), Math.floor(total(i, k, s) / 2)],
    /cases are right\. The pixel that is left over goes after the input\. For samePadding\(224, 3, 2\): half is added before and half after, and one that is left over goes after\. You gave \[1, 0\]\.$/,
  ],
  [(_i, k) => [Math.floor((k - 1) / 2), Math.ceil((k - 1) / 2)], /You forgot the stride/],
  [(_i, k) => [Math.floor(k / 2), Math.floor(k / 2)], /You added the same on both sides, as PyTorch does/],
  [
    (i, k, s) => [Math.floor(missing(i, k, s) / 2), Math.ceil(missing(i, k, s) / 2)],
    /Padding cannot be negative.* For samePadding\(8, 1, 2\): whole pixels are added, or none\. You gave /,
  ],
  [(i, k, s) => [total(i, k, s) / 2, total(i, k, s) / 2], /You did not halve the padding in whole pixels/],
  [(i, k, s) => total(i, k, s), /the result is two numbers, \[before, after\]\. You gave 1\.$/],
  [() => [0, 0], /For samePadding\(224, 3, 2\): with \[0, 0\] there are 111 outputs, and "same" promises 112\.$/],
];
for (const [i, [answer, message]] of sameSlips.entries()) {
  test(`padding-stride.4: slip ${i} is recognised`, () => assert.match(slipOf('padding-stride.4', answer), message));
}

test('padding-stride.4: counting where the last window ends is right', () => {
  const right: Same = (i, k, s) => [Math.floor(total(i, k, s) / 2), Math.ceil(total(i, k, s) / 2)];
  assert.equal(judge('padding-stride.4', right).kind, 'right');
});

/** Blur as one sum for each place, with what stands beyond the ends left open. */
const mixed = (row: number[], beyond: (end: number) => number): number[] =>
  row.map((value, i) => {
    const [first, last] = [at(row, 0), at(row, row.length - 1)];
    return 0.25 * (row[i - 1] ?? beyond(first)) + 0.5 * value + 0.25 * (row[i + 1] ?? beyond(last));
  });
const pairs = (row: number[], from = 0): number[] => row.flatMap((value, i) => (i % 2 === from ? [value] : []));
const end = (value: number): number => value;
const halveSlips: [(row: number[]) => unknown, RegExp][] = [
  [row => pairs(row), /did not blur\. For halve\(\[0, 8, 0, 8, 0, 8, 0, 8\]\): at \[0\]: expected 2, received 0\.$/],
  [row => mixed(row, end), /You blurred and kept all numbers\. .*every second one is kept, which makes 4\. You gave 8/],
  [row => mixed(pairs(row), end), /You kept every second number first and blurred then/],
  [row => pairs(mixed(row, end), 1), /You kept the second, fourth/],
  [row => pairs(mixed(row, end)).map(value => value * 4), /You did not divide by 4\. .* lies between them\. You gave/],
  [row => pairs(mixed(row, () => 0)), /Beyond an end you took 0/],
  [row => pairs(mixed(row, () => Number.NaN)), /lies between them\. You gave NaN/],
  [() => 3, /the result is an array of numbers\.$/],
];
for (const [i, [answer, message]] of halveSlips.entries()) {
  test(`padding-stride.6: slip ${i} is recognised`, () => assert.match(slipOf('padding-stride.6', answer), message));
}

test('padding-stride.6: a blur as weighted sums is right', () => {
  assert.equal(judge('padding-stride.6', (row: number[]) => pairs(mixed(row, end))).kind, 'right');
});

for (const { id, leadsTo, anotherWay } of exercises) {
  test(`${id}: it says where it leads, and the other way to write it is right`, () => {
    assert.ok(leadsTo.length > 0);
    if (anotherWay === undefined) return;
    const name = at(anotherWay.match(/^function (\w+)/) ?? [], 1);
    const source = anotherWay.replace(/: number(\[\])?/g, '');
    assert.equal(judge(id, new Function(`${source}; return ${name};`)()).kind, 'right');
  });
}

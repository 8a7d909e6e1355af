import assert from 'node:assert/strict';
import { test } from 'node:test';
import { match } from '../../lib/notebook/match';
import { measure, median } from '../../lib/notebook/measure';

test('measure leaves the first run out and times the others', async () => {
  let clock = 0;
  const costs = [100, 5, 7, 6].values();
  const run = (): void => {
    clock += Number(costs.next().value);
  };
  const times = await measure(run, { runs: 3, now: () => clock });
  assert.deepEqual(times, [5, 7, 6]);
});

test('measure waits for promises', async () => {
  let finished = 0;
  await measure(
    async () => {
      await new Promise(resolve => setTimeout(resolve, 1));
      finished += 1;
    },
    { runs: 2 },
  );
  assert.equal(finished, 3);
});

test('measure refuses a number of runs that makes no sense', async () => {
  await assert.rejects(
    measure(() => undefined, { runs: 0 }),
    {
      name: 'RangeError',
      message: 'measure: runs must be a positive whole number. Received 0.',
    },
  );
});

test('the median is the middle, or the mean of the two in the middle', () => {
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([1, 2, 3, 100]), 2.5);
  assert.throws(() => median([]), { name: 'RangeError', message: 'median: give at least one number. Received none.' });
});

function printed(
  ...args: readonly [seen: number | number[][], expected: number | number[][], tolerance?: number]
): string {
  let text = '';
  match('size', args[0], args[1], args[2], line => {
    text = line;
  });
  return text;
}

test('match prints numbers side by side', () => {
  assert.equal(printed(55, 55), 'size\n  we see:    55\n  we expect: 55\n  match');
  assert.match(printed(62_378_344, 62_378_344), /we see: {4}62,378,344\n/, 'whole numbers in full');
  assert.equal(printed(54, 55), 'size\n  we see:    54\n  we expect: 55\n  NO MATCH');
  assert.equal(printed(1.05, 1, 0.1), 'size\n  we see:    1.05\n  we expect: 1, give or take 0.1\n  match');
});

test('match tells the largest difference of arrays', () => {
  const close = printed([[1, 2]], [[1, 2.5]], 1);
  assert.equal(
    close,
    'size\n  we see:    a largest difference of 0.5 in 2 numbers\n  we expect: a largest difference of at most 1\n  match',
  );
  assert.match(printed([[1, 2]], [[1, 2]]), /no difference in 2 numbers\n {2}we expect: no difference\n {2}match/);
  assert.match(printed([[1, Number.NaN]], [[1, 2]], 10), /NO MATCH/);
});

test('match tells two shapes apart before it compares values', () => {
  assert.equal(printed([[1, 2]], [[1], [2]]), 'size\n  we see:    shape [1, 2]\n  we expect: shape [2, 1]\n  NO MATCH');
});

test('match says what it cannot compare', () => {
  const notNumbers: number[][] = JSON.parse('[["one"]]');
  assert.throws(() => match('size', notNumbers, [[1]]), {
    name: 'TypeError',
    message: /^match: a number or an array of numbers was expected\. Received .*one/,
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { interleave } from '../../scripts/bench/interleave';
import { quantile, ratio, summarize } from '../../scripts/bench/statistics';

test('quantiles lie between the neighbours of their place in the order', () => {
  const cases: readonly (readonly [readonly number[], number, number])[] = [
    [[7], 0.5, 7],
    [[3, 1, 2], 0.5, 2],
    [[4, 1, 3, 2], 0.5, 2.5],
    [[5, 1, 4, 2, 3], 0.25, 2],
    [[10, 20], 0.75, 17.5],
  ];
  for (const [values, share, expected] of cases) assert.equal(quantile(values, share), expected);
  assert.deepEqual(summarize([5, 1, 4, 2, 3]), { median: 3, lower: 2, upper: 4 });
});

test('a quantile of nothing is refused', () => {
  assert.throws(() => quantile([], 0.5), { name: 'RangeError', message: /needs at least one value\. Received none\./ });
});

test('a ratio compares rounds, so that a slow phase of the machine cancels', () => {
  // Twice as long in each round; the medians alone would say 20 / 30.
  assert.equal(ratio([2, 20, 200], [1, 10, 100]), 2);
  assert.equal(ratio([2, 20, 60], [1, 30, 30]), 2);
});

test('competitors take turns, and each round starts with another', async () => {
  const order: string[] = [];
  const competitors = ['a', 'b', 'c'].map(name => ({
    name,
    measure: async () => order.push(name),
  }));
  const times = await interleave(competitors, 4, assert.fail);
  assert.equal(order.join(''), 'abcbcacababc');
  assert.deepEqual(times.get('a'), [1, 6, 8, 10]);
});

test('a competitor that fails takes no part from then on', async () => {
  const order: string[] = [];
  const failed: unknown[] = [];
  const competitors = ['a', 'b', 'c'].map(name => ({
    name,
    measure: async () => {
      if (name === 'b' && order.length >= 3) throw new Error('no memory');
      return order.push(name);
    },
  }));
  const times = await interleave(competitors, 3, (name, error) => failed.push([name, String(error)]));
  assert.equal(order.join(''), 'abccaca');
  assert.deepEqual([...times.keys()], ['a', 'c']);
  assert.deepEqual(failed, [['b', 'Error: no memory']]);
});

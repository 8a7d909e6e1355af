import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heatMaps } from '../../lib/figures';
import { asJson, fill } from './helpers';

const words = { title: 'Maps', quantity: 'share' };

test('every map has its own axes and all share one colour scale', () => {
  const figure = heatMaps(
    [
      { caption: 'one', values: [[0, 1, 2]] },
      { caption: 'two', values: fill([2, 2], i => 3 - i) },
      { caption: 'three', values: [[-4]] },
    ],
    words,
  );
  const { data, layout } = asJson(figure);
  assert.deepEqual(
    data.map(trace => trace.z),
    [
      [[0, 1, 2]],
      [
        [3, 2],
        [1, 0],
      ],
      [[-4]],
    ],
  );
  assert.deepEqual([layout.coloraxis?.cmin, layout.coloraxis?.cmax], [-4, 3]);
  assert.deepEqual(layout.xaxis.range, [-0.5, 2.5]);
  // Row 0 is at the top.
  assert.deepEqual(layout.yaxis.range, [0.5, -0.5]);
  assert.equal(layout.xaxis.title?.text, 'column (pixels)');
  assert.deepEqual(
    layout.annotations?.map(({ text }) => text),
    ['one', 'two', 'three'],
  );
  assert.deepEqual(
    figure.data.map(({ xaxis, yaxis }) => [xaxis, yaxis]),
    [
      ['x', 'y'],
      ['x2', 'y2'],
      ['x3', 'y3'],
    ],
  );
});

test('maps do not lie on each other and stay within the figure', () => {
  const items = Array.from({ length: 4 }, (_, i) => ({ caption: `map ${i}`, values: [[i]] }));
  // The number of axes differs from figure to figure, so they are read by name.
  const layout = new Map<string, unknown>(Object.entries(heatMaps(items, words).layout));
  const domains = ['', '2', '3', '4'].map(n => {
    const domain = (axis: 'x' | 'y') => (layout.get(`${axis}axis${n}`) as { domain: [number, number] }).domain;
    return { x: domain('x'), y: domain('y') };
  });
  for (const [i, a] of domains.entries()) {
    assert.ok([...a.x, ...a.y].every(end => end >= 0 && end <= 1 + 1e-9));
    for (const b of domains.slice(i + 1)) {
      const apart = (axis: 'x' | 'y'): boolean => a[axis][1] <= b[axis][0] || b[axis][1] <= a[axis][0];
      assert.ok(apart('x') || apart('y'));
    }
  }
});

test('the alternative text tells sizes and values, and a range can be given', () => {
  const figure = asJson(heatMaps([{ caption: 'corner', values: [[0.25, 1]] }], { ...words, range: [0, 2] }));
  assert.equal(figure.alt, 'Maps. Maps of share: corner, 1 × 2, from 0.25 to 1.');
  assert.deepEqual([figure.layout.coloraxis?.cmin, figure.layout.coloraxis?.cmax], [0, 2]);
});

test('no map, or one that is none, is refused', () => {
  assert.throws(() => heatMaps([], words), {
    name: 'RangeError',
    message: 'figures.heatMaps: give at least one matrix. Received an empty list.',
  });
  assert.throws(() => heatMaps([{ caption: 'odd', values: [[1, 2], [3]] }], words), {
    name: 'TypeError',
    message: /^figures.heatMaps, 'odd': all rows must have the same length/,
  });
});

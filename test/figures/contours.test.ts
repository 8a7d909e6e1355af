import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ContoursOptions, contours } from '../../lib/figures';
import { asJson, fill } from './helpers';

const axis = (name: string) => ({ name, unit: null });
const words: ContoursOptions = {
  ...{ title: 'Surfaces', x: axis('first'), y: axis('second'), places: [-1, 0, 1] },
  quantity: { name: 'loss', unit: 'nats', scale: 'log' },
};
const powers = { caption: 'powers', values: fill([3, 3], i => 10 ** (i / 4 - 1)) };

test('on a logarithmic scale the lines lie at powers, and the numbers are the values', () => {
  const { data, layout, alt } = asJson(contours([powers, { caption: 'ones', values: fill([3, 3], () => 1) }], words));
  const [surface, cross, second] = data;
  assert.deepEqual(surface?.z, [
    [-1, -0.75, -0.5],
    [-0.25, 0, 0.25],
    [0.5, 0.75, 1],
  ]);
  assert.deepEqual(surface?.x, [-1, 0, 1]);
  assert.deepEqual([cross?.type, cross?.x, cross?.y], ['scatter', [0], [0]]);
  assert.deepEqual(second?.z?.flat(), Array(9).fill(0));
  assert.deepEqual([layout.coloraxis?.cmin, layout.coloraxis?.cmax], [-1, 1]);
  const { colorbar } = layout.coloraxis as unknown as { colorbar: { tickvals: number[]; ticktext: string[] } };
  assert.deepEqual(colorbar.ticktext.slice(0, 4), ['0.1', '0.2', '0.5', '1']);
  assert.deepEqual(colorbar.tickvals.slice(0, 4), [-1, -0.699, -0.301, 0]);
  const { yaxis2 } = layout as unknown as { yaxis2: { title: { text: string } } };
  assert.deepEqual([layout.yaxis.title?.text, yaxis2.title.text], ['second', '']);
  assert.deepEqual(
    layout.annotations?.map(({ text }) => text),
    ['powers', 'ones'],
  );
  assert.equal(alt, 'Surfaces. Lines of equal loss: powers, from 0.1 to 10; ones, from 1 to 1.');
});

test('on a linear scale the numbers are as they are, and the second row is above the first', () => {
  const values = [
    [0, 1, 2],
    [3, 4, 5],
    [6, 7, 8],
  ];
  const figure = asJson(contours([{ caption: 'rows', values }], { ...words, quantity: { name: 'loss', unit: null } }));
  assert.deepEqual(figure.data[0]?.z, values);
  assert.deepEqual(figure.layout.yaxis.range, [-1, 1]);
  assert.deepEqual([figure.layout.coloraxis?.cmin, figure.layout.coloraxis?.cmax], [0, 8]);
});

test('many surfaces have a short alternative text', () => {
  const many = Array.from({ length: 8 }, (_, i) => ({ ...powers, caption: `the surface of network number ${i}` }));
  assert.equal(contours(many, words).alt, 'Surfaces. 8 maps with lines of equal loss.');
});

const refusals: readonly (readonly [string, () => unknown, RegExp])[] = [
  [
    'no surface',
    () => contours([], words),
    /^figures\.contours: give at least one surface\. Received an empty list\.$/,
  ],
  [
    'another number of rows',
    () => contours([{ caption: 'low', values: [[1, 2, 3]] }], words),
    /^figures\.contours, 'low': give one row and one column for each of the 3 places\. Received 1 × 3\.$/,
  ],
  [
    'a value that has no logarithm',
    () => contours([{ caption: 'zero', values: fill([3, 3], i => i) }], words),
    /^figures\.contours, 'zero': the axis 'loss' is logarithmic, so its values must be above 0\. Received 0\./,
  ],
];
for (const [what, call, message] of refusals) {
  test(`${what} is refused`, () => assert.throws(call, { name: 'RangeError', message }));
}

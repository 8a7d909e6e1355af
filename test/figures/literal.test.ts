import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze, ledger } from '../../lib/arithmetic';
import * as figures from '../../lib/figures';
import { literal } from '../../lib/figures/style/text';
import { Graph, type NetworkSpec } from '../../lib/spec';
import { fill } from './helpers';

const HOSTILE = '<b>R&D</b> &lt; <br>%{evil}';
const SHOWN = '&lt;b&gt;R&amp;D&lt;/b&gt; &amp;lt; &lt;br&gt;&#37;{evil}';

const axis = { name: HOSTILE, unit: HOSTILE };
const words = { title: HOSTILE, alt: HOSTILE };
const image = fill([4, 4, 3], i => i / 48);
const point = { x: 1, y: 2, label: HOSTILE };

/** A network and a layer from a file that somebody else wrote. */
function hostileNetwork(): NetworkSpec {
  const g = new Graph(HOSTILE, [8, 8, 3]);
  return g.build(g.conv2d(g.input(), { filters: 2, kernelSize: 3 }, HOSTILE));
}

const report = analyze(hostileNetwork());

const cases: Readonly<Record<string, figures.Figure>> = {
  bars: figures.bars({
    ...words,
    x: { name: HOSTILE, categories: [HOSTILE] },
    y: axis,
    series: [
      { name: HOSTILE, values: [1] },
      { name: 'b', values: [1] },
    ],
  }),
  lines: figures.lines({
    ...words,
    ...{ x: axis, y: axis },
    series: [{ name: HOSTILE, x: [1], y: [1], band: { low: [0], high: [2] } }],
  }),
  scatter: figures.scatter({ ...words, x: axis, y: axis, series: [{ name: HOSTILE, points: [point] }] }),
  bubbles: figures.bubbles({
    ...words,
    ...{ x: axis, y: axis, size: axis },
    series: [{ name: HOSTILE, bubbles: [{ ...point, size: 3 }] }],
  }),
  timings: figures.timings({ ...words, timings: [{ name: HOSTILE, milliseconds: [1] }] }),
  image: figures.image(image, words),
  images: figures.images([{ image, caption: HOSTILE }], words),
  boxes: figures.boxes(image, { ...words, boxes: [{ name: HOSTILE, box: [0, 0, 2, 2] }] }),
  matrix: figures.matrix([[1]], {
    ...words,
    ...{ rowName: HOSTILE, columnName: HOSTILE, quantity: HOSTILE, rowLabels: [HOSTILE], columnLabels: [HOSTILE] },
  }),
  'matrix with a colour bar': figures.matrix(
    fill([20, 20], i => i),
    { ...words, quantity: HOSTILE },
  ),
  heatMaps: figures.heatMaps([{ values: [[1]], caption: HOSTILE }], {
    ...words,
    ...{ quantity: HOSTILE, rowName: HOSTILE, columnName: HOSTILE },
  }),
  kernels: figures.kernels(
    fill([1, 1, 1, 1], () => 1),
    { ...words, captions: [HOSTILE] },
  ),
  featureMaps: figures.featureMaps(image, { ...words, captions: [HOSTILE, 'b', 'c'] }),
  ledger: figures.ledger({
    ...words,
    networks: [
      { name: HOSTILE, rows: ledger(report), inputSide: 8 },
      { name: 'b', rows: ledger(report), inputSide: 8 },
    ],
  }),
  windowPlaces: figures.windowPlaces([{ caption: HOSTILE, input: 3, size: 2 }], words),
};

test('tags, entities and templates become text', () => {
  assert.equal(literal(HOSTILE), SHOWN);
  assert.equal(literal('50 % of {a}'), '50 % of {a}');
});

for (const [name, figure] of Object.entries(cases)) {
  test(`${name}: a name from data is shown letter for letter, and alternative text keeps it as it is`, () => {
    assertLiteral(figure);
    assert.equal(figure.alt, HOSTILE);
  });
}

test('networkDiagram: names of a network and its layers are shown letter for letter', () => {
  const figure = figures.networkDiagram(hostileNetwork());
  assertLiteral(figure);
  assert.ok(figure.alt.includes(HOSTILE));
});

function assertLiteral(figure: figures.Figure): void {
  const text = JSON.stringify({ ...figure, alt: '', layout: { ...figure.layout, meta: '' } });
  assert.ok(text.includes('&lt;b&gt;R&amp;D'), 'the name is shown');
  for (const part of ['<b>R', 'R&D', '%{evil'])
    assert.ok(!text.replace(/"legendgroup":"[^"]*"/g, '').includes(part), part);
}

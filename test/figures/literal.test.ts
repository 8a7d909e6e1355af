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

const surface = [
  [1, 2],
  [3, 4],
];
const report = analyze(hostileNetwork());

/** Figures of one kind whose every word came from data. It does not compile without all of them. */
const cases: { readonly [Kind in keyof typeof figures]: readonly figures.Figure[] } = {
  bars: [
    figures.bars({
      ...words,
      x: { name: HOSTILE, categories: [HOSTILE] },
      y: axis,
      series: [
        { name: HOSTILE, values: [1] },
        { name: 'b', values: [1] },
      ],
    }),
  ],
  lines: [
    figures.lines({
      ...words,
      ...{ x: axis, y: axis },
      series: [{ name: HOSTILE, x: [1], y: [1], band: { low: [0], high: [2] } }],
    }),
  ],
  scatter: [figures.scatter({ ...words, x: axis, y: axis, series: [{ name: HOSTILE, points: [point] }] })],
  bubbles: [
    figures.bubbles({
      ...words,
      ...{ x: axis, y: axis, size: axis },
      series: [{ name: HOSTILE, bubbles: [{ ...point, size: 3 }] }],
    }),
  ],
  differences: [
    figures.differences({
      ...words,
      ...{ x: axis, noiseFloor: 1 },
      rows: [{ name: HOSTILE, differences: [1, 2], mean: 1.5, low: 0, high: 3 }],
    }),
  ],
  precisionRecallSteps: [
    figures.precisionRecallSteps({ ...words, scores: [0.9, 0.8], precision: [1, 0.5], recall: [0.5, 0.5] }),
  ],
  timings: [figures.timings({ ...words, timings: [{ name: HOSTILE, milliseconds: [1] }] })],
  image: [figures.image(image, words)],
  images: [figures.images([{ image, caption: HOSTILE }], words)],
  boxes: [figures.boxes(image, { ...words, boxes: [{ name: HOSTILE, box: [0, 0, 2, 2] }] })],
  boxedImages: [
    figures.boxedImages([{ image, caption: HOSTILE, boxes: [{ box: [0, 0, 2, 2], mark: 'found' }] }], words),
  ],
  detections: [
    figures.detections(image, {
      ...words,
      classNames: [HOSTILE],
      detections: [{ box: [0, 0, 2, 2], label: 0, score: 0.9 }],
      truths: [{ box: [0, 0, 2, 2], label: 0 }],
    }),
  ],
  matrix: [
    figures.matrix([[1]], {
      ...words,
      ...{ rowName: HOSTILE, columnName: HOSTILE, quantity: HOSTILE, rowLabels: [HOSTILE], columnLabels: [HOSTILE] },
    }),
    figures.matrix(
      fill([20, 20], i => i),
      { ...words, quantity: HOSTILE },
    ),
  ],
  heatMaps: [
    figures.heatMaps([{ values: [[1]], caption: HOSTILE }], {
      ...words,
      ...{ quantity: HOSTILE, rowName: HOSTILE, columnName: HOSTILE },
    }),
  ],
  overlays: [figures.overlays([{ image, caption: HOSTILE, map: [[1]] }], { ...words, quantity: HOSTILE })],
  contours: [
    figures.contours([{ caption: HOSTILE, values: surface }], {
      ...words,
      ...{ x: axis, y: axis, places: [0, 1], quantity: axis },
    }),
  ],
  kernels: [
    figures.kernels(
      fill([1, 1, 1, 1], () => 1),
      { ...words, captions: [HOSTILE] },
    ),
  ],
  featureMaps: [figures.featureMaps(image, { ...words, captions: [HOSTILE, 'b', 'c'] })],
  ledger: [
    figures.ledger({
      ...words,
      networks: [
        { name: HOSTILE, rows: ledger(report), inputSide: 8 },
        { name: 'b', rows: ledger(report), inputSide: 8 },
      ],
    }),
  ],
  convolutionSteps: [figures.convolutionSteps({ ...words, input: surface, kernel: [[1]] })],
  transposedSteps: [figures.transposedSteps({ ...words, input: surface, kernel: [[1]] })],
  windowExplorer: [
    figures.windowExplorer({
      ...{ title: HOSTILE, input: 5, start: { size: 3, stride: 1, padding: 0, dilation: 1 } },
      choices: { size: [3], stride: [1], padding: [0], dilation: [1] },
    }),
  ],
  windowPlaces: [figures.windowPlaces([{ caption: HOSTILE, input: 3, size: 2 }], words)],
  networkDiagram: [figures.networkDiagram(hostileNetwork())],
};

test('tags, entities and templates become text', () => {
  assert.equal(literal(HOSTILE), SHOWN);
  assert.equal(literal('50 % of {a}'), '50 % of {a}');
});

for (const [name, examples] of Object.entries(cases)) {
  test(`${name}: a name from data is shown letter for letter, and alternative text keeps it as it is`, () => {
    for (const figure of examples) {
      assertLiteral(figure);
      assert.ok(figure.alt.includes(HOSTILE), figure.alt);
    }
  });
}

function assertLiteral(figure: figures.Figure): void {
  const text = JSON.stringify({ ...figure, alt: '', layout: { ...figure.layout, meta: '' } });
  assert.ok(text.includes('&lt;b&gt;R&amp;D'), 'the name is shown');
  for (const part of ['<b>R', 'R&D', '%{evil'])
    assert.ok(!text.replace(/"legendgroup":"[^"]*"/g, '').includes(part), part);
}

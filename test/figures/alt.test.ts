import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  bars,
  bubbles,
  convolutionSteps,
  differences,
  type Figure,
  heatMaps,
  ledger,
  lines,
  matrix,
  networkDiagram,
  timings,
  windowPlaces,
} from '../../lib/figures';
import { ALT_LETTERS, leastToMost, shortEnough } from '../../lib/figures/style/alt';
import { resnet50 } from '../../lib/models';
import { everyFigure } from './everyFigure';
import { fill } from './helpers';

const axis = { name: 'loss', unit: null };
const many = Array.from({ length: 30 }, (_, i) => i);
const named = (i: number): string => `a network with a long name, number ${i}`;
/** A value that is neither in order nor below its neighbours: 7, 0, 23, 16, 9, … */
const jumping = (i: number): number => (i * 23 + 7) % 30;

const large: readonly (readonly [string, () => Figure, string])[] = [
  [
    'bars',
    () =>
      bars({
        ...{ title: 'Many', x: { name: 'net', categories: many.map(named) }, y: { name: 'size', unit: 'MB' } },
        series: [{ name: 'size', values: many.map(jumping) }],
      }),
    `Many. 30 bars of size: from ${named(1)} 0 MB to ${named(14)} 29 MB.`,
  ],
  [
    'lines',
    () =>
      lines({
        ...{ title: 'Many', x: { name: 'step', unit: null }, y: axis },
        series: many.map(i => ({ name: named(i), x: [0, 5], y: [99, jumping(i)] })),
      }),
    `Many. Lines of loss over step from 0 to 5: 30 of them; they end from ${named(1)} 0 to ${named(14)} 29.`,
  ],
  [
    'timings',
    () => timings({ title: 'Many', timings: many.map(i => ({ name: named(i), milliseconds: [jumping(i) + 1] })) }),
    `Many. 30 median times, from ${named(1)} 1 ms to ${named(14)} 30 ms.`,
  ],
  [
    'bubbles',
    () =>
      bubbles({
        ...{ title: 'Many', x: { name: 'MACs', unit: 'G' }, y: axis, size: { name: 'parameters', unit: null } },
        series: [{ name: 's', bubbles: many.map(i => ({ label: named(i), x: i + 2, y: jumping(i), size: 40 - i })) }],
      }),
    'Many. 30 bubbles, across, upwards and as area: MACs (G) from 2 to 31; loss from 0 to 29; parameters from 11 to 40.',
  ],
  [
    'differences',
    () =>
      differences({
        ...{ title: 'Many', x: axis, noiseFloor: 3 },
        rows: many.map(i => ({ name: named(i), differences: [i], mean: i, low: i - 10, high: i + 10 })),
      }),
    // Above zero from 11 − 10 on: 11 … 29.
    'Many. 30 mean differences from 0 to 29; 19 of their 95 % intervals are without zero. The noise floor is 3.',
  ],
  [
    'heat maps',
    () =>
      heatMaps(
        many.slice(0, 9).map(i => ({ values: [[i, -i]], caption: named(i) })),
        { title: 'Many', quantity: 'share' },
      ),
    'Many. 9 maps of share, from −8 to 8.',
  ],
  [
    'matrix',
    () =>
      matrix(
        fill([9, 11], i => i / 2),
        { title: 'Many' },
      ),
    'Many. A 9 × 11 matrix with values from 0 to 49.',
  ],
  [
    'convolution steps',
    () => convolutionSteps({ title: 'Many', input: fill([8, 8], i => i), kernel: [[0.25]], bias: 1 }),
    'Many. 64 steps of a convolution. Input 8 × 8, kernel 1 × 1. Bias 1. Output 8 × 8, from 1 to 16.75.',
  ],
  [
    'window places',
    () =>
      windowPlaces(
        many.slice(0, 5).map(i => ({ caption: `stride ${i + 1}`, input: 9, size: 1, stride: i + 1 })),
        { title: 'Many' },
      ),
    'Many. 5 rows of windows, with 9, 5, 3, 3, 2 outputs.',
  ],
  [
    'ledger',
    () =>
      ledger({
        title: 'Many',
        networks: many.map(i => ({
          ...{ name: named(i), inputSide: 224 },
          rows: many.slice(0, 3).map(layer => ({
            ...{ layer: `block.with.a.long.path.${layer}.${'x'.repeat(40)}`, kind: 'convolution' as const },
            ...{ outputShape: [1, 1, 1], params: 1, macs: 1, activations: 1, receptiveField: 1 },
          })),
        })),
      }),
    `Many. Bars for the 3 layers of ${named(0)}: parameters, MACs, activations, receptive field. A menu has 30 networks.`,
  ],
  [
    'network diagram',
    () => networkDiagram(resnet50()),
    'Diagram of resnet50 on 224×224×3: 25,557,032 parameters and 4,089,184,256 multiplications. ' +
      // input, conv1, maxpool, two boxes for each of four stages, avgpool, fc.
      '13 boxes, in one line, from input to fc, which gives 1000.',
  ],
];
for (const [name, draw, expected] of large) {
  test(`${name}: what has too many values for a short text is told by its ends`, () => {
    assert.equal(draw().alt, expected);
  });
}

for (const [name, { alt }] of Object.values(everyFigure()).flatMap(kind => Object.entries(kind))) {
  test(`${name}: the alternative text is short enough to stand below a picture`, () => {
    assert.ok(alt.length <= ALT_LETTERS, `${alt.length} letters: ${alt}`);
  });
}

test('the first telling that is short enough counts, and the last where none is', () => {
  const long = 'x'.repeat(ALT_LETTERS + 1);
  assert.equal(shortEnough('x'.repeat(ALT_LETTERS), 'short'), 'x'.repeat(ALT_LETTERS));
  assert.equal(shortEnough(long, 'short', 'shorter'), 'short');
  assert.equal(shortEnough(long, `${long}.`), `${long}.`);
});

test('what has no value is neither the least nor the most', () => {
  const one = (name: string, value: number): { name: string; value: number } => ({ name, value });
  assert.equal(leastToMost([one('a', Number.NaN), one('b', 2), one('c', -1)], ' s'), 'from c −1 s to b 2 s');
  assert.equal(leastToMost([one('a', Number.NaN)], ''), 'without values');
});

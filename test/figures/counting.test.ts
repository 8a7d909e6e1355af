import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LedgerRow } from '../../lib/arithmetic';
import { boxes, bubbles, ledger } from '../../lib/figures';
import { asJson, fill, present } from './helpers';

const row = (layer: string, change: Partial<LedgerRow> = {}): LedgerRow => ({
  layer,
  ...{ kind: 'convolution', outputShape: [8, 8, 4], params: 1e6, macs: 2e6, activations: 250_000, receptiveField: 3 },
  ...change,
});
const dense = row('fc', { kind: 'fully connected', outputShape: [10], params: 5e6, receptiveField: null });

test('ledger: a panel for each quantity, bars where their layers are, and the whole image for fully connected layers', () => {
  const figure = asJson(
    ledger({ title: 'Costs', networks: [{ name: 'net', rows: [row('conv1'), dense], inputSide: 32 }] }),
  );
  const told = figure.data.map(({ name, x, y }) => ({ name, x, y }));
  const pair = (convolution: number, connected: number): object[] => [
    { name: 'convolution', x: [1], y: [convolution] },
    { name: 'fully connected', x: [2], y: [connected] },
  ];
  assert.deepEqual(told, [...pair(1, 5), ...pair(2, 2), ...pair(1, 1), ...pair(3, 32)]);
  assert.deepEqual(figure.layout.xaxis.ticktext, ['conv1', 'fc']);
  assert.equal(figure.layout.title.text, 'Costs');
  assert.equal(
    figure.alt,
    'Costs. Bars for every layer. net, 2 layers: fc (5 millions) has the most parameters, conv1 (2 millions) has the most MACs, ' +
      'conv1 (1 MB) has the most activations; the receptive field grows to 3 pixels.',
  );
});

test('ledger: a menu shows the bars, the layers and the name of one network of several', () => {
  const long = Array.from({ length: 30 }, (_, i) => row(`conv${i}`));
  const networks = [
    { name: 'short', rows: [dense], inputSide: 32 },
    { name: 'long', rows: long, inputSide: 32 },
  ];
  const figure = asJson(ledger({ title: 'Costs', networks }));
  const visible = figure.data.map(trace => trace.visible);
  assert.deepEqual(visible, [...Array<boolean>(8).fill(true), ...Array<boolean>(8).fill(false)]);
  const menu = present(figure.layout.updatemenus?.[0]);
  assert.deepEqual(
    menu.buttons.map(button => button.label),
    ['short', 'long'],
  );
  const [restyle, relayout] = present(menu.buttons[1]).args;
  assert.deepEqual(restyle, { visible: visible.map(shown => !shown) });
  assert.equal(Reflect.get(Object(relayout), 'title.text'), 'Costs: long');
  const axis: unknown = Reflect.get(Object(relayout), 'xaxis');
  assert.deepEqual(Reflect.get(Object(axis), 'range'), [0.4, 30.6]);
  assert.equal(Reflect.get(Object(axis), 'ticktext'), undefined, 'thirty names would not fit');
  assert.equal(figure.layout.title.text, 'Costs: short');
});

test('ledger: nothing to draw', () => {
  assert.throws(() => ledger({ title: 'a', networks: [] }), {
    name: 'RangeError',
    message: 'figures.ledger: give at least one network, each with at least one layer. Received an empty list.',
  });
  assert.throws(() => ledger({ title: 'a', networks: [{ name: 'net', rows: [], inputSide: 8 }] }), {
    name: 'RangeError',
    message: 'figures.ledger: give at least one network, each with at least one layer. Received net with 0 layers.',
  });
});

test('boxes: a rectangle lies on the edges of pixels, and the view reaches as far as it does', () => {
  const image = fill([10, 20, 3], () => 0.5);
  const figure = asJson(
    boxes(image, {
      title: 'One box',
      alt: 'A box.',
      boxes: [{ name: 'box', box: [2, -5, 5, 3] }],
    }),
  );
  const [picture, halo, line] = figure.data;
  assert.deepEqual([picture?.x0, picture?.dx, picture?.y0, picture?.dy], [0.5, 1, 0.5, 1]);
  assert.deepEqual(line?.x, [2, 5, 5, 2, 2]);
  assert.deepEqual(line?.y, [-5, -5, 3, 3, -5]);
  assert.deepEqual(halo?.x, line?.x);
  const [bottom, top] = present(figure.layout.yaxis.range);
  assert.ok(top < -5 && top > -6 && bottom > 10 && bottom < 11, `${top} to ${bottom}`);
});

test('boxes: a colour bar says what the grays measure, and has no place in the legend', () => {
  const image = fill([2, 2], () => -1);
  const options = { title: 'a', alt: 'b', boxes: [{ name: 'box', box: [0, 0, 1, 1] }] } as const;
  const { layout, data } = asJson(boxes(image, { ...options, range: [-5, 0], quantity: 'logarithm' }));
  assert.deepEqual([layout.coloraxis?.cmin, layout.coloraxis?.cmax], [-5, 0]);
  const named = data.filter(({ type, showlegend }) => type === 'scatter' && showlegend !== false);
  assert.deepEqual(
    named.map(({ name }) => name),
    ['box'],
  );
  assert.equal(asJson(boxes(image, { ...options, range: [-5, 0] })).layout.coloraxis, undefined);
});

test('boxes: no box, or an array that is no image', () => {
  const box = { name: 'box', box: [0, 0, 1, 1] } as const;
  assert.throws(
    () =>
      boxes(
        fill([4, 4], () => 0),
        { title: 'a', alt: 'b', boxes: [] },
      ),
    {
      name: 'RangeError',
      message: 'figures.boxes: give at least one box. Received an empty list.',
    },
  );
  assert.throws(
    () =>
      boxes(
        fill([4, 4, 2], () => 0),
        { title: 'a', alt: 'b', boxes: [box] },
      ),
    {
      name: 'TypeError',
      message:
        'figures.boxes: an image must have the shape [h, w], [h, w, 1] or [h, w, 3]. Received [4, 4, 2]. Use figures.featureMaps for any number of channels.',
    },
  );
});

const WORDS = {
  title: 'Cost',
  x: { name: 'MACs', unit: 'billions', scale: 'log' },
  y: { name: 'accuracy', unit: '%' },
  size: { name: 'parameters', unit: 'millions' },
} as const;

test('bubbles: areas, not diameters, stand for the size', () => {
  const series = [
    { name: 'a', bubbles: [{ label: 'small', x: 1, y: 60, size: 10, labelAt: 'below right' }] },
    { name: 'b', bubbles: [{ label: 'large', x: 10, y: 70, size: 40, labelAt: 'left' }] },
  ] as const;
  const figure = asJson(bubbles({ ...WORDS, series }));
  const markers = figure.data.map(trace => trace.marker);
  assert.deepEqual(
    markers.map(marker => [marker?.sizemode, marker?.size]),
    [
      ['area', [10]],
      ['area', [40]],
    ],
  );
  // plotly: diameter = √(size / sizeref), with sizeref as for areas = 2 · largest / diameter².
  const [small, large] = markers.map(marker => Math.sqrt((2 * present(marker?.size?.[0])) / present(marker?.sizeref)));
  assert.ok(Math.abs(present(large) / present(small) - 2) < 1e-9);
  assert.equal(
    figure.alt,
    'Cost. MACs (billions), accuracy (%) and parameters (millions): small 1, 60, 10; large 10, 70, 40.',
  );
  assert.match(present(figure.layout.annotations?.[0]).text, /parameters; the largest is 40 millions/);
  assert.deepEqual(
    bubbles({ ...WORDS, series }).data.map(trace => trace.textposition),
    [['bottom right'], ['middle left']],
  );
});

const WRONG = [
  {
    bubble: { label: 'net', x: 1, y: 1, size: 0 },
    message: "figures.bubbles: the size of 'net' must be above 0. Received 0.",
  },
  {
    bubble: { label: 'net', x: 0, y: 1, size: 1 },
    message:
      "figures.bubbles, 'net': the axis 'MACs' is logarithmic, so its values must be above 0. Received 0. Leave out scale: 'log', or the value.",
  },
];

for (const { bubble, message } of WRONG) {
  test(`bubbles: ${JSON.stringify(bubble)} is refused`, () => {
    const series = [{ name: 'a', bubbles: [bubble] }];
    assert.throws(() => bubbles({ ...WORDS, series }), { name: 'RangeError', message });
  });
}

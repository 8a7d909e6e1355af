import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bars, differences, lines, scatter, timings } from '../../lib/figures';
import { legendHeight } from '../../lib/figures/charts/legend';
import { median } from '../../lib/figures/charts/timings';
import { round, showNumber, showNumbers } from '../../lib/figures/style/numbers';
import { at } from '../../lib/spec/at';
import { asJson, type Parsed } from './helpers';

test('numbers keep four significant digits, whole ones all of theirs', () => {
  assert.deepEqual([1 / 3, -12345.678, 0.000123456, 60_965_224].map(round), [0.3333, -12350, 0.0001235, 60_965_224]);
  assert.deepEqual([-0.5, 1234, 60_965_224, -0].map(showNumber), ['−0.5', '1234', '60,965,224', '0']);
});

test('numbers side by side have the same decimals, but not many', () => {
  assert.deepEqual(showNumbers([94, 89.4, 0]), ['94.0', '89.4', '0.0']);
  assert.deepEqual(showNumbers([1.25, -3, 0.5]), ['1.25', '−3.00', '0.50']);
  assert.deepEqual(showNumbers([94, 12_000]), ['94', '12,000']);
  assert.deepEqual(showNumbers([1000, 0.1234]), ['1000', '0.1234']);
});

test('bars stand on zero and say their values', () => {
  const figure = asJson(
    bars({
      title: 'Parameters',
      x: { name: 'model', categories: ['AlexNet', 'VGG-16'] },
      y: { name: 'parameters', unit: 'millions' },
      series: [{ name: 'parameters', values: [61.1, 138.36] }],
    }),
  );
  assert.deepEqual(figure.data[0]?.y, [61.1, 138.4]);
  assert.deepEqual(figure.data[0]?.text, ['61.1', '138.4']);
  assert.equal(figure.layout.yaxis.range?.[0], 0);
  assert.equal(figure.layout.xaxis.title?.text, 'model');
  assert.equal(figure.layout.yaxis.title?.text, 'parameters (millions)');
  assert.equal(figure.alt, 'Parameters. Bars of parameters: AlexNet 61.1 millions, VGG-16 138.4 millions.');
});

test('bars of several series have error bars and names', () => {
  const series = [
    { name: 'training', values: [0.9], spread: [0.05] },
    { name: 'validation', values: [0.8], spread: [0.1] },
  ];
  const figure = asJson(
    bars({ title: 'Accuracy', x: { name: 'net', categories: ['a'] }, y: { name: 'accuracy', unit: null }, series }),
  );
  assert.deepEqual(
    figure.data.map(trace => trace.error_y?.array),
    [[0.05], [0.1]],
  );
  assert.equal(figure.alt, 'Accuracy. Bars of accuracy: training: a 0.9; validation: a 0.8.');
});

test('lines with their band, which goes there along the low ends and back along the high ones', () => {
  const figure = asJson(
    lines({
      title: 'Loss',
      x: { name: 'epoch', unit: null },
      y: { name: 'loss', unit: 'nats' },
      series: [{ name: 'net', x: [0, 10001], y: [2, 1], band: { low: [1.5, 0.5], high: [2.5, 1.25] } }],
    }),
  );
  const [band, line] = figure.data;
  assert.equal(band?.fill, 'toself');
  assert.deepEqual(band?.x, [0, 10001, 10001, 0]);
  assert.deepEqual(band?.y, [1.5, 0.5, 1.25, 2.5]);
  assert.deepEqual(line?.y, [2, 1]);
  assert.equal(
    figure.alt,
    'Loss. Lines of loss over epoch from 0 to 10,001: net goes from 2 to 1 (smallest 1, largest 2).',
  );
});

test('typed arrays become plain lists', () => {
  const series = [{ name: 'net', x: Float32Array.from([0, 1]), y: Float32Array.from([0.1, 0.2]) }];
  const axis = { name: 'a', unit: null };
  const figure = asJson(lines({ title: 'Typed', x: axis, y: axis, series }));
  assert.deepEqual(figure.data[0]?.y, [0.1, 0.2]);
});

test('logarithmic axes have readable ticks and room around the points', () => {
  const figure = asJson(
    scatter({
      title: 'Cost',
      x: { name: 'multiplications', unit: null, scale: 'log' },
      y: { name: 'error', unit: '%' },
      series: [
        {
          name: 'nets',
          points: [
            { x: 2e9, y: 30, label: 'small' },
            { x: 16e9, y: 24, label: 'large' },
          ],
        },
      ],
    }),
  );
  const { type, range, tickvals, ticktext } = figure.layout.xaxis;
  assert.equal(type, 'log');
  assert.deepEqual(
    range?.map(power => Math.round(10 ** power / 1e7)),
    [125, 2560],
  );
  assert.ok(tickvals && ticktext);
  const shown = ticktext.filter((_, i) => at(tickvals, i) > 1.25e9 && at(tickvals, i) < 25.6e9);
  assert.deepEqual(shown, ['2 G', '5 G', '10 G', '20 G']);
  assert.equal(
    figure.alt,
    'Cost. 2 points of error (%) against multiplications: small at 2,000,000,000, 30; large at 16,000,000,000, 24.',
  );
});

test('NaN leaves a gap on a logarithmic axis too, and an axis without values is drawn', () => {
  const log = { name: 'loss', unit: null, scale: 'log' } as const;
  const draw = (y: readonly number[]): Parsed =>
    asJson(lines({ title: 'Gap', x: { name: 'step', unit: null }, y: log, series: [{ name: 'a', x: [0, 1, 2], y }] }));
  const figure = draw([1, Number.NaN, 10]);
  assert.deepEqual(figure.data[0]?.y, [1, null, 10]);
  assert.deepEqual(figure.layout.yaxis.range?.map(power => 10 ** power).map(round), [0.625, 16]);
  const empty = draw([Number.NaN, Number.NaN, Number.NaN]);
  assert.deepEqual(empty.layout.yaxis.range?.map(power => 10 ** power).map(round), [0.625, 16]);
});

test('many points are described by their range', () => {
  const points = Array.from({ length: 20 }, (_, i) => ({ x: i, y: 2 * i }));
  const axis = { name: 'n', unit: null };
  const { alt } = scatter({ title: 'Many', x: axis, y: axis, series: [{ name: 's', points }] });
  assert.equal(alt, 'Many. 20 points of n against n: 0 to 19 across, 0 to 38 upwards.');
});

test('timings show every run and the median', () => {
  const figure = asJson(timings({ title: 'Time', timings: [{ name: 'loops', milliseconds: [30, 10, 20, 40] }] }));
  const [runs, medians] = figure.data;
  assert.deepEqual(runs?.x, [30, 10, 20, 40]);
  assert.deepEqual([medians?.x, medians?.text], [[25], ['25 ms']]);
  assert.equal(figure.layout.xaxis.title?.text, 'time, shorter is better (ms)');
  assert.equal(figure.alt, 'Time. Median times: loops 25 ms (4 runs).');
});

test('the median of odd and even counts', () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.equal(median([7]), 7);
});

test('the legend gets as many rows as its names need', () => {
  const named = (count: number, letters: number): { name: string }[] =>
    Array.from({ length: count }, () => ({ name: 'x'.repeat(letters) }));
  assert.equal(legendHeight(named(1, 5)), 14);
  assert.equal(legendHeight(named(2, 5)), 34);
  assert.equal(legendHeight(named(4, 30)), 12 + 2 * 22);
});

const axis = { name: 'size', unit: null };
const log = { ...axis, scale: 'log' } as const;
const errors: readonly (readonly [string, () => unknown, string])[] = [
  [
    'a bar too few',
    () => bars({ title: '', x: { name: '', categories: ['a', 'b'] }, y: axis, series: [{ name: 's', values: [1] }] }),
    "figures.bars: series 's' must have one value per category, 2. Received 1 values and 1 spreads.",
  ],
  [
    'a line with a y too few',
    () => lines({ title: '', x: axis, y: axis, series: [{ name: 's', x: [1, 2], y: [1] }] }),
    "figures.lines: series 's' must have one y (and one low and high) per x, at least one. Received 2 x and 1 y.",
  ],
  [
    'a zero on a logarithmic axis',
    () => lines({ title: '', x: axis, y: log, series: [{ name: 's', x: [1], y: [0] }] }),
    "figures.lines, series 's': the axis 'size' is logarithmic, so its values must be above 0. Received 0. Leave out scale: 'log', or the value.",
  ],
  [
    'a negative point on a logarithmic axis',
    () => scatter({ title: '', x: log, y: axis, series: [{ name: 's', points: [{ x: -1, y: 1 }] }] }),
    "figures.scatter, series 's': the axis 'size' is logarithmic, so its values must be above 0. Received -1. Leave out scale: 'log', or the value.",
  ],
  [
    'a range from zero on a logarithmic axis',
    () => scatter({ title: '', x: { ...log, range: [0, 10] }, y: axis, series: [] }),
    "the axis 'size' is logarithmic, so both ends of its range must be above 0. Received [0, 10].",
  ],
  [
    'a method without a time',
    () => timings({ title: '', timings: [{ name: 'loops', milliseconds: [] }] }),
    "figures.timings: 'loops' needs at least one time, each above 0 ms. Received [].",
  ],
];
for (const [name, call, message] of errors) {
  test(`${name} is refused`, () => assert.throws(call, { name: 'RangeError', message }));
}

test('differences are dots of seeds, a mean with its interval, and a band of noise', () => {
  const rows = [
    { name: 'same', differences: [-1, 1], mean: 0, low: -2, high: 3 },
    { name: 'a < b', differences: [4, 6], mean: 5, low: 4.5, high: 6 },
  ];
  const x = { name: 'accuracy', unit: 'points' };
  const figure = asJson(differences({ title: 'Parts', x, rows, noiseFloor: 3 }));
  const [seeds, means] = figure.data;
  assert.deepEqual(seeds?.x, [-1, 1, 4, 6]);
  assert.deepEqual(means?.x, [0, 5]);
  assert.deepEqual(
    [means?.error_x?.arrayminus, means?.error_x?.array],
    [
      [2, 0.5],
      [3, 1],
    ],
  );
  assert.deepEqual(figure.layout.yaxis.ticktext, ['same', 'a &lt; b']);
  const [band, zero] = figure.layout.shapes ?? [];
  assert.deepEqual([band?.x0, band?.x1, zero?.x0], [-3, 3, 0]);
  assert.equal(
    figure.alt,
    'Parts. Paired differences of accuracy (points): same: mean 0, 95 % interval from −2 to 3 (2 seeds); ' +
      'a < b: mean 5, 95 % interval from 4.5 to 6 (2 seeds). The noise floor is 3.',
  );
});

test('differences need rows that hold some', () => {
  const x = { name: 'accuracy', unit: null };
  assert.throws(
    () => differences({ title: 't', x, rows: [] }),
    /each with a difference for each seed. Received no row\.$/,
  );
  const empty = { name: 'none', differences: [], mean: 0, low: 0, high: 0 };
  assert.throws(() => differences({ title: 't', x, rows: [empty] }), /Received 'none' without any\.$/);
});

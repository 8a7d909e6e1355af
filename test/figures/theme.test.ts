import assert from 'node:assert/strict';
import { test } from 'node:test';
import { colorAt, plotlyScale } from '../../lib/figures/style/colors';
import { HIGHLIGHT, INK, MUTED, PAPER, SERIES_COLORS, seriesStyle } from '../../lib/figures/style/theme';
import { at } from '../../lib/spec/at';
import { everyFigure } from './everyFigure';
import { asJson, size } from './helpers';

/** Relative luminance, WCAG 2.2. */
function luminance(color: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = color.map(value => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const channels = (hex: string): number[] => [1, 3, 5].map(at => Number.parseInt(hex.slice(at, at + 2), 16));
  const [high = 0, low = 0] = [luminance(channels(a)), luminance(channels(b))].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

test('the contrast formula gives the known values', () => {
  assert.equal(contrast('#ffffff', '#000000'), 21);
  assert.ok(Math.abs(contrast('#777777', '#ffffff') - 4.48) < 0.005);
});

test('no gray reads at 4.5:1 on white and on #111111 at once, so figures bring their own background', () => {
  for (let value = 0; value < 256; value++) {
    const gray = `#${value.toString(16).padStart(2, '0').repeat(3)}`;
    assert.ok(contrast(gray, '#ffffff') < 4.5 || contrast(gray, '#111111') < 4.5, gray);
  }
});

test('text reads on the background, lines and marks stand out from it', () => {
  for (const color of [INK, MUTED]) assert.ok(contrast(color, PAPER) >= 4.5, color);
  for (const color of [HIGHLIGHT, ...SERIES_COLORS]) assert.ok(contrast(color, PAPER) >= 3, color);
});

test('ten series are told apart without colour', () => {
  const looks = Array.from({ length: 10 }, (_, i) => JSON.stringify(seriesStyle(i)));
  assert.equal(new Set(looks).size, 10);
  const firstFive = Array.from({ length: 5 }, (_, i) => seriesStyle(i).dash);
  assert.equal(new Set(firstFive).size, 5);
});

test('colour scales: ends, middle, and what lies beyond', () => {
  assert.deepEqual(colorAt('gray', 0.5), [128, 128, 128]);
  assert.deepEqual(colorAt('signed', 0), [213, 94, 0]);
  assert.deepEqual(colorAt('signed', 0.5), [255, 255, 255]);
  assert.deepEqual(colorAt('signed', 0.75), [128, 185, 217]);
  assert.deepEqual(colorAt('sequential', -3), [0, 32, 76]);
  assert.deepEqual(colorAt('sequential', 7), [255, 233, 69]);
  assert.deepEqual(plotlyScale('gray'), [
    [0, 'rgb(0,0,0)'],
    [1, 'rgb(255,255,255)'],
  ]);
});

test('cividis grows brighter from end to end', () => {
  const lights = Array.from({ length: 101 }, (_, i) => luminance(colorAt('sequential', i / 100)));
  lights.slice(1).forEach((light, i) => {
    assert.ok(light >= at(lights, i), `at ${i + 1} %`);
  });
});

const examples = Object.entries(everyFigure()).flatMap(([kind, figures]) =>
  Object.entries(figures).map(([name, figure]) => ({ kind, name, figure })),
);
for (const { kind, name, figure } of examples) {
  test(`${name}: has a title, alternative text for readers and exports, a solid background, and a modest size`, () => {
    const { alt, layout } = asJson(figure);
    assert.ok(layout.title.text.length > 0);
    assert.ok(alt.length > 0);
    assert.equal(layout.meta.alt, alt);
    assert.equal(figure.layout.paper_bgcolor, PAPER);
    // The words of a figure are broken for its width, so it has one.
    assert.ok(layout.width !== undefined && layout.width <= 700, `width ${layout.width}`);
    assert.equal(figure.layout.dragmode, false, 'a finger on the figure would not scroll the page');
    // A diagram is as high as its network is deep.
    const highest = kind === 'networkDiagram' ? 2000 : 1000;
    assert.ok(layout.height <= highest, `height ${layout.height}`);
    assert.ok(size(figure) < 150_000, `${size(figure)} bytes`);
  });
}

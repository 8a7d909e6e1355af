import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeImage } from '../../lib/datasets';
import { featureMaps, image, images, kernels, matrix, overlays } from '../../lib/figures';
import { at } from '../../lib/spec/at';
import { asJson, fill, present, type Trace } from './helpers';

/** The pixels of a picture, from 0 to 255. */
function pixels(trace: Trace | undefined): { shape: readonly number[]; values: number[] } {
  const [, base64] = present(trace?.source).split(',');
  const decoded = decodeImage(Buffer.from(present(base64), 'base64'), 'picture');
  return { shape: decoded.shape, values: Array.from(decoded.data, value => Math.round(value * 255)) };
}

const words = { title: 'A title', alt: 'Words.' };

test('a small colour image keeps every pixel', () => {
  const figure = asJson(
    image(
      fill([1, 2, 3], i => i / 5),
      words,
    ),
  );
  assert.match(present(figure.data[0]?.source), /^data:image\/png;base64,/);
  assert.deepEqual(pixels(figure.data[0]), { shape: [1, 2, 3], values: [0, 51, 102, 153, 204, 255] });
  assert.equal(figure.layout.xaxis.title?.text, 'column (pixels)');
  assert.equal(figure.layout.yaxis.title?.text, 'row (pixels)');
  // Row 0 is at the top, and a pixel reaches half a unit to each side of its number.
  assert.deepEqual(figure.layout.xaxis.range, [-0.5, 1.5]);
  assert.deepEqual(figure.layout.yaxis.range, [0.5, -0.5]);
});

test('one channel is gray; a range is stretched over it, and what lies beyond is cut', () => {
  const figure = asJson(
    image(
      fill([1, 4], i => at([-1, 2, 3, 9], i)),
      { ...words, range: [2, 4] },
    ),
  );
  assert.deepEqual(pixels(figure.data[0]).values, [0, 0, 0, 0, 0, 0, 128, 128, 128, 255, 255, 255]);
});

test('signed colours have white at zero and come with a colour bar', () => {
  const figure = asJson(
    image(
      fill([1, 3, 1], i => at([-2, 0, 1], i)),
      { ...words, colors: 'signed', range: 'data' },
    ),
  );
  assert.deepEqual(pixels(figure.data[0]).values, [213, 94, 0, 255, 255, 255, 128, 185, 217]);
  assert.deepEqual([figure.layout.coloraxis?.cmin, figure.layout.coloraxis?.cmax], [-2, 2]);
});

test('a large image is averaged down over the same axes', () => {
  const figure = asJson(
    image(
      fill([720, 720, 1], i => i % 2),
      words,
    ),
  );
  const trace = figure.data[0];
  const { shape, values } = pixels(trace);
  assert.deepEqual(shape, [360, 360, 3]);
  assert.ok(values.every(value => Math.abs(value - 128) <= 1));
  // The first of 360 pixels covers the old pixels 0 and 1: its centre is 0.5, its width 2.
  assert.deepEqual([trace?.x0, trace?.dx, trace?.y0, trace?.dy], [0.5, 2, 0.5, 2]);
  assert.deepEqual(figure.layout.xaxis.range, [-0.5, 719.5]);
});

test('images share one range, and each has its caption above its own place', () => {
  const items = [
    { image: fill([2, 2, 1], () => 1), caption: 'one' },
    { image: fill([2, 2, 1], () => 3), caption: 'three' },
  ];
  const figure = asJson(images(items, { ...words, range: 'data' }));
  assert.deepEqual(
    figure.data.map(trace => pixels(trace).values[0]),
    [0, 255],
  );
  assert.deepEqual(
    figure.layout.annotations?.map(({ text }) => text),
    ['one', 'three'],
  );
  figure.data.forEach((trace, i) => {
    const left = present(trace.x0) - present(trace.dx) / 2;
    assert.equal(left, figure.layout.annotations?.[i]?.x);
  });
});

test("with sizes 'true' a pixel is equally large in all images", () => {
  const items = [8, 4, 2].map(side => ({ image: fill([side, side, 1], () => 1), caption: `${side}` }));
  const scales = asJson(images(items, { ...words, sizes: 'true' })).data.map(trace => present(trace.dx));
  assert.ok(Math.max(...scales) - Math.min(...scales) < 0.3, scales.join(', '));
  const [large, , small] = asJson(images(items, words)).data.map(trace => present(trace.dx));
  assert.ok(present(small) > 3.9 * present(large));
});

test('a small matrix has its values written, a large one a colour bar', () => {
  const small = asJson(
    matrix(
      [
        [1, -2.34567],
        [0, 40],
      ],
      { title: 'Small' },
    ),
  );
  assert.deepEqual(small.data[0]?.z, [
    [1, -2.346],
    [0, 40],
  ]);
  assert.deepEqual(small.data[0]?.text, [
    ['1', '−2.346'],
    ['0', '40'],
  ]);
  assert.deepEqual([small.data[0]?.zmin, small.data[0]?.zmax], [-40, 40]);
  assert.equal(small.alt, 'Small. A 2 × 2 matrix: [1, −2.346], [0, 40].');
  const large = asJson(
    matrix(
      fill([20, 30], i => i),
      { title: 'Large', rowName: 'weight', columnName: 'place' },
    ),
  );
  assert.equal(large.data[0]?.text, undefined);
  assert.deepEqual([large.layout.coloraxis?.cmin, large.layout.coloraxis?.cmax], [0, 599]);
  assert.equal(large.layout.xaxis.title?.text, 'place');
  assert.equal(large.alt, 'Large. A 20 × 30 matrix with values from 0 to 599.');
});

test('a matrix may have names along its sides', () => {
  const labels = ['cat', 'dog'];
  const figure = asJson(
    matrix(
      [
        [3, 1],
        [0, 2],
      ],
      { title: 'Confusion', rowLabels: labels, columnLabels: labels },
    ),
  );
  assert.deepEqual(figure.layout.xaxis.ticktext, labels);
  assert.deepEqual(figure.layout.yaxis.tickvals, [0, 1]);
});

test('kernels are taken from [kh, kw, in, out] filter by filter, channel by channel', () => {
  // weights[0, 0, channel, filter] = 10 · channel + filter
  const figure = asJson(
    kernels(
      fill([1, 1, 2, 3], i => 10 * Math.floor(i / 3) + (i % 3)),
      { title: 'Six weights' },
    ),
  );
  assert.deepEqual(
    figure.data.map(trace => trace.z),
    [[[0]], [[10]], [[1]], [[11]], [[2]], [[12]]],
  );
  assert.deepEqual(
    figure.layout.annotations?.slice(0, 2).map(({ text }) => text.replaceAll('<br>', ' ')),
    ['filter 0, channel 0', 'filter 0, channel 1'],
  );
  assert.ok(figure.data.every(trace => trace.zmin === -12 && trace.zmax === 12));
  assert.equal(figure.alt, 'Six weights. 3 filters of 1 × 1 weights on 2 channels; the largest weight is ±12.');
});

test('kernels on colours are colour tiles with gray at zero', () => {
  const figure = asJson(
    kernels(
      fill([1, 1, 3, 1], i => at([0, 2, -2], i)),
      { title: 'Colours', colors: 'rgb' },
    ),
  );
  assert.deepEqual(pixels(figure.data[0]).values, [128, 255, 0]);
});

test('feature maps share one scale and are numbered', () => {
  const figure = asJson(
    featureMaps(
      fill([1, 2, 3], i => i),
      { title: 'Maps' },
    ),
  );
  // Channel 2 holds 2 and 5; the scale goes from 0 to 5.
  const [, , third] = figure.data;
  assert.deepEqual(pixels(third).values.slice(3), [255, 233, 69]);
  assert.deepEqual(
    figure.layout.annotations?.map(({ text }) => text),
    ['channel 0', 'channel 1', 'channel 2'],
  );
  assert.deepEqual([figure.layout.coloraxis?.cmin, figure.layout.coloraxis?.cmax], [0, 5]);
  const picked = asJson(
    featureMaps(
      fill([1, 2, 99], i => i),
      { title: 'Maps', channels: [7] },
    ),
  );
  assert.equal(picked.layout.annotations?.[0]?.text, 'channel 7');
  assert.equal(picked.alt, 'Maps. 1 of 99 channels of 1 × 2, values from 7 to 106.');
});

const errors: readonly (readonly [string, () => unknown, string, string])[] = [
  [
    'feature maps as an image',
    () =>
      image(
        fill([2, 2, 16], () => 0),
        words,
      ),
    'TypeError',
    'figures.image: an image must have the shape [h, w], [h, w, 1] or [h, w, 3]. Received [2, 2, 16]. Use figures.featureMaps for any number of channels.',
  ],
  [
    'a batch as an image',
    () => images([{ image: fill([1, 2, 2, 3], () => 0), caption: 'cat' }], words),
    'TypeError',
    "figures.images, 'cat': an image must have the shape [h, w], [h, w, 1] or [h, w, 3]. Received [1, 2, 2, 3].",
  ],
  [
    'no image',
    () => images([], words),
    'RangeError',
    'figures.images: give at least one image. Received an empty list.',
  ],
  [
    'a matrix without rows',
    () =>
      matrix(
        fill([0, 3], () => 0),
        words,
      ),
    'TypeError',
    'figures.matrix: a matrix must have the shape [h, w]. Received [0, 3].',
  ],
  [
    'a matrix of three axes',
    () =>
      matrix(
        fill([2, 2, 2], () => 0),
        words,
      ),
    'TypeError',
    'figures.matrix: a matrix must have the shape [h, w]. Received [2, 2, 2].',
  ],
  [
    'too few labels',
    () => matrix([[1, 2]], { ...words, columnLabels: ['a'] }),
    'RangeError',
    'figures.matrix: give one column label per column, 2. Received 1.',
  ],
  [
    'kernels of three axes',
    () =>
      kernels(
        fill([3, 3, 3], () => 0),
        words,
      ),
    'TypeError',
    'figures.kernels: the weights must have the shape [kh, kw, in, out]. Received [3, 3, 3].',
  ],
  [
    'colours of one channel',
    () =>
      kernels(
        fill([3, 3, 1, 2], () => 0),
        { ...words, colors: 'rgb' },
      ),
    'TypeError',
    "figures.kernels: colors 'rgb' needs 3 input channels. Received 1; use 'signed'.",
  ],
  [
    'too few kernel captions',
    () =>
      kernels(
        fill([3, 3, 1, 2], () => 0),
        { ...words, captions: ['a'] },
      ),
    'RangeError',
    'figures.kernels: give one caption per filter, 2. Received 1.',
  ],
  [
    'feature maps of a batch',
    () =>
      featureMaps(
        fill([1, 2, 2, 3], () => 0),
        words,
      ),
    'TypeError',
    'figures.featureMaps: the maps must have the shape [h, w, c]. Received [1, 2, 2, 3].',
  ],
  [
    'a channel that is not there',
    () =>
      featureMaps(
        fill([2, 2, 3], () => 0),
        { ...words, channels: [3] },
      ),
    'RangeError',
    'figures.featureMaps: channels go from 0 to 2. Received 3.',
  ],
  [
    'too few map captions',
    () =>
      featureMaps(
        fill([2, 2, 3], () => 0),
        { ...words, captions: ['red'] },
      ),
    'RangeError',
    'figures.featureMaps: give one caption per map shown, 3. Received 1.',
  ],
];
for (const [name, call, type, message] of errors) {
  test(`${name} is refused`, () => assert.throws(call, { name: type, message }));
}

test('an overlay mixes the gray image with the colours of its map; an image without a map stays as it is', () => {
  const red = fill([1, 2, 3], i => at([1, 0, 0, 0, 0, 0], i));
  const figure = asJson(
    overlays(
      [
        { image: red, caption: 'the image' },
        { image: red, caption: 'its map', map: [[-1, 1]] },
      ],
      { title: 'Where', quantity: 'score', colors: 'signed' },
    ),
  );
  assert.deepEqual(pixels(figure.data[0]).values, [255, 0, 0, 0, 0, 0]);
  // At the ends 0.2 of the brightness 0.299 · 255 = 76 and 0.8 of vermilion; then black and blue.
  assert.deepEqual(pixels(figure.data[1]).values, [186, 90, 15, 0, 91, 142]);
  assert.deepEqual([figure.layout.coloraxis?.cmin, figure.layout.coloraxis?.cmax], [-1, 1]);
  assert.equal(figure.alt, 'Where. Images with score as colours, from −1 to 1. the image; its map.');
});

test('a map is stretched over the whole image, between the centres of its cells', () => {
  const map = [[0, 1]];
  const figure = asJson(overlays([{ image: fill([1, 4], () => 0), map, caption: 'x' }], { title: 'T', quantity: 'q' }));
  const blue = pixels(figure.data[0]).values.filter((_, i) => i % 3 === 2);
  // 0, ¼, ¾, 1 of cividis: its blues are 76, 107, 110 and 69, of which 0.55 is drawn.
  assert.deepEqual(blue, [42, 59, 60, 38]);
});

test('a signed overlay covers the image by as much as a value is away from zero', () => {
  const [image, map] = [fill([1, 4], () => 0.5), [[-2, 0, 1, 2]]];
  const options = { title: 'T', quantity: 'q', colors: 'signed' } as const;
  const figure = asJson(overlays([{ image, map, caption: 'x' }], options));
  // Vermilion (213, 94, 0) and blue (0, 114, 178), of which 0.8 is drawn at the ends and 0.4 half way; gray is 127.5.
  assert.deepEqual(pixels(figure.data[0]).values, [196, 101, 26, 128, 128, 128, 77, 122, 148, 26, 117, 168]);
  assert.deepEqual([figure.layout.coloraxis?.cmin, figure.layout.coloraxis?.cmax], [-2, 2]);
});

test('overlays without any map are refused', () => {
  const images = [{ image: fill([2, 2], () => 0), caption: 'x' }];
  assert.throws(
    () => overlays(images, { title: 'T', quantity: 'q' }),
    /^RangeError: figures.overlays: give at least one image with a map. Received 1 without.$/,
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { felzenszwalb } from '../../../lib/detection';
import { readGolden } from '../../support/golden';

interface Case {
  readonly name: string;
  readonly shape: readonly number[];
  readonly pixels: readonly number[];
  readonly options: { readonly scale: number; readonly sigma: number; readonly minSize: number };
  readonly labels: readonly number[];
}

type Golden = Readonly<Record<string, readonly number[]>> & { readonly imageHWC: readonly number[] };

function goldenCases(): Case[] {
  const { imageHWC: shape, pixels = [], ...labels } = readGolden<Golden>('felzenszwalb');
  return [
    { scale: 100, sigma: 0.5, minSize: 20 },
    { scale: 300, sigma: 0.8, minSize: 50 },
  ].map(options => {
    const name = `scale${options.scale}_sigma${options.sigma}_min${options.minSize}`;
    return { name, shape, pixels, options, labels: labels[name] ?? [] };
  });
}

for (const { name, shape, pixels, options, labels } of [
  ...goldenCases(),
  ...readGolden<readonly Case[]>('felzenszwalb_cases'),
]) {
  test(`${name}: the labels are scikit-image's`, () => {
    const seen = felzenszwalb({ shape, data: Float32Array.from(pixels) }, options);
    assert.deepEqual([...seen], labels);
  });
}

test('regions are numbered by their first pixels, are connected to nothing smaller than minSize, and cover the picture', () => {
  const picture = fc.record({
    height: fc.integer({ min: 1, max: 12 }),
    width: fc.integer({ min: 1, max: 12 }),
    colors: fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 432, maxLength: 432 }),
    minSize: fc.integer({ min: 0, max: 8 }),
  });
  fc.assert(
    fc.property(picture, ({ height, width, colors, minSize }) => {
      const shape = [height, width, 3];
      const data = Float32Array.from(colors.slice(0, height * width * 3));
      const labels = felzenszwalb({ shape, data }, { scale: 50, sigma: 0.5, minSize });
      const sizes = new Map<number, number>();
      let next = 0;
      for (const label of labels) {
        assert.ok(label <= next);
        if (label === next) next++;
        sizes.set(label, (sizes.get(label) ?? 0) + 1);
      }
      assert.ok(sizes.size === 1 || [...sizes.values()].every(size => size >= minSize));
    }),
  );
});

const grey = { shape: [2, 2, 1], data: Float32Array.of(0, 0, 255, 255) };

test('a picture of one channel is segmented, too', () => {
  assert.deepEqual([...felzenszwalb(grey, { scale: 1, sigma: 0, minSize: 0 })], [0, 0, 1, 1]);
});

const REFUSED: readonly (readonly [string, () => unknown, string])[] = [
  [
    'a negative scale',
    () => felzenszwalb(grey, { scale: -1 }),
    'felzenszwalb: scale must be a number of at least 0. Received -1.',
  ],
  [
    'no sigma',
    () => felzenszwalb(grey, { sigma: Number.NaN }),
    'felzenszwalb: sigma must be a number of pixels of at least 0. Received NaN.',
  ],
  [
    'a negative size',
    () => felzenszwalb(grey, { minSize: -2 }),
    'felzenszwalb: minSize must be a number of pixels of at least 0. Received -2.',
  ],
  [
    'a pixel that is no number',
    () => felzenszwalb({ shape: [1, 2, 1], data: Float32Array.of(1, Number.NaN) }),
    'felzenszwalb: pixels must be numbers from 0 to 255. Received NaN at place 1 of the data.',
  ],
  [
    'no pixels',
    () => felzenszwalb({ shape: [0, 3, 3], data: new Float32Array(0) }),
    'felzenszwalb: an image [0, 3, 3] must have pixels, 0 values. Received 0.',
  ],
];

for (const [what, call, message] of REFUSED) {
  test(`${what} is refused with the reason`, () => {
    assert.throws(call, { name: 'RangeError', message });
  });
}

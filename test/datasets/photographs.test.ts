import assert from 'node:assert/strict';
import { test } from 'node:test';
import { photograph, photographNames, registry } from '../../lib/datasets';
import { photographEntry } from '../../lib/datasets/photographs';

/** Means of red, green and blue, and the pixel in row 100, column 200, read with Pillow 12 from the published files. */
const PILLOW = {
  astronaut: { shape: [256, 256, 3], means: [0.55515, 0.41474, 0.37833], pixel: undefined },
  chelsea: { shape: [300, 451, 3], means: [0.57911, 0.43704, 0.34038], pixel: [76, 39, 13] },
  china: { shape: [427, 640, 3], means: [0.56753, 0.57047, 0.55262], pixel: [123, 47, 11] },
  coffee: { shape: [400, 600, 3], means: [0.62184, 0.33645, 0.2019], pixel: [203, 143, 85] },
  flower: { shape: [427, 640, 3], means: [0.21621, 0.28855, 0.22353], pixel: [5, 21, 21] },
} as const;

function channelMeans(data: Float32Array): number[] {
  const sums = [0, 0, 0];
  data.forEach((value, i) => {
    sums[i % 3] = (sums[i % 3] ?? 0) + value;
  });
  return sums.map(sum => (3 * sum) / data.length);
}

for (const name of photographNames) {
  test(`${name} decodes to the values that Pillow reads`, () => {
    const image = photograph(name);
    assert.deepEqual(image.shape, PILLOW[name].shape);
    channelMeans(image.data).forEach((mean, channel) => {
      const expected = PILLOW[name].means[channel] ?? Number.NaN;
      assert.ok(Math.abs(mean - expected) < 1 / 255, `channel ${channel}: mean ${mean}, Pillow ${expected}`);
    });
    // JPEG decoders may differ by a few of 255 steps in one pixel.
    PILLOW[name].pixel?.forEach((expected, channel) => {
      const width = image.shape[1] ?? 0;
      const value = 255 * (image.data[(100 * width + 200) * 3 + channel] ?? Number.NaN);
      assert.ok(Math.abs(value - expected) <= 3, `channel ${channel}: ${value}, Pillow ${expected}`);
    });
  });
}

test('the astronaut is the mean of 2 × 2 published pixels', () => {
  const image = photograph('astronaut');
  const at = (row: number, column: number): number[] =>
    Array.from(image.data.subarray((row * 256 + column) * 3, (row * 256 + column) * 3 + 3), value => value * 255);
  // Means of 2 × 2 pixels of the published 512 × 512, from Pillow 12 and NumPy.
  const published = [
    [0, 0, [146, 140.5, 147.25]],
    [50, 100, [79.5, 52.5, 13.25]],
    [200, 33, [230.75, 118, 82.25]],
  ] as const;
  for (const [row, column, expected] of published) {
    at(row, column).forEach((value, channel) => {
      assert.ok(Math.abs(value - (expected[channel] ?? Number.NaN)) <= 0.51, `row ${row}, column ${column}: ${value}`);
    });
  }
});

test('a photograph is cut and resized without distortion', () => {
  const whole = photograph('coffee');
  const square = photograph('coffee', { size: 100 });
  assert.deepEqual(square.shape, [100, 100, 3]);
  // The middle 400 × 400 of 400 × 600 starts at column 100; each new pixel is the mean of 4 × 4 old ones.
  let sum = 0;
  for (let row = 0; row < 4; row++)
    for (let column = 100; column < 104; column++) sum += whole.data[(row * 600 + column) * 3] ?? Number.NaN;
  assert.ok(Math.abs((square.data[0] ?? Number.NaN) - sum / 16) < 1e-6);
  assert.deepEqual(photograph('coffee', { size: [60, 120] }).shape, [60, 120, 3]);
});

test('values lie between 0 and 1', () => {
  const { data } = photograph('chelsea');
  assert.ok(data.every(value => value >= 0 && value <= 1));
});

test('the names are those of the registry', () => {
  const names = registry()
    .filter(entry => entry.kind === 'photograph')
    .map(entry => entry.name);
  assert.deepEqual([...photographNames], names);
});

test('every photograph says who made it, and its size', () => {
  for (const name of photographNames) {
    const entry = photographEntry(name);
    assert.deepEqual(photograph(name).shape, [entry.height, entry.width, 3]);
    assert.match(entry.licence, /^(CC0 1\.0|CC BY 2\.0|public domain)$/);
    assert.ok(entry.author.length > 0 && entry.description.endsWith('.'));
  }
});

test('an unknown name suggests the nearest', () => {
  // A learner can pass any string from a cell without types.
  const misspelt: string = 'chelsae';
  assert.throws(() => photographEntry(misspelt as 'chelsea'), {
    name: 'RangeError',
    message:
      "photograph: there is none named 'chelsae'. Did you mean 'chelsea'? Choose one of astronaut, chelsea, china, coffee, flower.",
  });
  assert.throws(() => photographEntry('zebra' as 'chelsea'), {
    message: "photograph: there is none named 'zebra'. Choose one of astronaut, chelsea, china, coffee, flower.",
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encode } from 'jpeg-js';
import { PNG } from 'pngjs';
import { decodeImage } from '../../lib/datasets';

test('a PNG decodes to its own bytes over 255, without transparency', () => {
  const png = new PNG({ width: 2, height: 1 });
  png.data = Buffer.from([255, 0, 51, 255, 102, 204, 0, 10]);
  const image = decodeImage(PNG.sync.write(png), 'two.png');
  assert.deepEqual(image.shape, [1, 2, 3]);
  assert.deepEqual(image.data, Float32Array.from([1, 0, 0.2, 0.4, 0.8, 0]));
});

test('a JPEG of one colour decodes to that colour', () => {
  const pixels = Buffer.alloc(8 * 8 * 4, Buffer.from([200, 100, 50, 255]));
  const image = decodeImage(encode({ width: 8, height: 8, data: pixels }, 95).data, 'colour.jpg');
  assert.deepEqual(image.shape, [8, 8, 3]);
  [200, 100, 50].forEach((expected, channel) => {
    assert.ok(Math.abs(255 * (image.data[channel] ?? Number.NaN) - expected) < 4);
  });
});

test('other files are refused by their first bytes', () => {
  assert.throws(() => decodeImage(Buffer.from('notes'), 'cat.txt'), {
    name: 'TypeError',
    message: 'cat.txt is neither a PNG nor a JPEG: its first bytes are 6e6f7465. Save it as one of these.',
  });
});

test('a file that was cut short says so', () => {
  const png = PNG.sync.write(new PNG({ width: 40, height: 40 }));
  assert.throws(() => decodeImage(png.subarray(0, 50), 'cut.png'), {
    name: 'TypeError',
    message: /^cut\.png cannot be decoded: .+\. The file may be cut short; copy it again\.$/,
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PNG } from 'pngjs';
import sharp from 'sharp';
import { encodePng } from '../../lib/images/encodePng';
import { decodeLabels, encodeLabels } from '../../lib/images/labelPng';
import { at, byteAt } from '../../lib/spec';
import { readGolden } from '../support/golden';

interface MaskFile {
  readonly mode: 'P' | 'L';
  readonly labels: readonly number[];
  readonly png: string;
}

const { files } = readGolden<{ files: readonly MaskFile[] }>('segmentation');
const bytesOf = ({ png }: MaskFile): Buffer => Buffer.from(png, 'base64');

files.forEach((file, i) => {
  test(`file ${i}: a mask of mode ${file.mode} has the labels that Pillow wrote`, () => {
    const { shape, data } = decodeLabels(bytesOf(file), 'mask.png');
    assert.deepEqual(shape, [5, 7]);
    assert.deepEqual([...data], file.labels);
  });
});

/** Colours that tell every label apart. */
const palette = Uint8Array.from({ length: 768 }, (_, i) => (i % 3 === 0 ? i / 3 : (i * 7) % 256));
const labels = Int32Array.from({ length: 40 * 30 }, (_, i) => (i * 37) % 256);

test('labels come back from their file, and libvips shows them in the colours of the palette', async () => {
  const png = encodeLabels({ shape: [30, 40], data: labels }, palette);
  const { shape, data } = decodeLabels(png, 'mask.png');
  assert.deepEqual([shape, [...data]], [[30, 40], [...labels]]);
  const { width, height, isPalette } = await sharp(png).metadata();
  assert.deepEqual([width, height, isPalette], [40, 30, true]);
  const shown = await sharp(png).removeAlpha().raw().toBuffer();
  assert.deepEqual(
    [...shown],
    [...labels].flatMap(label => [...palette.subarray(3 * label, 3 * label + 3)]),
  );
});

test('a label that is no byte is refused', () => {
  assert.throws(() => encodeLabels({ shape: [1, 2], data: Int32Array.of(3, 256) }, palette), {
    name: 'RangeError',
    message: 'encodeLabels: a PNG keeps labels from 0 to 255. Received 256.',
  });
});

test('what is no mask is refused', () => {
  const refused = (bytes: Buffer, message: string | RegExp): void => {
    assert.throws(() => decodeLabels(bytes, 'mask.png'), { name: 'TypeError', message });
  };
  refused(
    Buffer.from('ffd8ffe0', 'hex'),
    'mask.png is no PNG: its first bytes are ffd8ffe0. A mask is kept as a PNG: save it as one.',
  );
  const color = PNG.sync.write(new PNG({ width: 2, height: 2 }), { colorType: 2 });
  refused(
    color,
    'mask.png must be indexed or grey, with at most 8 bits a pixel: its values are labels. It is a PNG of colour type 2 with 8 bits. Save the labels, not their colours.',
  );
  const grey16 = PNG.sync.write(new PNG({ width: 2, height: 2 }), { colorType: 0, bitDepth: 16 });
  refused(grey16, /It is a PNG of colour type 0 with 16 bits\. Save the labels/);
  const cut = bytesOf(at(files, 0)).subarray(0, 840);
  refused(cut, /^mask\.png cannot be decoded: .+\. The file may be cut short; copy it again\.$/);
});

test('a picture as a PNG keeps its colours to eight bits', async () => {
  const image = { shape: [2, 2, 3], data: Float32Array.of(0, 0.5, 1, 0.2, 0.4, 0.6, -1, 2, 0, 1, 1, 1) };
  const shown = await sharp(encodePng(image)).raw().toBuffer();
  assert.deepEqual(
    Array.from({ length: 12 }, (_, i) => byteAt(shown, i)),
    [0, 128, 255, 51, 102, 153, 0, 255, 0, 255, 255, 255],
  );
});

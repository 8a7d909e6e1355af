import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { encode } from 'jpeg-js';
import { PNG } from 'pngjs';
import { imageFile, imageFolder, loadImages } from '../../lib/datasets';
import { turnUpright } from '../../lib/images/imageFile';
import { at, floatAt } from '../../lib/spec';

const scratch = mkdtempSync(join(tmpdir(), 'convnets-folder-'));
after(() => rmSync(scratch, { recursive: true }));

type Colour = readonly [number, number, number];
const RED: Colour = [255, 0, 0];
const BLUE: Colour = [0, 0, 255];

/** Four bytes a pixel: the left half of one colour, the right half of another. */
function halves(width: number, height: number, left: Colour, right: Colour): Buffer {
  const pixels = Array.from({ length: width * height }, (_, i) => [...(i % width < width / 2 ? left : right), 255]);
  return Buffer.from(pixels.flat());
}

function png(width: number, height: number, left: Colour, right = left): Buffer {
  const image = new PNG({ width, height });
  image.data = halves(width, height, left, right);
  return PNG.sync.write(image);
}

function jpeg(width: number, height: number, left: Colour, right = left): Buffer {
  return Buffer.from(encode({ width, height, data: halves(width, height, left, right) }, 95).data);
}

/** Puts an EXIF block with nothing but an orientation behind a JPEG's first two bytes, as cameras write it. */
function withOrientation(image: Buffer, orientation: number): Buffer {
  // Little-endian TIFF header, one entry: tag 0x0112, a short, one of it, its value; no further directory.
  const tiff = [0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0];
  const body = [...Buffer.from('Exif\0\0', 'latin1'), ...tiff];
  return Buffer.concat([
    image.subarray(0, 2),
    Buffer.from([0xff, 0xe1, 0, body.length + 2, ...body]),
    image.subarray(2),
  ]);
}

function write(name: string, files: Readonly<Record<string, Buffer | string>>): string {
  const root = join(scratch, name);
  mkdirSync(root, { recursive: true });
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
  }
  return root;
}

const pets = write('pets', {
  'dog/b.JPG': jpeg(16, 16, BLUE),
  'dog/a.png': png(4, 4, RED),
  'cat/c.jpeg': jpeg(32, 16, RED, BLUE),
  'cat/notes.txt': 'not an image',
  'cat/.hidden.png': 'hidden',
  '.ipynb_checkpoints/x.png': 'hidden',
  'README.md': 'about',
});

test('a folder is listed by class and name, without reading the images', () => {
  const folder = imageFolder(pets);
  assert.deepEqual(folder.classNames, ['cat', 'dog']);
  assert.deepEqual(folder.images, [
    { path: join(pets, 'cat', 'c.jpeg'), label: 0 },
    { path: join(pets, 'dog', 'a.png'), label: 1 },
    { path: join(pets, 'dog', 'b.JPG'), label: 1 },
  ]);
  assert.deepEqual(folder.skipped, [join(pets, 'README.md'), join(pets, 'cat', 'notes.txt')]);
});

test('images are loaded at one size, cut to the middle', () => {
  const set = loadImages(imageFolder(pets), { size: 8 });
  assert.deepEqual(set.shape, [3, 8, 8, 3]);
  assert.deepEqual(set.labels, Int32Array.of(0, 1, 1));
  assert.deepEqual(set.classNames, ['cat', 'dog']);
  const pixel = (image: number, row: number, column: number): number[] => {
    const start = ((image * 8 + row) * 8 + column) * 3;
    return [...set.images.subarray(start, start + 3)];
  };
  assert.deepEqual(pixel(1, 4, 4), [255, 0, 0]);
  // JPEG keeps colours to a few steps.
  const near = (found: readonly number[], colour: Colour): void => {
    for (const channel of [0, 1, 2])
      assert.ok(Math.abs(at(found, channel) - at(colour, channel)) <= 4, `${found} not ${colour}`);
  };
  near(pixel(0, 4, 0), RED);
  near(pixel(0, 4, 7), BLUE);
  near(pixel(2, 4, 4), BLUE);
});

test('a size may have two sides', () => {
  assert.deepEqual(loadImages(imageFolder(pets), { size: [2, 6] }).shape, [3, 2, 6, 3]);
});

test('each EXIF orientation is undone', () => {
  // Upright: 1 2 3 / 4 5 6. How a camera stores it for each orientation, by the table of the Exif standard.
  const upright = [1, 2, 3, 4, 5, 6];
  const stored: readonly (readonly [number, readonly number[], readonly number[]])[] = [
    [1, [2, 3], [1, 2, 3, 4, 5, 6]],
    [2, [2, 3], [3, 2, 1, 6, 5, 4]],
    [3, [2, 3], [6, 5, 4, 3, 2, 1]],
    [4, [2, 3], [4, 5, 6, 1, 2, 3]],
    // First row: the scene's left side; first column: its top.
    [5, [3, 2], [1, 4, 2, 5, 3, 6]],
    // First row: right side; first column: top.
    [6, [3, 2], [3, 6, 2, 5, 1, 4]],
    // First row: right side; first column: bottom.
    [7, [3, 2], [6, 3, 5, 2, 4, 1]],
    // First row: left side; first column: bottom.
    [8, [3, 2], [4, 1, 5, 2, 6, 3]],
  ];
  for (const [orientation, shape, values] of stored) {
    const image = { shape: [...shape, 1], data: Float32Array.from(values) };
    const { shape: turned, data } = turnUpright(image, orientation);
    assert.deepEqual([turned, [...data]], [[2, 3, 1], upright], `orientation ${orientation}`);
  }
});

test('a photograph that a camera stored on its side comes out upright', () => {
  // Stored 32 wide and 16 high, red at the left; orientation 6: the stored left side is the scene's top.
  const path = join(write('sideways', { 'photo.jpg': withOrientation(jpeg(32, 16, RED, BLUE), 6) }), 'photo.jpg');
  const { shape, data } = imageFile(path);
  assert.deepEqual(shape, [32, 16, 3]);
  assert.ok(floatAt(data, 0) > 0.95 && floatAt(data, 2) < 0.05, 'red above');
  assert.ok(floatAt(data, data.length - 3) < 0.05 && floatAt(data, data.length - 1) > 0.95, 'blue below');
});

const whole = jpeg(64, 64, RED, BLUE);
const damaged = write('damaged', {
  'cat/cut.jpg': whole.subarray(0, whole.length - 60),
  'cat/fine.png': png(8, 8, RED),
  'cat/text.png': 'this is text',
});

test('a damaged image ends the loading, by its name', () => {
  assert.throws(() => loadImages(imageFolder(damaged), { size: 8 }), {
    name: 'TypeError',
    message: /cut\.jpg cannot be decoded: .*The file may be cut short; copy it again\.$/,
  });
  assert.throws(() => imageFile(join(damaged, 'cat', 'text.png')), {
    name: 'TypeError',
    message: /text\.png is neither a PNG nor a JPEG: its first bytes are 74686973\. Save it as one of these\.$/,
  });
});

test('damaged images are left out when somebody is told', () => {
  const told: string[] = [];
  const set = loadImages(imageFolder(damaged), { size: 8, onDamaged: image => told.push(image.path) });
  assert.deepEqual(told, [join(damaged, 'cat', 'cut.jpg'), join(damaged, 'cat', 'text.png')]);
  assert.deepEqual(set.shape, [1, 8, 8, 3]);
  assert.equal(set.images.length, 192);
});

test('what is wrong with a folder is said', () => {
  const missing = join(scratch, 'nowhere');
  const loose = write('loose', { 'a.png': png(4, 4, RED) });
  const empty = write('empty', { 'cat/a.png': png(4, 4, RED) });
  mkdirSync(join(empty, 'dog'));
  const other = write('other', { 'cat/a.HEIC': 'x', 'cat/b.HEIC': 'x' });
  const cases: readonly [string, () => unknown, string][] = [
    [
      'missing',
      () => imageFolder(missing),
      `imageFolder: ${missing} is not a folder. Name the folder that holds a folder for each class.`,
    ],
    [
      'no class folders',
      () => imageFolder(loose),
      `imageFolder: ${loose} holds no folders. Put the images of each class into a folder of its own: ${join(loose, 'cat', 'one.jpg')}.`,
    ],
    [
      'an empty class',
      () => imageFolder(empty),
      `imageFolder: ${join(empty, 'dog')} holds no PNG or JPEG: it is empty. Convert its images to JPEG, or remove the folder.`,
    ],
    [
      'other files',
      () => imageFolder(other),
      `imageFolder: ${join(other, 'cat')} holds no PNG or JPEG: it holds 2 other file(s), such as ${join(other, 'cat', 'a.HEIC')}. Convert its images to JPEG, or remove the folder.`,
    ],
    [
      'no file',
      () => imageFile(missing),
      `${missing} cannot be read (ENOENT). Check the path: it must name a PNG or a JPEG.`,
    ],
    [
      'too large',
      () => loadImages(imageFolder(pets), { size: 20_000 }),
      'loadImages: 3 images of [20000, 20000, 3] take 3.6 GB of memory. Choose a smaller size.',
    ],
  ];
  for (const [name, call, message] of cases) assert.throws(call, { message }, name);
});

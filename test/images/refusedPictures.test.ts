import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp, { type JpegOptions } from 'sharp';
import { type imageFolder, loadImages } from '../../lib/datasets';
import { decodeImage } from '../../lib/images';
import { imageFile } from '../../lib/images/imageFile';
import { decodeLabels } from '../../lib/images/labelPng';
import { pngChunk, pngFile, pngOf } from '../support/pngFile';

/** 68 bytes whose header says 30,000 × 30,000 pixels. */
const bomb = pngFile({ width: 30_000, height: 30_000, depth: 1, colorType: 0 }, Buffer.alloc(9));
const tooLarge = (name: string) => ({
  name: 'RangeError',
  message: `${name} is too large: 30000 × 30000 pixels (width × height) are 900 million, and at most 40 million are read. Make it smaller with a program for pictures, such as 4000 × 3000, and save it anew.`,
});

// First in this file: the peak of memory only ever rises.
test('a header of 900 million pixels is refused in no time and takes no memory', () => {
  const peak = process.resourceUsage().maxRSS;
  const start = performance.now();
  for (const decode of [decodeImage, decodeLabels]) assert.throws(() => decode(bomb, 'bomb.png'), tooLarge('bomb.png'));
  assert.ok(performance.now() - start < 1000, `${performance.now() - start} ms`);
  assert.ok(process.resourceUsage().maxRSS - peak < 30_000, 'kB');
});

test("a folder of pictures and a picture of one's own refuse it with the same words", t => {
  const root = mkdtempSync(join(tmpdir(), 'pictures-'));
  t.after(() => rmSync(root, { recursive: true }));
  const path = join(root, 'bomb.png');
  writeFileSync(path, bomb);
  assert.throws(() => imageFile(path), tooLarge(path));
  const images = [{ path, label: 0 }];
  const folder = { ...imageFolderOf(root), images };
  assert.throws(() => loadImages(folder, { size: 8 }), tooLarge(path));
});

function imageFolderOf(root: string): ReturnType<typeof imageFolder> {
  return { root, classNames: ['one'], images: [], skipped: [] };
}

/** A JPEG of libjpeg's. */
async function jpeg(width: number, height: number, options: JpegOptions = {}): Promise<Buffer> {
  const data = Buffer.from(Array.from({ length: width * height * 3 }, (_, i) => (i * i * 7) % 251));
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg(options)
    .toBuffer();
}

/** Where the content of the first segment with a marker begins. */
const contentOf = (bytes: Buffer, marker: number): number => bytes.indexOf(Buffer.from([0xff, marker])) + 4;

/** A copy in which the bytes from a place on are others. */
function changed(bytes: Buffer, place: number, values: readonly number[]): Buffer {
  const copy = Buffer.from(bytes);
  copy.set(values, place);
  return copy;
}

/** A copy without the bytes from one place to another. */
const without = (bytes: Buffer, from: number, to: number): Buffer =>
  Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);

const [BASELINE, HUFFMAN, SCAN] = [0xc0, 0xc4, 0xda];

test('a JPEG of 50 megapixels is refused for its size', async () => {
  const large = await sharp({ create: { width: 8165, height: 6124, channels: 3, background: '#888' } })
    .jpeg()
    .toBuffer();
  assert.throws(() => decodeImage(large, 'large.jpg'), {
    name: 'RangeError',
    message:
      'large.jpg is too large: 8165 × 6124 pixels (width × height) are 50.1 million, and at most 40 million are read. Make it smaller with a program for pictures, such as 4000 × 3000, and save it anew.',
  });
});

test('a picture of millions of rows is refused, few pixels as each has', () => {
  const tall = pngFile({ width: 1, height: 4_000_000, depth: 1, colorType: 0 }, Buffer.alloc(8_000_000));
  assert.throws(() => decodeImage(tall, 'tall.png'), {
    name: 'RangeError',
    message:
      'tall.png is too large: of 1 × 4000000 pixels (width × height) one side has more than 65535. Make it smaller with a program for pictures, such as 4000 × 3000, and save it anew.',
  });
});

const rows = (height: number, bytes: number): Buffer => Buffer.alloc(height * (1 + bytes), 0);
const whole = pngFile({ width: 40, height: 30 }, rows(30, 120));
const refusedPngs: readonly (readonly [what: string, bytes: Buffer, reason: string])[] = [
  ['cut within a chunk', whole.subarray(0, 50), 'cut: it ends within a part of it, after 50 bytes'],
  ['without its end', whole.subarray(0, -12), `cut: it ends within a part of it, after ${whole.length - 12} bytes`],
  [
    'a length beyond the file',
    changed(whole, 33, [0xff, 0xff, 0xff, 0xff]),
    `cut: it ends within a part of it, after ${whole.length} bytes`,
  ],
  [
    'a row too few',
    pngFile({ width: 40, height: 30 }, rows(29, 120)),
    'cut: it says that it has 40 × 30 pixels, and holds fewer',
  ],
  [
    'an interlaced one with rows missing',
    pngFile({ width: 40, height: 30, interlace: 1 }, rows(30, 120)),
    'cut: it says that it has 40 × 30 pixels, and holds fewer',
  ],
  [
    '25 million pixels of nothing',
    pngFile({ width: 5000, height: 5000 }, rows(1, 1)),
    'cut: it says that it has 5000 × 5000 pixels, and holds fewer',
  ],
  [
    'packed bytes that end early',
    pngOf([whole.subarray(8, 33), pngChunk('IDAT', Buffer.from('789c', 'hex')), whole.subarray(-12)]),
    'cut: it says that it has 40 × 30 pixels, and holds fewer',
  ],
  [
    'a row too many',
    pngFile({ width: 40, height: 30 }, rows(31, 120)),
    'damaged: it unpacks to more than its 40 × 30 pixels',
  ],
  [
    '100 MB for 40 × 30 pixels',
    pngFile({ width: 40, height: 30, interlace: 1 }, Buffer.alloc(1e8)),
    'damaged: it unpacks to more than its 40 × 30 pixels',
  ],
  [
    'packed bytes that are none',
    pngOf([whole.subarray(8, 33), pngChunk('IDAT', Buffer.alloc(90, 7)), whole.subarray(-12)]),
    'damaged: its packed pixels cannot be unpacked',
  ],
  ['no width', pngFile({ width: 0, height: 30 }, rows(30, 0)), 'damaged: it says that it is 0 × 30 pixels'],
  [
    'a second header',
    pngFile({ width: 1, height: 1 }, rows(1, 3), [bomb.subarray(8, 33)]),
    'damaged: it must begin with one header of 13 bytes',
  ],
  [
    'a colour of 4 bits',
    pngFile({ width: 40, height: 30, depth: 4 }, rows(30, 60)),
    'damaged: there is no PNG of colour type 2 with 4 bits, interlace 0',
  ],
  ['a wrong checksum', changed(whole, whole.length - 1, [0]), 'damaged: its data contradict its header or a checksum'],
  [
    'an index without a palette',
    pngFile({ width: 40, height: 30, colorType: 3 }, rows(30, 40)),
    'damaged: its data contradict its header or a checksum',
  ],
];
for (const [what, bytes, reason] of refusedPngs) {
  test(`a PNG with ${what} is refused`, () => {
    assert.throws(() => decodeImage(bytes, 'one.png'), { name: 'TypeError', message: sentence('one.png', reason) });
  });
}

/** `cut` or `damaged`, and why, as it is said. */
function sentence(name: string, reason: string): string {
  const [kind, why] = reason.split(/: (.*)/s);
  const end = kind === 'cut' ? 'may be cut short' : 'is damaged';
  return `${name} cannot be decoded: ${why}. The file ${end}; copy it again.`;
}

test('JPEGs with parts missing, or that contradict themselves, are refused', async () => {
  const one = await jpeg(64, 48);
  const apart = await jpeg(64, 48, { progressive: true });
  const [frame, scan] = [contentOf(one, BASELINE), contentOf(one, SCAN)];
  const packed = scan + 10;
  const size = (height: number, width: number) => [height >> 8, height & 255, width >> 8, width & 255];
  const lastScan = apart.lastIndexOf(Buffer.from([0xff, SCAN]));
  const missing = 'cut: it says that it has 64 × 48 pixels, and holds fewer';
  const contradicts = 'damaged: its data contradict its header';
  const cases: readonly (readonly [what: string, bytes: Buffer, reason: string])[] = [
    [
      'half of it',
      one.subarray(0, one.length / 2),
      `cut: its end is missing, after ${Math.floor(one.length / 2)} bytes`,
    ],
    ['its last byte', one.subarray(0, -1), `cut: its end is missing, after ${one.length - 1} bytes`],
    ['a pass cut', apart.subarray(0, lastScan + 20), `cut: its end is missing, after ${lastScan + 20} bytes`],
    ['no pixels', without(one, packed, one.length - 2), missing],
    ['no passes', without(one, scan - 4, one.length - 2), missing],
    ['the middle of its pixels', without(one, packed + 300, one.length - 300), contradicts],
    ['no tables', without(one, contentOf(one, HUFFMAN) - 4, scan - 4), contradicts],
    [
      '40 million pixels of nothing',
      changed(one, frame + 1, size(6000, 6600)),
      'cut: it says that it has 6600 × 6000 pixels, and holds fewer',
    ],
    ['no height', changed(one, frame + 1, size(0, 64)), 'damaged: it says that it is 64 × 0 pixels'],
    [
      'two headers',
      Buffer.concat([one.subarray(0, frame - 4), one.subarray(frame - 4, frame + 15), one.subarray(frame - 4)]),
      'damaged: it has two headers',
    ],
    ['no header', without(one, frame - 4, frame + 15), 'damaged: it does not say how large it is'],
    ['blocks of 0', changed(one, frame + 7, [0]), 'damaged: its header is damaged'],
    ['a colour twice', changed(one, frame + 9, [1]), 'damaged: its header is damaged'],
    [
      '1,000 passes',
      Buffer.concat([one.subarray(0, -2), ...Array(1000).fill(one.subarray(scan - 4, -2)), one.subarray(-2)]),
      'damaged: it goes over its pixels 1001 times, and at most 50 are read',
    ],
  ];
  for (const [what, bytes, reason] of cases) {
    const expected = { name: 'TypeError', message: sentence('one.jpg', reason) };
    assert.throws(() => decodeImage(bytes, 'one.jpg'), expected, what);
  }
});

test('JPEGs of rare kinds are refused by their kind', async () => {
  const one = await jpeg(64, 48);
  const frame = contentOf(one, BASELINE);
  const cases: readonly (readonly [bytes: Buffer, kind: string])[] = [
    [changed(one, frame - 3, [0xc3]), 'lossless, hierarchical or arithmetic coding'],
    [changed(one, frame - 3, [0xc9]), 'lossless, hierarchical or arithmetic coding'],
    [changed(one, frame, [12]), '12 bits a colour'],
    [twoColours(one, frame), '2 colours'],
  ];
  for (const [bytes, kind] of cases) {
    assert.throws(() => decodeImage(bytes, 'one.jpg'), {
      name: 'TypeError',
      message: `one.jpg is a JPEG of a rare kind that is not read here: ${kind}. Save it anew as a JPEG or PNG with a program for pictures.`,
    });
  }
  const fourColours = await sharp(one).toColourspace('cmyk').jpeg().toBuffer();
  const adobe = contentOf(fourColours, 0xee);
  assert.throws(() => decodeImage(without(fourColours, adobe - 4, adobe + 12), 'four.jpg'), {
    message: /4 colours, and it does not say which\. Save it anew/,
  });
});

function twoColours(bytes: Buffer, frame: number): Buffer {
  const shorter = without(bytes, frame + 12, frame + 15);
  return changed(changed(shorter, frame - 1, [14]), frame + 5, [2]);
}

const formats: readonly (readonly [start: string, what: string])[] = [
  ['GIF89a', 'a GIF'],
  ['RIFF\x10\x00\x00\x00WEBPVP8 ', 'a WebP'],
  ['\x00\x00\x00\x18ftypheic\x00\x00\x00\x00', 'a HEIC, as iPhones make them'],
  ['\x00\x00\x00\x18ftypavif\x00\x00\x00\x00', 'an AVIF'],
  ['BM\x36\x00\x00\x00', 'a BMP'],
  ['II*\x00\x08\x00\x00\x00', 'a TIFF or a raw photograph'],
  ['MM\x00*\x00\x00\x00\x08', 'a TIFF or a raw photograph'],
  ['\x00\x00\x00\x0cJXL \r\n', 'a JPEG XL'],
  ['\xff\x0a\x00', 'a JPEG XL'],
  ['\x00\x00\x00\x0cjP  \r\n', 'a JPEG 2000'],
  ['%PDF-1.4', 'a PDF'],
  ['<svg xmlns=', 'a text, such as an SVG or a web page'],
  ['\n<!doctype html>', 'a text, such as an SVG or a web page'],
];
for (const [start, what] of formats) {
  test(`${JSON.stringify(start)} is refused as ${what}`, () => {
    assert.throws(() => decodeImage(Buffer.from(start, 'latin1'), 'cat.jpg'), {
      name: 'TypeError',
      message: `cat.jpg is ${what}. Only PNG and JPEG are read: save it as one of these with a program for pictures.`,
    });
  });
}

test('an empty file says so', () => {
  assert.throws(() => decodeImage(Buffer.alloc(0), 'none.jpg'), {
    message: 'none.jpg is neither a PNG nor a JPEG: it is empty. Save it as one of these.',
  });
  assert.throws(() => decodeLabels(Buffer.alloc(0), 'none.png'), {
    message: 'none.png is no PNG: it is empty. A mask is kept as a PNG: save it as one.',
  });
});

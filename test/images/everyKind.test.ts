import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp, { type Sharp } from 'sharp';
import { decodeImage } from '../../lib/images';
import { MOST_PIXELS } from '../../lib/images/pictureSize';
import { floatAt } from '../../lib/spec';
import { pngChunk } from '../support/pngFile';

// Against libvips: every kind of PNG and JPEG that it writes.

const [WIDTH, HEIGHT] = [37, 29];
const source = Buffer.from(
  Array.from({ length: WIDTH * HEIGHT }, (_, i) => {
    const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
    return [x * 6, y * 8, 255 - x * 3 - y * 3];
  }).flat(),
);
const picture = (): Sharp => sharp(source, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });

/** What libvips wrote, and by how much a colour of 255 may differ from what it reads itself. */
const kinds: readonly (readonly [what: string, bytes: () => Promise<Buffer>, tolerance: number])[] = [
  ['PNG', () => picture().png().toBuffer(), 0],
  ['interlaced PNG', () => picture().png({ progressive: true }).toBuffer(), 0],
  ['PNG of 16 bits', () => picture().toColourspace('rgb16').png().toBuffer(), 1],
  ['grey PNG', () => picture().toColourspace('b-w').png().toBuffer(), 0],
  ['PNG with a palette', () => picture().png({ palette: true }).toBuffer(), 0],
  ['PNG with a palette of 4 colours', () => picture().png({ palette: true, colours: 4 }).toBuffer(), 0],
  ['PNG with transparency', () => picture().ensureAlpha(1).png().toBuffer(), 0],
  ['JPEG', () => picture().jpeg({ chromaSubsampling: '4:4:4' }).toBuffer(), 2],
  ['progressive JPEG', () => picture().jpeg({ progressive: true, chromaSubsampling: '4:4:4' }).toBuffer(), 2],
  ['grey JPEG', () => picture().toColourspace('b-w').jpeg().toBuffer(), 2],
];
for (const [what, write, tolerance] of kinds) {
  test(`a ${what} has the pixels that libvips sees`, async () => {
    const bytes = await write();
    const { shape, data } = decodeImage(bytes, 'picture');
    assert.deepEqual(shape, [HEIGHT, WIDTH, 3]);
    const seen: Buffer = await sharp(bytes).toColourspace('srgb').removeAlpha().raw().toBuffer();
    assert.equal(seen.length, data.length);
    seen.forEach((value, i) => {
      const difference = Math.abs(255 * floatAt(data, i) - value);
      assert.ok(difference <= tolerance + 1e-4, `value ${i} is ${255 * floatAt(data, i)}, and not ${value}`);
    });
  });
}

test('a JPEG in four colours and one with fewer colours than brightness are read, too', async () => {
  for (const bytes of [
    await picture().toColourspace('cmyk').jpeg().toBuffer(),
    await picture().jpeg({ chromaSubsampling: '4:2:0' }).toBuffer(),
  ]) {
    const { shape, data } = decodeImage(bytes, 'picture.jpg');
    assert.deepEqual(shape, [HEIGHT, WIDTH, 3]);
    const green = (x: number, y: number): number => floatAt(data, (y * WIDTH + x) * 3 + 1);
    assert.ok(green(18, 27) - green(18, 2) > 0.4, 'green rises downwards');
  }
});

test('of an animated PNG the still picture is read, and what stands behind the end is passed over', async () => {
  const png = await picture().png().toBuffer();
  const header = 33;
  const animation = [pngChunk('acTL', Buffer.alloc(8)), pngChunk('fcTL', Buffer.alloc(26))];
  const animated = Buffer.concat([png.subarray(0, header), ...animation, png.subarray(header), Buffer.from('more')]);
  assert.deepEqual(decodeImage(animated, 'animated.png'), decodeImage(png, 'still.png'));
  const jpeg = await picture().jpeg().toBuffer();
  assert.deepEqual(decodeImage(Buffer.concat([jpeg, jpeg]), 'two.jpg'), decodeImage(jpeg, 'one.jpg'));
});

test('a photograph of 24 megapixels, as cameras make them, is read', async () => {
  const [width, height] = [6000, 4000];
  assert.ok(width * height < MOST_PIXELS);
  const bytes = await sharp({ create: { width, height, channels: 3, background: '#c86432' } })
    .jpeg()
    .toBuffer();
  const { shape, data } = decodeImage(bytes, 'photograph.jpg');
  assert.deepEqual(shape, [height, width, 3]);
  assert.ok(Math.abs(floatAt(data, data.length - 3) - 200 / 255) < 0.02);
});

import { byteAt } from '../spec/at';
import type { NDArray } from '../spec/ndarray';
import { decodeJpeg } from './jpeg';
import { decodePng } from './png';
import type { Rgba } from './rgba';

/** How files of other kinds begin, as text with a character a byte. */
const OTHER_FORMATS: readonly (readonly [start: RegExp, what: string])[] = [
  [/^GIF8/, 'a GIF'],
  [/^RIFF....WEBP/s, 'a WebP'],
  [/^....ftyp(avif|avis)/s, 'an AVIF'],
  [/^....ftyp(hei[cxms]|hev[cxms]|mif1|msf1)/s, 'a HEIC, as iPhones make them'],
  [/^BM/, 'a BMP'],
  [/^(II\*\0|MM\0\*)/, 'a TIFF or a raw photograph'],
  [/^(\xff\n|.{4}JXL )/s, 'a JPEG XL'],
  [/^.{4}jP {2}/s, 'a JPEG 2000'],
  [/^%PDF/, 'a PDF'],
  [/^\s*<(\?xml|svg|!DOCTYPE|html)/i, 'a text, such as an SVG or a web page'],
];

/**
 * Decodes a PNG or a JPEG, told apart by their first bytes.
 *
 * @param bytes the file's content
 * @param name the file's name, for messages
 * @returns the image [h, w, 3], red, green and blue from 0 to 1; transparency is dropped
 * @throws TypeError when the bytes are neither a PNG nor a JPEG, are cut short or damaged
 * @throws RangeError when there are more than 40 million pixels
 */
export function decodeImage(bytes: Buffer, name: string): NDArray {
  return fromRgba(decoderFor(bytes, name)(bytes, name));
}

function decoderFor(bytes: Buffer, name: string): (bytes: Buffer, name: string) => Rgba {
  const start = bytes.toString('latin1', 0, 32);
  if (start.startsWith('\x89PNG')) return decodePng;
  if (start.startsWith('\xff\xd8\xff')) return decodeJpeg;
  const [, what] = OTHER_FORMATS.find(([pattern]) => pattern.test(start)) ?? [];
  if (what !== undefined) {
    throw new TypeError(
      `${name} is ${what}. Only PNG and JPEG are read: save it as one of these with a program for pictures.`,
    );
  }
  throw new TypeError(`${name} is neither a PNG nor a JPEG: ${firstBytes(bytes)}. Save it as one of these.`);
}

/** How a file begins, for a message. */
export function firstBytes(bytes: Buffer): string {
  return bytes.length === 0 ? 'it is empty' : `its first bytes are ${bytes.toString('hex', 0, 4)}`;
}

function fromRgba({ width, height, data }: Rgba): NDArray {
  const pixels = new Float32Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    for (let channel = 0; channel < 3; channel++) pixels[i * 3 + channel] = byteAt(data, i * 4 + channel) / 255;
  }
  return { shape: [height, width, 3], data: pixels };
}

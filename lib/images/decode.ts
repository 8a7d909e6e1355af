import { decode as decodeJpeg } from 'jpeg-js';
import { PNG } from 'pngjs';
import { byteAt } from '../spec/at';
import type { NDArray } from '../spec/ndarray';

/**
 * Decodes a PNG or a JPEG, told apart by their first bytes.
 *
 * @param bytes the file's content
 * @param name the file's name, for messages
 * @returns the image [h, w, 3], red, green and blue from 0 to 1; transparency is dropped
 * @throws TypeError when the bytes are neither a PNG nor a JPEG, or are cut short
 */
export function decodeImage(bytes: Buffer, name: string): NDArray {
  const decoder = pickDecoder(bytes);
  if (decoder === undefined) {
    const start = bytes.subarray(0, 4).toString('hex');
    throw new TypeError(`${name} is neither a PNG nor a JPEG: its first bytes are ${start}. Save it as one of these.`);
  }
  try {
    return fromRgba(decoder(bytes));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TypeError(`${name} cannot be decoded: ${reason}. The file may be cut short; copy it again.`);
  }
}

interface Rgba {
  readonly width: number;
  readonly height: number;
  /** Four bytes a pixel: red, green, blue, alpha. */
  readonly data: Uint8Array;
}

function pickDecoder(bytes: Buffer): ((bytes: Buffer) => Rgba) | undefined {
  const start = bytes.subarray(0, 4).toString('latin1');
  if (start === '\x89PNG') return png => PNG.sync.read(png);
  if (start.startsWith('\xff\xd8\xff')) return jpeg => decodeJpeg(jpeg, { useTArray: true, tolerantDecoding: false });
  return undefined;
}

function fromRgba({ width, height, data }: Rgba): NDArray {
  const pixels = new Float32Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    for (let channel = 0; channel < 3; channel++) pixels[i * 3 + channel] = byteAt(data, i * 4 + channel) / 255;
  }
  return { shape: [height, width, 3], data: pixels };
}

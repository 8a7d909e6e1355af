import { inflateSync } from 'node:zlib';
import { PNG } from 'pngjs';
import { cutPicture, damagedPicture } from './pictureSize';
import { bytesOfChunks, type Chunk, chunksOf, headerOf, type PngHeader } from './pngChunks';
import type { Rgba } from './rgba';

/** Deflate makes at most 1,032 bytes of one: 258 of two bits. */
const MOST_INFLATION = 1032;

/** Where the first pixel of a pass is, and how far apart its pixels are. */
type Pass = readonly [x: number, y: number, dx: number, dy: number];

/** The passes of an interlaced PNG. */
const PASSES: readonly Pass[] = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
];
const WHOLE: readonly Pass[] = [[0, 0, 1, 1]];

/**
 * Decodes a PNG of any kind.
 *
 * pngjs takes what is missing for whatever lies in memory, and unpacks an interlaced file without limit; so the size and
 * the packed rows are checked before it sees them.
 *
 * @param bytes the file's content, with the signature of a PNG
 * @param name the file's name, for messages
 * @returns the pixels; of an animation, the still picture
 * @throws TypeError when the file is cut short or damaged
 * @throws RangeError when there are too many pixels
 */
export function decodePng(bytes: Buffer, name: string): Rgba {
  const chunks = chunksOf(bytes, name);
  const header = headerOf(chunks, name);
  checkRows(chunks, header, name);
  try {
    return PNG.sync.read(bytes.subarray(0, bytesOfChunks(chunks)));
  } catch (error) {
    throw damagedPicture(name, 'its data contradict its header or a checksum', error);
  }
}

/** The packed rows must be as many as the size asks for. */
function checkRows(chunks: readonly Chunk[], header: PngHeader, name: string): void {
  const expected = rowBytes(header);
  const packed = Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ content }) => content));
  const size = `${header.width} × ${header.height} pixels`;
  const missing = cutPicture(name, `it says that it has ${size}, and holds fewer`);
  if (packed.length * MOST_INFLATION < expected) throw missing;
  if (inflatedBytes(packed, expected, name, size) < expected) throw missing;
}

function inflatedBytes(packed: Buffer, expected: number, name: string, size: string): number {
  try {
    return inflateSync(packed, { maxOutputLength: expected }).length;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'Z_BUF_ERROR') return 0; // it ends before its end
    if (code === 'ERR_BUFFER_TOO_LARGE') throw damagedPicture(name, `it unpacks to more than its ${size}`, error);
    throw damagedPicture(name, 'its packed pixels cannot be unpacked', error);
  }
}

/** Bytes of all rows, each with a byte for its filter. */
function rowBytes({ width, height, depth, samples, interlaced }: PngHeader): number {
  return (interlaced ? PASSES : WHOLE).reduce((sum, [x, y, dx, dy]) => {
    const [columns, rows] = [Math.ceil((width - x) / dx), Math.ceil((height - y) / dy)];
    return columns > 0 && rows > 0 ? sum + rows * (1 + Math.ceil((columns * samples * depth) / 8)) : sum;
  }, 0);
}

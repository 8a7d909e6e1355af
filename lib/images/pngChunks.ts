import { byteAt } from '../spec/at';
import { checkPictureSize, cutPicture, damagedPicture, type PictureSize } from './pictureSize';

/** A part of a PNG: a type of four letters and what it holds. */
export interface Chunk {
  readonly type: string;
  readonly content: Buffer;
}

/** A PNG's first chunk. */
export interface PngHeader extends PictureSize {
  /** Bits of a sample. */
  readonly depth: number;
  readonly colorType: number;
  /** Of a pixel. */
  readonly samples: number;
  readonly interlaced: boolean;
}

export const PNG_SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
/** Colour types: a sample of brightness, or an index into the palette. */
export const [GREY, INDEXED] = [0, 3] as const;

/** Colour type → samples of a pixel, and the depths they may have. */
const KINDS: ReadonlyMap<number, { readonly samples: number; readonly depths: readonly number[] }> = new Map([
  [GREY, { samples: 1, depths: [1, 2, 4, 8, 16] }],
  [2, { samples: 3, depths: [8, 16] }],
  [INDEXED, { samples: 1, depths: [1, 2, 4, 8] }],
  [4, { samples: 2, depths: [8, 16] }],
  [6, { samples: 4, depths: [8, 16] }],
]);
const HEADER_BYTES = 13;
/** Bytes around a chunk's content: length and type before it, checksum after it. */
const FRAME_BYTES = 12;

/**
 * The chunks of a PNG, up to its end; what stands behind that is passed over.
 *
 * @param bytes the file's content
 * @param name the file's name, for messages
 * @throws TypeError when a chunk or the end is missing
 * @see https://www.w3.org/TR/png-3/#5Chunk-layout
 */
export function chunksOf(bytes: Buffer, name: string): readonly Chunk[] {
  const chunks: Chunk[] = [];
  for (let start = PNG_SIGNATURE.length; start + FRAME_BYTES <= bytes.length; ) {
    const length = bytes.readUInt32BE(start);
    const end = start + FRAME_BYTES + length;
    if (end > bytes.length) break;
    const type = bytes.toString('latin1', start + 4, start + 8);
    chunks.push({ type, content: bytes.subarray(start + 8, start + 8 + length) });
    if (type === 'IEND') return chunks;
    start = end;
  }
  throw cutPicture(name, `it ends within a part of it, after ${bytes.length} bytes`);
}

/** The bytes that some chunks take in a file, with the signature. */
export function bytesOfChunks(chunks: readonly Chunk[]): number {
  return chunks.reduce((sum, { content }) => sum + FRAME_BYTES + content.length, PNG_SIGNATURE.length);
}

/**
 * What a PNG says of itself.
 *
 * @param name the file's name, for messages
 * @throws TypeError when it makes no sense
 * @throws RangeError when there are too many pixels
 */
export function headerOf(chunks: readonly Chunk[], name: string): PngHeader {
  const [first, ...others] = chunks;
  // A second header would be taken for the right one by the decoder, unchecked.
  if (first?.type !== 'IHDR' || first.content.length !== HEADER_BYTES || others.some(({ type }) => type === 'IHDR')) {
    throw damagedPicture(name, `it must begin with one header of ${HEADER_BYTES} bytes`);
  }
  const { content } = first;
  const size = { width: content.readUInt32BE(0), height: content.readUInt32BE(4) };
  const [depth, colorType, interlace] = [byteAt(content, 8), byteAt(content, 9), byteAt(content, 12)];
  const kind = KINDS.get(colorType);
  if (!kind?.depths.includes(depth) || interlace > 1) {
    throw damagedPicture(
      name,
      `there is no PNG of colour type ${colorType} with ${depth} bits, interlace ${interlace}`,
    );
  }
  checkPictureSize(size, name);
  return { ...size, depth, colorType, samples: kind.samples, interlaced: interlace === 1 };
}

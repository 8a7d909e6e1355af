import { deflateSync } from 'node:zlib';

/** What a PNG's header says. */
export interface PngFileHeader {
  readonly width: number;
  readonly height: number;
  readonly depth?: number;
  readonly colorType?: number;
  readonly interlace?: number;
}

/**
 * A PNG made by hand, whose header need not fit its rows.
 *
 * @param rows the bytes of all rows, each after a byte for its filter
 * @param more chunks between header and rows
 */
export function pngFile(
  { width, height, depth = 8, colorType = 2, interlace = 0 }: PngFileHeader,
  rows: Buffer,
  more: readonly Buffer[] = [],
): Buffer {
  const header = Buffer.from([...[0, 0, 0, 0, 0, 0, 0, 0], depth, colorType, 0, 0, interlace]);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  return pngOf([
    pngChunk('IHDR', header),
    ...more,
    pngChunk('IDAT', deflateSync(rows)),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A file of chunks. */
export function pngOf(chunks: readonly Buffer[]): Buffer {
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...chunks]);
}

/** Length, type, content, checksum. */
export function pngChunk(type: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  checksum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, checksum]);
}

/** The remainder of a division of polynomials over two elements, bit by bit. */
function crc32(bytes: Buffer): number {
  let rest = 0xffffffff;
  for (const byte of bytes) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  }
  return ~rest >>> 0;
}

import { closeSync, openSync, readSync, statSync } from 'node:fs';

/** Bytes that are read at once. */
const PIECE = 64 * 1024;

/**
 * Reads a file or a pipe whole, unless it has more bytes than such a file can have: a pipe may never end.
 *
 * @param limit the most bytes
 * @throws RangeError when it is a device or is larger, in words that follow "cannot be read:"
 * @throws the system's error
 */
export function readAtMost(path: string, limit: number): Buffer {
  const found = statSync(path);
  if (found.isCharacterDevice() || found.isBlockDevice()) throw new RangeError('it is a device, not a file');
  if (found.isFile() && found.size > limit) throw tooLarge(limit);
  const handle = openSync(path, 'r');
  try {
    return readPieces(handle, limit);
  } finally {
    closeSync(handle);
  }
}

function readPieces(handle: number, limit: number): Buffer {
  const pieces: Buffer[] = [];
  for (let length = 0; length <= limit; ) {
    const piece = Buffer.allocUnsafe(PIECE);
    const count = readSync(handle, piece, 0, PIECE, null);
    if (count === 0) return Buffer.concat(pieces, length);
    pieces.push(piece.subarray(0, count));
    length += count;
  }
  throw tooLarge(limit);
}

function tooLarge(limit: number): RangeError {
  return new RangeError(`it has more than ${limit / 1e6} MB, and at most that is read`);
}

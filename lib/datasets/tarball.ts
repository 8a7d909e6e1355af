import { gunzipSync } from 'node:zlib';

/** A tar archive is a row of blocks of this size: a header, the file, zeros up to the next block. */
const BLOCK = 512;

/**
 * The files in an archive of npm, by name. It reads what npm writes: plain files with short names.
 *
 * @param archive a .tgz file's bytes
 * @returns each file's bytes; they share memory
 */
export function filesInTarball(archive: Uint8Array): ReadonlyMap<string, Buffer> {
  const bytes = gunzipSync(archive);
  const files = new Map<string, Buffer>();
  for (let start = 0; start + BLOCK <= bytes.length && bytes[start] !== 0; ) {
    const name = textAt(bytes, start, 100);
    const size = Number.parseInt(textAt(bytes, start + 124, 12), 8);
    files.set(name.slice(name.indexOf('/') + 1), bytes.subarray(start + BLOCK, start + BLOCK + size));
    start += BLOCK * (1 + Math.ceil(size / BLOCK));
  }
  return files;
}

/** A text of at most `length` bytes that a zero byte may end. */
function textAt(bytes: Buffer, start: number, length: number): string {
  const [text = ''] = bytes.toString('latin1', start, start + length).split('\0');
  return text.trim();
}

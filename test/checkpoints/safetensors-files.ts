import { type FileHandle, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** Where the files of the reference implementation lie. */
export const GOLDEN = join(__dirname, '../golden/safetensors');

/** The bytes of a file: the length, the header and the data. */
export function fileBytes(header: string | Uint8Array, data: Uint8Array | number = 0): Buffer {
  const text = Buffer.from(header);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, typeof data === 'number' ? Buffer.alloc(data) : data]);
}

/** A folder that lives as long as the test. */
export async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'safetensors-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

/** A file with the given bytes that lives as long as the test. */
export async function temporaryFile(t: TestContext, bytes: Uint8Array): Promise<string> {
  const path = join(await temporaryFolder(t), 'case.safetensors');
  await writeFile(path, bytes);
  return path;
}

/** The bit patterns of float32 values, with one pattern for all NaN, as expected.json has them. */
export function bitsOf(values: Float32Array): number[] {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  return Array.from(bits, (pattern, i) => (Number.isNaN(values[i]) ? 0x7fc00000 : pattern));
}

/** What all open files of Node.js inherit from: the place to put a disk that fails or is slow. */
export async function handlePrototype(path: string): Promise<FileHandle> {
  const handle = await open(path);
  await handle.close();
  return Object.getPrototypeOf(handle);
}

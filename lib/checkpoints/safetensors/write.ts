import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { NDArray } from '../../spec/ndarray';
import { DTYPES, type Dtype, dtypeRank, type FloatDtype, holdsFractions, isDtype } from './dtypes';
import { quote, SafetensorsError, systemErrorCode } from './error';
import { elementCount, LONGEST_HEADER, METADATA_NAME, MOST_DIMENSIONS } from './header';

const CHUNK_BYTES = 2 ** 20;
// Node.js takes no more than 2^31 - 1 bytes in one call.
const LONGEST_WRITE = 2 ** 30;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** A tensor to write. */
export interface SafetensorsInput extends NDArray {
  /** The element type to write it as; F32 where it is missing. Entries from `readSafetensors` have that of their file. */
  readonly dtype?: Dtype;
}

/** How a file is written. */
export interface WriteSafetensorsOptions {
  /** Writes every tensor of fractions as this type, whatever its own; integers keep theirs. */
  readonly dtype?: FloatDtype;
  /** Free text to keep in the header. Some Python libraries want `format` → `pt`. */
  readonly metadata?: ReadonlyMap<string, string>;
}

interface Item extends NDArray {
  readonly name: string;
  readonly dtype: Dtype;
  readonly encode: (values: Float32Array, bytes: ArrayBuffer) => void;
  /** Size in the file, in bytes. */
  readonly bytes: number;
}

/**
 * Writes tensors to a safetensors file, byte for byte as the reference implementation does.
 *
 * The data go to a temporary file in the same folder, which is flushed to the disk and then renamed: `path` holds the
 * old file or the whole new one at any moment. Values are rounded to the nearest, ties to even; a value outside the
 * range of its type is an error, never a silent infinity.
 *
 * @param path the file; replaced where it exists
 * @param entries the tensors by name, such as `stateDict` and `readSafetensors` give
 * @param options element type and metadata
 * @throws SafetensorsError where a tensor cannot be stored as asked, or the file cannot be written
 * @see https://github.com/huggingface/safetensors#format
 */
export async function writeSafetensors(
  path: string,
  entries: ReadonlyMap<string, SafetensorsInput>,
  options: WriteSafetensorsOptions = {},
): Promise<void> {
  const items = [...entries].map(([name, tensor]) => toItem(path, name, tensor, options.dtype)).sort(compareItems);
  const header = makeHeader(path, items, options.metadata ?? new Map());
  await replaceFile(path, async handle => {
    await writeFully(handle, header);
    const scratch = new ArrayBuffer(CHUNK_BYTES);
    for (const item of items) await writeTensor(path, handle, item, scratch);
    await handle.sync();
  });
}

function toItem(path: string, name: string, tensor: SafetensorsInput, asked: FloatDtype | undefined): Item {
  const complain = (problem: string): SafetensorsError =>
    new SafetensorsError(path, `cannot write tensor ${quote(name)}: ${problem}`);
  const { shape, data, dtype: own = 'F32' } = tensor;
  if (name === METADATA_NAME) throw complain('the format keeps this name for itself. Choose another one.');
  if (LONE_SURROGATE.test(name)) throw complain('the name is not valid Unicode. Choose another one.');
  const dtype = asked !== undefined && holdsFractions(own) ? asked : own;
  // Callers without types can ask for anything.
  const encode = isDtype(dtype) ? DTYPES[dtype].encode : undefined;
  if (encode === undefined) {
    throw complain(`dtype ${quote(dtype)} cannot be written. Use F32, F16, BF16, F64, BOOL or an integer type.`);
  }
  if (shape.length > MOST_DIMENSIONS || elementCount(shape) !== data.length) {
    throw complain(
      `shape [${shape.join(', ')}] does not fit ${data.length} values. Give at most ${MOST_DIMENSIONS} whole sizes ` +
        'whose product is the number of values.',
    );
  }
  return { name, dtype, shape, data, encode, bytes: data.length * DTYPES[dtype].bytes };
}

/** Wide elements first, so that all are aligned; then by name, as bytes of UTF-8. */
function compareItems(a: Item, b: Item): number {
  return dtypeRank(b.dtype) - dtypeRank(a.dtype) || Buffer.compare(Buffer.from(a.name), Buffer.from(b.name));
}

function makeHeader(path: string, items: readonly Item[], metadata: ReadonlyMap<string, string>): Buffer {
  const fields: string[] = [];
  checkMetadata(path, metadata);
  if (metadata.size > 0) fields.push(`"${METADATA_NAME}":${JSON.stringify(Object.fromEntries(metadata))}`);
  let begin = 0;
  for (const { name, dtype, shape, bytes } of items) {
    const record = { dtype, shape, data_offsets: [begin, begin + bytes] };
    fields.push(`${JSON.stringify(name)}:${JSON.stringify(record)}`);
    begin += bytes;
  }
  const text = Buffer.from(`{${fields.join(',')}}`);
  const length = Math.ceil(text.length / 8) * 8;
  if (length > LONGEST_HEADER) {
    throw new SafetensorsError(
      path,
      `the header would have ${length} bytes, and the limit of the format is ${LONGEST_HEADER}. ` +
        'Write fewer tensors, or shorter names and metadata.',
    );
  }
  const header = Buffer.alloc(8 + length, ' ');
  header.writeBigUInt64LE(BigInt(length));
  text.copy(header, 8);
  return header;
}

function checkMetadata(path: string, metadata: ReadonlyMap<string, string>): void {
  for (const [key, text] of metadata) {
    if (!LONE_SURROGATE.test(key) && !LONE_SURROGATE.test(text)) continue;
    throw new SafetensorsError(path, `metadata ${quote(key)} is not valid Unicode. Received ${quote(text)}.`);
  }
}

/** Makes a file whole and flushed under another name, and only then gives it its own. */
async function replaceFile(path: string, write: (handle: FileHandle) => Promise<void>): Promise<void> {
  try {
    await checkReplaceable(path);
    const temporary = `${path}.${randomUUID()}.tmp`;
    const handle = await open(temporary, 'wx');
    try {
      await write(handle).finally(() => handle.close());
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    await syncFolder(dirname(path));
  } catch (error) {
    throw systemErrorCode(error) === undefined ? error : unwritable(path, error);
  }
}

/** Refuses to put a file where a folder, a pipe or a device such as /dev/null is. */
async function checkReplaceable(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || found.isFile()) return;
  throw new SafetensorsError(path, 'this is a folder or a device. Give the path of a file.');
}

/** Flushes the new name to the disk, where the system can: the file is whole with or without it. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

function unwritable(path: string, cause: unknown): SafetensorsError {
  const folder = dirname(resolve(path));
  const code = systemErrorCode(cause);
  const problem =
    code === 'ENOENT'
      ? `there is no folder ${folder}. Make it first.`
      : `the file cannot be written (${code}). Check that you may write to ${folder} and that the disk has room.`;
  return new SafetensorsError(path, problem, { cause });
}

async function writeTensor(path: string, handle: FileHandle, item: Item, scratch: ArrayBuffer): Promise<void> {
  const { data, dtype, encode } = item;
  if (dtype === 'F32') {
    await writeFully(handle, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    return;
  }
  const { bytes } = DTYPES[dtype];
  const step = scratch.byteLength / bytes;
  for (let i = 0; i < data.length; i += step) {
    const values = data.subarray(i, i + step);
    checkRange(path, item, values, i);
    encode(values, scratch);
    await writeFully(handle, new Uint8Array(scratch, 0, values.length * bytes));
  }
}

function checkRange(path: string, { name, dtype }: Item, values: Float32Array, offset: number): void {
  const { range } = DTYPES[dtype];
  if (range === undefined) return;
  // A loop, because findIndex is several times slower on typed arrays.
  for (let i = 0; i < values.length; i++) {
    if (range.includes(values[i])) continue;
    throw new SafetensorsError(
      path,
      `cannot write tensor ${quote(name)} as ${dtype}, which holds ${range.words}. ` +
        `Received ${values[i]} at index ${offset + i}. Write it as F32.`,
    );
  }
}

/** Appends all of `source`. */
async function writeFully(handle: FileHandle, source: Uint8Array): Promise<void> {
  let done = 0;
  while (done < source.length) {
    const { bytesWritten } = await handle.write(source, done, Math.min(source.length - done, LONGEST_WRITE));
    done += bytesWritten;
  }
}

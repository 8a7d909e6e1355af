import { type FileHandle, open, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DTYPES, type Dtype } from './dtypes';
import { quote, SafetensorsError, systemErrorCode } from './error';
import { elementCount, LONGEST_HEADER, parseHeader, type SafetensorsHeader, type TensorRecord } from './header';

const LENGTH_BYTES = 8;
const CHUNK_BYTES = 2 ** 20;
// Node.js takes no more than 2^31 - 1 bytes in one call.
const LONGEST_READ = 2 ** 30;

/** A tensor read from a file. */
export interface SafetensorsEntry {
  shape: number[];
  /** The values in row-major order, as float32 whatever the file holds. */
  data: Float32Array;
  /** The element type in the file; `writeSafetensors` writes the entry back as it. */
  dtype: Dtype;
}

interface OpenFile {
  readonly path: string;
  readonly handle: FileHandle;
  /** Size of the file in bytes. */
  readonly size: number;
}

/**
 * Reads all tensors of a safetensors file as float32.
 *
 * The header is checked whole before any tensor is allocated, and each tensor is read straight into its own array, so
 * that memory never holds the file twice. Widening F16, BF16 and F8 is exact; F64 and integers past 2^24 round to the
 * nearest float32, as PyTorch's `tensor.float()` does.
 *
 * @param path the file
 * @returns the tensors by name, in the order in which they lie in the file
 * @throws SafetensorsError where the file cannot be read, is damaged, or is no safetensors file
 * @see https://github.com/huggingface/safetensors#format
 */
export async function readSafetensors(path: string): Promise<Map<string, SafetensorsEntry>> {
  return withFile(path, async file => {
    const { header, dataStart } = await readHeader(file);
    const scratch = new ArrayBuffer(scratchBytes(header));
    const entries = new Map<string, SafetensorsEntry>();
    for (const [name, record] of header.tensors) {
      const data = allocate(path, name, record);
      await readTensor(file, dataStart + record.begin, record.dtype, data, scratch);
      entries.set(name, { shape: [...record.shape], data, dtype: record.dtype });
    }
    return entries;
  });
}

/**
 * Reads only the header of a safetensors file: names, element types, shapes and metadata, without the data.
 *
 * @param path the file
 * @returns the checked header
 * @throws SafetensorsError where the file cannot be read, is damaged, or is no safetensors file
 */
export async function readSafetensorsHeader(path: string): Promise<SafetensorsHeader> {
  return withFile(path, async file => (await readHeader(file)).header);
}

async function withFile<T>(path: string, action: (file: OpenFile) => Promise<T>): Promise<T> {
  try {
    // Asked before opening: opening a pipe would wait for somebody to write to it.
    if (!(await stat(path)).isFile()) {
      throw new SafetensorsError(
        path,
        'this is a folder or a device, not a file. Give the path of a .safetensors file.',
      );
    }
    const handle = await open(path, 'r');
    try {
      return await action({ path, handle, size: (await handle.stat()).size });
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw systemErrorCode(error) === undefined ? error : unreadable(path, error);
  }
}

function unreadable(path: string, cause: unknown): SafetensorsError {
  const code = systemErrorCode(cause);
  const problem =
    code === 'ENOENT'
      ? `there is no such file. Looked for ${resolve(path)}: check the path.`
      : `the file cannot be read (${code}). Check that you may read ${resolve(path)}.`;
  return new SafetensorsError(path, problem, { cause });
}

async function readHeader(file: OpenFile): Promise<{ header: SafetensorsHeader; dataStart: number }> {
  const { path, size } = file;
  if (size === 0) throw new SafetensorsError(path, 'the file is empty (0 bytes). Download or export it again.');
  const start = Buffer.alloc(Math.min(LENGTH_BYTES, size));
  await readFully(file, start, 0);
  const headerBytes = start.length === LENGTH_BYTES ? start.readBigUInt64LE() : undefined;
  if (headerBytes === undefined || headerBytes > LONGEST_HEADER || headerBytes > size - LENGTH_BYTES) {
    throw lengthError(file, start, headerBytes);
  }
  const dataStart = LENGTH_BYTES + Number(headerBytes);
  const bytes = new Uint8Array(Number(headerBytes));
  await readFully(file, bytes, LENGTH_BYTES);
  return { header: parseHeader(path, decodeText(path, bytes), size - dataStart), dataStart };
}

function lengthError({ path, size }: OpenFile, start: Buffer, headerBytes: bigint | undefined): SafetensorsError {
  const found =
    headerBytes === undefined
      ? `the file has ${size} bytes, and a safetensors file begins with 8 bytes that hold the length of its header.`
      : `the header should have ${headerBytes} bytes, but the file has ${size} and the limit is ${LONGEST_HEADER}.`;
  return new SafetensorsError(path, `${found} ${adviceFor(start)}`);
}

/** Names the formats that people most often take for safetensors, by their first bytes. */
function adviceFor(start: Buffer): string {
  const text = start.toString('latin1');
  if (text.startsWith('PK') || text.startsWith('\x80\x02')) {
    return 'It looks like a file of torch.save: load it in Python and save it with safetensors.torch.save_file.';
  }
  if (text.startsWith('version ')) return 'It looks like a Git LFS pointer: run "git lfs pull" to get the file itself.';
  if (text.startsWith('<')) return 'It looks like a web page: download the file itself.';
  return 'The file is cut off, damaged, or not a safetensors file: download or export it again.';
}

function decodeText(path: string, bytes: Uint8Array): string {
  try {
    // Without ignoreBOM a byte order mark would be dropped silently; the format does not allow one.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new SafetensorsError(
      path,
      'the header is not UTF-8 text. The file is damaged, or not a safetensors file: download or export it again.',
      { cause },
    );
  }
}

/** Room for a piece of the largest tensor that has to be converted on its way. */
function scratchBytes(header: SafetensorsHeader): number {
  let largest = 0;
  for (const { dtype, begin, end } of header.tensors.values()) {
    if (dtype !== 'F32') largest = Math.max(largest, end - begin);
  }
  return Math.min(largest, CHUNK_BYTES);
}

function allocate(path: string, name: string, { shape }: TensorRecord): Float32Array {
  const count = elementCount(shape) ?? 0;
  try {
    return new Float32Array(count);
  } catch (cause) {
    throw new SafetensorsError(
      path,
      `there is no memory for tensor ${quote(name)} [${shape.join(', ')}]: it needs ${count * 4} bytes. ` +
        'Close other programs, or use a smaller file.',
      { cause },
    );
  }
}

async function readTensor(
  file: OpenFile,
  position: number,
  dtype: Dtype,
  data: Float32Array,
  scratch: ArrayBuffer,
): Promise<void> {
  if (dtype === 'F32') {
    await readFully(file, new Uint8Array(data.buffer), position);
    return;
  }
  const { bytes, decode } = DTYPES[dtype];
  const step = Math.floor(scratch.byteLength / bytes);
  for (let i = 0; i < data.length; i += step) {
    const values = data.subarray(i, i + step);
    await readFully(file, new Uint8Array(scratch, 0, values.length * bytes), position + i * bytes);
    decode(scratch, values);
  }
}

/** Fills `target` from a position in the file. */
async function readFully({ path, handle }: OpenFile, target: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < target.length) {
    const length = Math.min(target.length - done, LONGEST_READ);
    const { bytesRead } = await handle.read(target, done, length, position + done);
    if (bytesRead === 0) {
      throw new SafetensorsError(path, 'the file became shorter while it was read. Read it again when it is complete.');
    }
    done += bytesRead;
  }
}

// How a file is read, without the file: generators that ask for bytes. Whoever drives one fetches them, from a disk or
// from memory, so that there is one reader for both.
import type { NamedArrays, StoredArray } from '../../spec/ndarray';
import { DTYPES } from './dtypes';
import { quote, SafetensorsError } from './error';
import { LONGEST_HEADER, parseHeader, type SafetensorsHeader, type TensorRecord } from './header';

const LENGTH_BYTES = 8;
const CHUNK_BYTES = 2 ** 20;

/** What is read. */
export interface Source {
  /** Path or name, for messages. */
  readonly file: string;
  /** In bytes. */
  readonly size: number;
}

/** Bytes that are needed before the reading can go on: `target`, filled from `position` in the file. */
export interface Request {
  readonly target: Uint8Array;
  readonly position: number;
}

export type Reading<T> = Generator<Request, T, void>;

/**
 * Reads all tensors. The header is checked whole before any tensor is allocated, and each tensor is read straight into
 * its own array, so that memory never holds the file twice.
 *
 * @throws SafetensorsError where the file is damaged, or is no safetensors file
 */
export function* readArrays(source: Source): Reading<NamedArrays> {
  const { header, dataStart } = yield* readHeader(source);
  const scratch = new ArrayBuffer(scratchBytes(header));
  const arrays = new Map<string, StoredArray>();
  for (const [name, record] of header.tensors) {
    const data = allocate(source.file, name, record);
    yield* readTensor(dataStart + record.begin, record, data, scratch);
    arrays.set(name, { shape: [...record.shape], data, dtype: record.dtype });
  }
  return arrays;
}

/**
 * Reads what comes before the data.
 *
 * @returns the header, checked, and where the data begin
 * @throws SafetensorsError where the file is damaged, or is no safetensors file
 */
export function* readHeader(source: Source): Reading<{ header: SafetensorsHeader; dataStart: number }> {
  const { file, size } = source;
  if (size === 0) throw new SafetensorsError(file, 'the file is empty (0 bytes). Download or export it again.');
  const start = new Uint8Array(Math.min(LENGTH_BYTES, size));
  yield { target: start, position: 0 };
  const headerBytes = start.length === LENGTH_BYTES ? new DataView(start.buffer).getBigUint64(0, true) : undefined;
  if (headerBytes === undefined || headerBytes > LONGEST_HEADER || headerBytes > size - LENGTH_BYTES) {
    throw lengthError(source, start, headerBytes);
  }
  const text = new Uint8Array(Number(headerBytes));
  yield { target: text, position: LENGTH_BYTES };
  const dataStart = LENGTH_BYTES + text.length;
  return { header: parseHeader(file, decodeText(file, text), size - dataStart), dataStart };
}

function lengthError({ file, size }: Source, start: Uint8Array, headerBytes: bigint | undefined): SafetensorsError {
  const found =
    headerBytes === undefined
      ? `the file has ${size} bytes, and a safetensors file begins with 8 bytes that hold the length of its header.`
      : `the header should have ${headerBytes} bytes, but the file has ${size} and the limit is ${LONGEST_HEADER}.`;
  return new SafetensorsError(file, `${found} ${adviceFor(start)}`);
}

/** Names the formats that people most often take for safetensors, by their first bytes. */
function adviceFor(start: Uint8Array): string {
  const text = String.fromCharCode(...start);
  if (text.startsWith('PK') || text.startsWith('\x80\x02')) {
    return 'It looks like a file of torch.save: load it in Python and save it with safetensors.torch.save_file.';
  }
  if (text.startsWith('version ')) return 'It looks like a Git LFS pointer: run "git lfs pull" to get the file itself.';
  if (text.startsWith('<')) return 'It looks like a web page: download the file itself.';
  return 'The file is cut off, damaged, or not a safetensors file: download or export it again.';
}

function decodeText(file: string, bytes: Uint8Array): string {
  try {
    // Without ignoreBOM a byte order mark would be dropped silently; the format does not allow one.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new SafetensorsError(
      file,
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

function allocate(file: string, name: string, { shape, dtype, begin, end }: TensorRecord): Float32Array {
  const count = (end - begin) / DTYPES[dtype].bytes;
  try {
    return new Float32Array(count);
  } catch (cause) {
    throw new SafetensorsError(
      file,
      `there is no memory for tensor ${quote(name)} [${shape.join(', ')}]: it needs ${count * 4} bytes. ` +
        'Close other programs, or use a smaller file.',
      { cause },
    );
  }
}

function* readTensor(
  position: number,
  { dtype }: TensorRecord,
  data: Float32Array,
  scratch: ArrayBuffer,
): Reading<void> {
  if (dtype === 'F32') {
    yield { target: new Uint8Array(data.buffer), position };
    return;
  }
  const { bytes, decode } = DTYPES[dtype];
  const step = Math.floor(scratch.byteLength / bytes);
  for (let i = 0; i < data.length; i += step) {
    const values = data.subarray(i, i + step);
    yield { target: new Uint8Array(scratch, 0, values.length * bytes), position: position + i * bytes };
    decode(scratch, values);
  }
}

// What a file will hold, without the file: its header, then its data piece by piece.
import { byteAt, floatAt } from '../../spec/at';
import type { ElementType, NamedArrays, NDArray, StoredArray } from '../../spec/ndarray';
import { DTYPES, dtypeRank, type FloatDtype, holdsFractions, isDtype } from './dtypes';
import { quote, SafetensorsError } from './error';
import { elementCount, LONGEST_HEADER, METADATA_NAME, MOST_DIMENSIONS } from './header';

const LENGTH_BYTES = 8;
const CHUNK_BYTES = 2 ** 20;
const LONE_SURROGATE = /\p{Surrogate}/u;
const SPACE = 0x20;

/** How tensors are written. */
export interface WriteSafetensorsOptions {
  /** Writes every tensor of fractions as this type, whatever its own; integers keep theirs. */
  readonly dtype?: FloatDtype;
  /** Free text to keep in the header. Some Python libraries want `format` → `pt`. */
  readonly metadata?: ReadonlyMap<string, string>;
}

interface Item extends NDArray {
  readonly name: string;
  readonly dtype: ElementType;
  readonly encode: (values: Float32Array, bytes: ArrayBuffer) => void;
  /** Size in the file, in bytes. */
  readonly bytes: number;
}

/** A file that can be written. */
export interface Layout {
  /** Path or name, for messages. */
  readonly file: string;
  /** The header with its length before it. */
  readonly header: Uint8Array;
  /** In the order in which their data lie. */
  readonly items: readonly Item[];
  /** Size of the whole file in bytes. */
  readonly size: number;
}

/**
 * Decides what lies where, as the reference implementation does.
 *
 * @throws SafetensorsError where a tensor cannot be stored as asked
 */
export function layOut(file: string, arrays: NamedArrays, options: WriteSafetensorsOptions): Layout {
  const items = [...arrays].map(([name, array]) => toItem(file, name, array, options.dtype)).sort(compareItems);
  const header = makeHeader(file, items, options.metadata ?? new Map());
  return { file, header, items, size: items.reduce((size, { bytes }) => size + bytes, header.length) };
}

/**
 * The bytes of the file from its first to its last. A piece is valid until the next one is asked for.
 *
 * @throws SafetensorsError for a value outside the range of its type
 */
export function* piecesOf({ file, header, items }: Layout): Generator<Uint8Array, void, void> {
  yield header;
  const scratch = new ArrayBuffer(CHUNK_BYTES);
  for (const item of items) yield* tensorPieces(file, item, scratch);
}

function toItem(file: string, name: string, array: StoredArray, asked: FloatDtype | undefined): Item {
  const complain = (problem: string): SafetensorsError =>
    new SafetensorsError(file, `cannot write tensor ${quote(name)}: ${problem}`);
  const { shape, data, dtype: own = 'F32' } = array;
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
  return dtypeRank(b.dtype) - dtypeRank(a.dtype) || compareBytes(utf8(a.name), utf8(b.name));
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const differs = a.findIndex((byte, i) => byte !== b[i]);
  if (differs < 0) return a.length - b.length;
  // Where b has ended, it comes first.
  return byteAt(a, differs) - (b[differs] ?? -1);
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function makeHeader(file: string, items: readonly Item[], metadata: ReadonlyMap<string, string>): Uint8Array {
  const fields: string[] = [];
  checkMetadata(file, metadata);
  if (metadata.size > 0) fields.push(`"${METADATA_NAME}":${JSON.stringify(Object.fromEntries(metadata))}`);
  let begin = 0;
  for (const { name, dtype, shape, bytes } of items) {
    const record = { dtype, shape, data_offsets: [begin, begin + bytes] };
    fields.push(`${JSON.stringify(name)}:${JSON.stringify(record)}`);
    begin += bytes;
  }
  const text = utf8(`{${fields.join(',')}}`);
  const length = Math.ceil(text.length / 8) * 8;
  if (length > LONGEST_HEADER) {
    throw new SafetensorsError(
      file,
      `the header would have ${length} bytes, and the limit of the format is ${LONGEST_HEADER}. ` +
        'Write fewer tensors, or shorter names and metadata.',
    );
  }
  const header = new Uint8Array(LENGTH_BYTES + length).fill(SPACE);
  new DataView(header.buffer).setBigUint64(0, BigInt(length), true);
  header.set(text, LENGTH_BYTES);
  return header;
}

function checkMetadata(file: string, metadata: ReadonlyMap<string, string>): void {
  for (const [key, text] of metadata) {
    if (!LONE_SURROGATE.test(key) && !LONE_SURROGATE.test(text)) continue;
    throw new SafetensorsError(file, `metadata ${quote(key)} is not valid Unicode. Received ${quote(text)}.`);
  }
}

function* tensorPieces(file: string, item: Item, scratch: ArrayBuffer): Generator<Uint8Array, void, void> {
  const { data, dtype, encode } = item;
  if (dtype === 'F32') {
    yield new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    return;
  }
  const { bytes } = DTYPES[dtype];
  const step = scratch.byteLength / bytes;
  for (let i = 0; i < data.length; i += step) {
    const values = data.subarray(i, i + step);
    checkRange(file, item, values, i);
    encode(values, scratch);
    yield new Uint8Array(scratch, 0, values.length * bytes);
  }
}

function checkRange(file: string, { name, dtype }: Item, values: Float32Array, offset: number): void {
  const { range } = DTYPES[dtype];
  if (range === undefined) return;
  // A loop, because findIndex is several times slower on typed arrays.
  for (let i = 0; i < values.length; i++) {
    const value = floatAt(values, i);
    if (range.includes(value)) continue;
    throw new SafetensorsError(
      file,
      `cannot write tensor ${quote(name)} as ${dtype}, which holds ${range.words}. ` +
        `Received ${value} at index ${offset + i}. Write it as F32.`,
    );
  }
}

import type { ElementType } from '../../spec/ndarray';
import { Cursor } from './cursor';
import { DTYPES, isDtype, UNREADABLE_DTYPES } from './dtypes';
import { quote, SafetensorsError } from './error';

/** Name of the header's entry for free text about the file; no tensor can have it. */
export const METADATA_NAME = '__metadata__';

/** The longest header that is read or written, in bytes: the limit of the reference implementation. */
export const LONGEST_HEADER = 100_000_000;

/** The most dimensions a tensor can have: NumPy's limit. */
export const MOST_DIMENSIONS = 64;

const AGAIN = 'The file is damaged: download or export it again.';
const CUT_OFF = 'The file is cut off or damaged: download or export it again.';
const NO_SAFETENSORS = 'The file is damaged, or not a safetensors file: download or export it again.';

/** Where a tensor lies in the file, and as what. */
export interface TensorRecord {
  readonly dtype: ElementType;
  readonly shape: readonly number[];
  /** First byte, counted from the end of the header. */
  readonly begin: number;
  /** One past the last byte, counted from the end of the header. */
  readonly end: number;
}

/** What a file says of itself before its data. */
export interface SafetensorsHeader {
  /** Free text, such as `format` → `pt`. Empty where the file has none. */
  readonly metadata: ReadonlyMap<string, string>;
  /** The tensors by name, in the order in which their data lie. */
  readonly tensors: ReadonlyMap<string, TensorRecord>;
}

/**
 * Reads the text of a header and checks that the data hold exactly the tensors it lists.
 *
 * @param file path of the file, for messages
 * @param text the header
 * @param dataBytes size of what follows the header, in bytes
 * @returns the header, every number in it checked against the file
 * @throws SafetensorsError where the header and the file do not fit together
 */
export function parseHeader(file: string, text: string, dataBytes: number): SafetensorsHeader {
  // JSON allows space before this; the format does not.
  if (!text.startsWith('{')) {
    const found = text === '' ? 'an empty header' : quote(text.slice(0, 20));
    throw new SafetensorsError(file, `the header must begin with "{". Received ${found}. ${NO_SAFETENSORS}`);
  }
  const cursor = new Cursor(file, text);
  const metadata = new Map<string, string>();
  const tensors: [string, TensorRecord][] = [];
  cursor.object('the header', name => {
    if (name === METADATA_NAME) readMetadata(cursor, metadata);
    else tensors.push([name, readTensorRecord(cursor, name)]);
  });
  cursor.end();
  for (const [name, record] of tensors) checkExtent(file, name, record, dataBytes);
  tensors.sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end);
  checkLayout(file, tensors, dataBytes);
  return { metadata, tensors: new Map(tensors) };
}

/**
 * The number of elements of a shape.
 *
 * @returns undefined where a size is no count, or where the product is past 2^53 - 1
 */
export function elementCount(shape: readonly number[]): number | undefined {
  let count = 1;
  for (const size of shape) {
    count *= size;
    if (!Number.isSafeInteger(size) || size < 0 || !Number.isSafeInteger(count)) return undefined;
  }
  return count;
}

function readMetadata(cursor: Cursor, metadata: Map<string, string>): void {
  cursor.object(`"${METADATA_NAME}"`, key => {
    metadata.set(key, cursor.string(`${quote(key)} in "${METADATA_NAME}"`));
  });
}

function readTensorRecord(cursor: Cursor, name: string): TensorRecord {
  const what = `tensor ${quote(name)}`;
  let dtype: ElementType | undefined;
  let shape: number[] | undefined;
  let offsets: number[] | undefined;
  cursor.object(what, field => {
    if (field === 'dtype') dtype = readDtype(cursor, what);
    else if (field === 'shape') shape = cursor.integers(`shape of ${what}`, MOST_DIMENSIONS);
    else if (field === 'data_offsets') offsets = cursor.integers(`data_offsets of ${what}`, 2);
    else throw fieldError(cursor.file, what, `an unknown field ${quote(field)}`);
  });
  if (dtype === undefined) throw fieldError(cursor.file, what, 'no dtype');
  if (shape === undefined) throw fieldError(cursor.file, what, 'no shape');
  const [begin, end] = offsets ?? [];
  if (begin === undefined || end === undefined) throw fieldError(cursor.file, what, 'no pair of data_offsets');
  return { dtype, shape, begin, end };
}

function readDtype(cursor: Cursor, what: string): ElementType {
  const text = cursor.string(`dtype of ${what}`);
  if (isDtype(text)) return text;
  const advice = UNREADABLE_DTYPES.has(text)
    ? 'Convert the tensor to F32 with the program that made the file.'
    : 'The file is damaged, or newer than this reader: export it again.';
  throw new SafetensorsError(
    cursor.file,
    `${what} has dtype ${quote(text)}, which cannot be read here. Known are ${Object.keys(DTYPES).join(', ')}. ${advice}`,
  );
}

function fieldError(file: string, what: string, found: string): SafetensorsError {
  return new SafetensorsError(file, `${what} must have dtype, shape and data_offsets. Received ${found}. ${AGAIN}`);
}

function checkExtent(file: string, name: string, record: TensorRecord, dataBytes: number): void {
  const { dtype, shape, begin, end } = record;
  const what = `tensor ${quote(name)} (${dtype} [${shape.join(', ')}], bytes ${begin} to ${end})`;
  if (begin > end) throw new SafetensorsError(file, `${what} ends before it begins. ${AGAIN}`);
  if (end > dataBytes) {
    throw new SafetensorsError(file, `${what} reaches past the data, which have ${dataBytes} bytes. ${CUT_OFF}`);
  }
  const needed = (elementCount(shape) ?? Number.POSITIVE_INFINITY) * DTYPES[dtype].bytes;
  if (needed === end - begin) return;
  const need = Number.isSafeInteger(needed) ? `${needed} bytes` : 'more than 2^53 bytes';
  throw new SafetensorsError(file, `${what} needs ${need} and has ${end - begin}. ${AGAIN}`);
}

/** The tensors must cover the data without a gap: nothing can hide between them or after them. */
function checkLayout(file: string, sorted: readonly [string, TensorRecord][], dataBytes: number): void {
  let covered = 0;
  let previous = '';
  for (const [name, { begin, end }] of sorted) {
    if (begin < covered) {
      throw new SafetensorsError(
        file,
        `tensors ${quote(previous)} and ${quote(name)} overlap at byte ${begin}. ${AGAIN}`,
      );
    }
    if (begin > covered) {
      throw new SafetensorsError(
        file,
        `bytes ${covered} to ${begin}, before tensor ${quote(name)}, belong to no tensor. ${AGAIN}`,
      );
    }
    covered = end;
    previous = name;
  }
  if (covered === dataBytes) return;
  throw new SafetensorsError(file, `the last ${dataBytes - covered} bytes belong to no tensor. ${AGAIN}`);
}

/** Numbers with the shape that they came in: [] for one number. */
export interface Values {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/**
 * Reads numbers in any form that a learner may give: a number, nested arrays, a typed array, or an NDArray.
 * @param value the learner's value
 * @returns the numbers in row-major order with their shape, or a sentence that says why it is none of these
 */
export function readValues(value: unknown): Values | string {
  if (typeof value === 'number') return { shape: [], data: [value] };
  if (isList(value)) return readNested([...value]);
  if (isNDArray(value)) return { shape: [...value.shape], data: Array.from(value.data) };
  return `a number or an array of numbers was expected. Received ${describe(value)}`;
}

function readNested(items: readonly unknown[]): Values | string {
  const parts: Values[] = [];
  for (const item of items) {
    const part = readValues(item);
    if (typeof part === 'string') return part;
    const [first] = parts;
    if (first !== undefined && !sameShape(first.shape, part.shape)) {
      return `all rows must be equally long. Received row ${parts.length} with ${part.data.length} values, row 0 with ${first.data.length}`;
    }
    parts.push(part);
  }
  const [first] = parts;
  return { shape: first === undefined ? [0] : [items.length, ...first.shape], data: parts.flatMap(part => part.data) };
}

/** An array or a typed array; a DataView is none. */
function isList(value: unknown): value is Iterable<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && Symbol.iterator in value);
}

function isNDArray(value: unknown): value is { shape: number[]; data: ArrayLike<number> } {
  if (typeof value !== 'object' || value === null || !('shape' in value) || !('data' in value)) return false;
  return Array.isArray(value.shape) && (ArrayBuffer.isView(value.data) || Array.isArray(value.data));
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}

/**
 * Compares numbers: a whole expected number exactly unless a tolerance is given, others to within it, relative to the
 * largest expected value; arrays by shape first, then value by value.
 * @param received the learner's value
 * @param expected the right value
 * @param tolerance relative, for whole numbers too; when left out, those are exact and others 1e-5
 * @returns nothing when they agree, otherwise a sentence that names the first difference
 */
export function difference(received: unknown, expected: unknown, tolerance?: number): string | undefined {
  const right = readValues(expected);
  if (typeof right === 'string') throw new TypeError(`exercise: the expected value is not numeric: ${right}.`);
  const given = readValues(received);
  if (typeof given === 'string') return given;
  if (!sameShape(given.shape, right.shape)) {
    return `expected ${describeShape(right.shape)}, received ${describeShape(given.shape)}`;
  }
  const exact = tolerance === undefined && right.data.every(Number.isInteger) && right.shape.length === 0;
  const allowed = exact ? 0 : (tolerance ?? 1e-5) * Math.max(1e-12, ...right.data.map(Math.abs));
  const at = right.data.findIndex((value, i) => !close(given.data[i], value, allowed));
  if (at < 0) return undefined;
  const place = right.shape.length === 0 ? '' : `at ${describeIndex(at, right.shape)}: `;
  return `${place}expected ${show(right.data[at])}, received ${show(given.data[at])}`;
}

function close(a: number | undefined, b: number, allowed: number): boolean {
  return a !== undefined && (Object.is(a, b) || Math.abs(a - b) <= allowed);
}

function describeShape(shape: readonly number[]): string {
  return shape.length === 0 ? 'one number' : `an array of shape [${shape.join(', ')}]`;
}

/** The place of a value: `[2][0]` in nested arrays. */
function describeIndex(flat: number, shape: readonly number[]): string {
  const index: number[] = [];
  let rest = flat;
  for (const size of [...shape].reverse()) {
    index.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return index.map(i => `[${i}]`).join('');
}

/**
 * A value in a few words, for messages: `55`, `the text 'a'`, `[[1, 2], [3, 4]]`, `an array of shape [8, 8]`.
 * @param value anything
 */
export function describe(value: unknown): string {
  if (typeof value === 'number') return show(value);
  if (typeof value === 'string') return `the text '${value}'`;
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  if (!isList(value) && !isNDArray(value)) return 'an object';
  const values = readValues(value);
  if (typeof values === 'string') return 'an array';
  return values.data.length > 30 ? describeShape(values.shape) : nested(value);
}

function nested(value: unknown): string {
  if (isNDArray(value)) return `{ shape: ${nested(value.shape)}, data: ${nested(value.data)} }`;
  if (!isList(value)) return describe(value);
  return `[${[...value].map(item => (typeof item === 'number' ? show(item) : nested(item))).join(', ')}]`;
}

/** A number for messages: whole numbers in full with separators, others with six digits. */
export function show(value: number | undefined): string {
  if (value === undefined) return 'nothing';
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value)) return value.toLocaleString('en-US');
  return String(Number(value.toPrecision(6)));
}

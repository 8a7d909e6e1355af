/**
 * Reading by index. The compiler takes every `list[i]` for possibly undefined; these say what is meant instead: the element
 * is there, and a wrong index is a mistake of the caller's.
 *
 * In the innermost loops of `ops` an imported function takes longer than one of the module's own (a quarter in conv2d, a fifth in
 * matMul), so that these modules bind theirs: `const { floatAt } = reading;`.
 */

/** @throws RangeError when the index is outside */
export function at<T>(list: readonly T[], index: number): T {
  const element = list[index];
  if (element === undefined) throw outside(index, list.length);
  return element;
}

/**
 * One number of a tensor's data. There is one function for each kind of array, because a function that reads several kinds
 * is many times slower in a loop.
 *
 * @throws RangeError when the index is outside
 */
export function floatAt(data: Float32Array, index: number): number {
  const value = data[index];
  if (value === undefined) throw outside(index, data.length);
  return value;
}

/** As `floatAt`, for sums that are kept in 64 bits. */
export function doubleAt(data: Float64Array, index: number): number {
  const value = data[index];
  if (value === undefined) throw outside(index, data.length);
  return value;
}

/** As `floatAt`, for bytes. */
export function byteAt(data: Uint8Array, index: number): number {
  const value = data[index];
  if (value === undefined) throw outside(index, data.length);
  return value;
}

/** As `floatAt`, for labels. */
export function intAt(data: Int32Array, index: number): number {
  const value = data[index];
  if (value === undefined) throw outside(index, data.length);
  return value;
}

/**
 * What a map holds under a key that must be there.
 *
 * @throws RangeError when it is not
 */
export function lookUp<K, V>(map: ReadonlyMap<K, V>, key: K): V {
  const value = map.get(key);
  if (value === undefined) throw new RangeError(`nothing is known of ${String(key)}.`);
  return value;
}

function outside(index: number, length: number): RangeError {
  return new RangeError(`index ${index} is outside of 0 … ${length - 1}.`);
}

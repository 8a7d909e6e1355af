/** Digits of 16 bits, four of them a number. */
const BITS = 16;
const DIGITS = 64 / BITS;

/**
 * The places of numbers in ascending order; equal ones keep theirs. A radix sort: one pass for each digit, from the lowest on,
 * so that the time grows with the count alone.
 *
 * @param values none of them negative or NaN: then their bits, read as whole numbers, are in the same order
 */
export function ascendingOrder(values: Float64Array): Uint32Array {
  const digits = new Uint16Array(values.buffer, values.byteOffset, values.length * DIGITS);
  let order = new Uint32Array(values.length).map((_, i) => i);
  let next = new Uint32Array(values.length);
  const starts = new Uint32Array(2 ** BITS);
  for (let digit = 0; digit < DIGITS; digit++) {
    countDigits(digits, digit, starts);
    for (const place of order) {
      const key = shortAt(digits, place * DIGITS + digit);
      const target = wordAt(starts, key);
      next[target] = place;
      starts[key] = target + 1;
    }
    [order, next] = [next, order];
  }
  return order;
}

/** Writes where in the order each value of a digit starts. */
function countDigits(digits: Uint16Array, digit: number, starts: Uint32Array): void {
  starts.fill(0);
  for (let i = digit; i < digits.length; i += DIGITS) {
    const key = shortAt(digits, i);
    starts[key] = wordAt(starts, key) + 1;
  }
  let sum = 0;
  for (let key = 0; key < starts.length; key++) {
    const count = wordAt(starts, key);
    starts[key] = sum;
    sum += count;
  }
}

// The places are the loops' own, so that none is outside.
function shortAt(data: Uint16Array, index: number): number {
  return data[index] ?? 0;
}

function wordAt(data: Uint32Array, index: number): number {
  return data[index] ?? 0;
}

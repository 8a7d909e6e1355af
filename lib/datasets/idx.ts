/** An array of bytes, as the IDX format of MNIST stores it. */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/** Third byte of the file: the values are bytes. */
const UNSIGNED_BYTE = 8;

/**
 * Reads an IDX file: two zero bytes, the kind of value, the number of axes, the length of each axis as four bytes with
 * the largest first, then the values.
 *
 * @param bytes the whole file, not compressed
 * @param name the file's name, for messages
 * @param axes how many axes there must be: 1 for labels, 3 for images
 * @returns the array, with its own memory
 * @throws TypeError when it is another kind of file
 * @throws RangeError when there are more or fewer values than the file itself says
 * @see LeCun, Cortes and Burges, "The MNIST database of handwritten digits"
 */
export function readIdx(bytes: Buffer, name: string, axes: number): IdxArray {
  const header = 4 + 4 * axes;
  const start = bytes.subarray(0, 4).toString('hex');
  const expectedStart = Buffer.from([0, 0, UNSIGNED_BYTE, axes]).toString('hex');
  if (start !== expectedStart) {
    throw new TypeError(
      `${name} is not an IDX file of bytes with ${axes} axes: it starts with ${start}, expected ${expectedStart}. Copy it again.`,
    );
  }
  if (bytes.length < header) {
    throw new RangeError(
      `${name} is cut short: its header takes ${header} bytes. Received ${bytes.length}. Copy it again.`,
    );
  }
  const shape = Array.from({ length: axes }, (_, axis) => bytes.readUInt32BE(4 + 4 * axis));
  const expected = shape.reduce((product, length) => product * length, 1);
  const data = new Uint8Array(bytes.subarray(header));
  if (data.length === expected) return { shape, data };
  throw new RangeError(
    `${name} says that it holds ${shape.join(' × ')} values, ${expected} in all. Received ${data.length}: ` +
      `the file is ${data.length < expected ? 'cut short' : 'too long'}. Copy it again.`,
  );
}

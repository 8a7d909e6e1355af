import { at } from '../spec/at';
import { outputSize } from '../spec/window';

/**
 * The convolution at its smallest: one channel, one kernel, no padding, one pixel at a time.
 *
 * Introduced in notebook convolution-arithmetic.
 *
 * @param image [h][w], rows of numbers
 * @param kernel [kh][kw]
 * @returns [h − kh + 1][w − kw + 1]
 * @throws RangeError when rows differ in length, or when the kernel does not fit
 */
export function correlate2d(image: readonly (readonly number[])[], kernel: readonly (readonly number[])[]): number[][] {
  const [height, width] = matrixSize(image, 'image');
  const [kh, kw] = matrixSize(kernel, 'kernel');
  const [rows, columns] = [outputSize(height, { size: kh }), outputSize(width, { size: kw })];
  if (rows < 1 || columns < 1) {
    throw new RangeError(`correlate2d: a kernel of ${kh}×${kw} does not fit an image of ${height}×${width}.`);
  }
  const result: number[][] = [];
  for (let y = 0; y < rows; y++) {
    const row: number[] = [];
    for (let x = 0; x < columns; x++) {
      let sum = 0;
      for (let ky = 0; ky < kh; ky++) {
        for (let kx = 0; kx < kw; kx++) sum += at(at(image, y + ky), x + kx) * at(at(kernel, ky), kx);
      }
      row.push(sum);
    }
    result.push(row);
  }
  return result;
}

function matrixSize(matrix: readonly (readonly number[])[], name: string): [number, number] {
  const [first] = matrix;
  if (first !== undefined && first.length > 0 && matrix.every(row => row.length === first.length)) {
    return [matrix.length, first.length];
  }
  const lengths = matrix.map(row => row.length).join(', ');
  throw new RangeError(`correlate2d: ${name} must be rows of one length. Received lengths [${lengths}].`);
}

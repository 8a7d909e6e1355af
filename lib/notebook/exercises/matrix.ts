/** Rows of equal length: what exercises use where a learner sees arrays of arrays. */
export type Matrix = readonly (readonly number[])[];

/** A matrix whose values come from their place. */
export function fill(height: number, width: number, value: (row: number, column: number) => number): Matrix {
  return Array.from({ length: height }, (_r, r) => Array.from({ length: width }, (_c, c) => value(r, c)));
}

/** The reference of the exercises: every output value is the sum of products of the kernel and the window under it. */
export function correlate(image: Matrix, kernel: Matrix): Matrix {
  const [kernelHeight, kernelWidth] = [kernel.length, kernel[0]?.length ?? 0];
  const width = (image[0]?.length ?? 0) - kernelWidth + 1;
  return fill(Math.max(0, image.length - kernelHeight + 1), Math.max(0, width), (r, c) =>
    kernel.reduce((sum, row, i) => sum + row.reduce((s, v, j) => s + v * (image[r + i]?.[c + j] ?? 0), 0), 0),
  );
}

/** The kernel turned by 180 degrees, which tells a convolution from a correlation. */
export function flip(kernel: Matrix): Matrix {
  return [...kernel].reverse().map(row => [...row].reverse());
}

/** Rows become columns. */
export function transpose(matrix: Matrix): Matrix {
  return fill(matrix[0]?.length ?? 0, matrix.length, (r, c) => matrix[c]?.[r] ?? 0);
}

/**
 * The answer of largest size that a kernel gives anywhere on an image.
 * @returns the answer with its sign, or 0 when there are only rounding errors
 */
export function strongest(image: Matrix, kernel: Matrix): number {
  const scale = Math.max(...kernel.flat().map(Math.abs));
  const answers = correlate(image, kernel).flat();
  const largest = answers.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  return Math.abs(largest) > 1e-6 * scale ? largest : 0;
}

import { at } from '../../spec/at';
import type { Random } from '../../spec/random';
import { fill, flip, type Matrix } from '../engine/matrix';

type Kernels = readonly [a: Matrix, b: Matrix];

/** Kernels that are neither symmetric nor of one size. */
export const KERNELS: readonly Kernels[] = [
  [
    [[1]],
    [
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
    ],
  ],
  [
    [
      [1, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
    ],
    [
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
    ],
  ],
  [
    [
      [1, 2, 1],
      [0, 1, 0],
      [3, 0, -1],
    ],
    [
      [0, 1, 0],
      [2, -1, 1],
      [0, 4, 0],
    ],
  ],
  [
    [
      [1, -1],
      [2, 0],
    ],
    [
      [0, 1, 2],
      [1, 0, 0],
      [0, -2, 1],
    ],
  ],
  [
    [
      [1, 0, 2, -1],
      [0, 3, 0, 1],
      [-2, 0, 1, 0],
      [1, 1, 0, 2],
    ],
    [
      [2, 1, 0, 0],
      [0, -1, 3, 0],
      [1, 0, 0, 2],
      [0, 4, -1, 1],
    ],
  ],
];

/** Two kernels of one to four rows each. */
export function drawKernels(random: Random): Kernels {
  const draw = (): Matrix => {
    const size = 1 + random.integer(4);
    return fill(size, size, () => random.integer(9) - 4);
  };
  return [draw(), draw()];
}

/** The kernel of two correlations in a row. */
export function composed(a: Matrix, b: Matrix): Matrix {
  return lay(a, b, (sum, product) => sum + product);
}

/** What the kernel becomes where one writes over what is there and does not add. */
export function overwritten(a: Matrix, b: Matrix): Matrix {
  return lay(a, b, (_, product) => product);
}

/** What it becomes where one of the two is turned by 180 degrees. */
export function turned(a: Matrix, b: Matrix): Matrix {
  return composed(a, flip(b));
}

function lay(a: Matrix, b: Matrix, put: (before: number, product: number) => number): Matrix {
  const size = a.length + b.length - 1;
  const kernel = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  b.forEach((row, s) => {
    row.forEach((second, t) => {
      a.forEach((line, u) => {
        line.forEach((first, v) => {
          const target = at(kernel, s + u);
          target[t + v] = put(at(target, t + v), second * first);
        });
      });
    });
  });
  return kernel;
}

/** A property: a square whose side is that of the field. */
export function seesAsFar(result: unknown, a: Matrix, b: Matrix): string | undefined {
  const side = a.length + b.length - 1;
  const isSquare =
    Array.isArray(result) && result.length === side && result.every(row => Array.isArray(row) && row.length === side);
  return isSquare
    ? undefined
    : `a kernel of ${a.length} and then one of ${b.length} see ${side} × ${side} pixels, so that the result is a square of that side.`;
}

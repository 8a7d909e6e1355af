import { ndarray } from '../../ops/array';
import { maxPooling2d } from '../../ops/pooling';
import { at, floatAt } from '../../spec/at';
import { outputSize } from '../../spec/window';
import { fill, type Matrix } from '../engine/matrix';

/** Arguments of a pool without padding. */
export type PoolArguments = readonly [image: Matrix, size: number, stride: number];

/** Small images, each with some window of negative numbers only. */
export function poolCases(): PoolArguments[] {
  const image = (height: number, width: number, seed: number): Matrix =>
    fill(height, width, (r, c) => ((r * 7 + c * 3 + r * c * 5 + seed) % 11) - 9);
  return [
    [image(4, 4, 1), 2, 2],
    [image(5, 5, 2), 3, 2],
    [image(4, 6, 3), 2, 2],
    [image(5, 7, 6), 2, 2],
    [image(6, 5, 5), 3, 1],
    [fill(2, 4, (r, c) => -1 - r - 2 * c), 2, 2],
  ];
}

/** `ops.maxPooling2d` on one channel, without padding. */
export function maxPooled(image: Matrix, size: number, stride: number): Matrix {
  const [height, width] = [image.length, at(image, 0).length];
  const y = maxPooling2d(ndarray([1, height, width, 1], image.flat()), { poolSize: size, strides: stride });
  const [rows, columns] = [at(y.shape, 1), at(y.shape, 2)];
  return fill(rows, columns, (r, c) => floatAt(y.data, r * columns + c));
}

/** A pool that makes one number of every window in another way. */
export function pooledBy(fold: (values: readonly number[]) => number): (...args: PoolArguments) => Matrix {
  return (image, size, stride) => {
    const window = (r: number, c: number): readonly number[] =>
      image.slice(r * stride, r * stride + size).flatMap(row => row.slice(c * stride, c * stride + size));
    const [height, width] = [image.length, at(image, 0).length];
    return fill(outputSize(height, { size, stride }), outputSize(width, { size, stride }), (r, c) =>
      fold(window(r, c)),
    );
  };
}

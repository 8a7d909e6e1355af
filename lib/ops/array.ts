import type { NDArray } from '../spec/ndarray';
import { showShape } from '../spec/pair';

/** How many values an array of this shape holds. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/**
 * Makes an array from its shape and its values in row-major order: the last axis moves fastest.
 *
 * Introduced in notebook convolution-arithmetic.
 *
 * @param values as many numbers as the shape has places; they are copied
 * @throws RangeError when a size is not a whole number, or when there are too few or too many values
 */
export function ndarray(shape: readonly number[], values: ArrayLike<number>): NDArray {
  const x = { shape: [...shape], data: Float32Array.from(values) };
  checkArray(x, 'ndarray', 'values');
  return x;
}

/** An array of this shape filled with zeros. */
export function zeros(shape: readonly number[]): NDArray {
  return { shape: [...shape], data: new Float32Array(sizeOf(shape)) };
}

/**
 * The same values in the same order under another shape; the data is shared, not copied.
 *
 * @throws RangeError when the two shapes hold different numbers of values
 */
export function reshape(x: NDArray, shape: readonly number[]): NDArray {
  if (sizeOf(shape) !== x.data.length) {
    throw new RangeError(
      `reshape: ${showShape(shape)} holds ${sizeOf(shape)} values. Received shape ${showShape(x.shape)} with ${x.data.length}.`,
    );
  }
  return { shape: [...shape], data: x.data };
}

/**
 * Reorders the axes. PyTorch's images [n, c, h, w] become ours with `[0, 2, 3, 1]`, and its kernels, those of
 * convolutions [out, in, kh, kw] and of transposed convolutions [in, out, kh, kw], with `[2, 3, 1, 0]`.
 *
 * @param axes for each axis of the result, the axis of `x` that it was
 * @returns the shape `axes.map(a => x.shape[a])`
 * @throws RangeError when `axes` does not name every axis once
 */
export function transpose(x: NDArray, axes: readonly number[]): NDArray {
  const every = x.shape.map((_, axis) => axis);
  if (axes.length !== every.length || !every.every(axis => axes.includes(axis))) {
    throw new RangeError(`transpose: axes must name each of ${showShape(every)} once. Received ${showShape(axes)}.`);
  }
  const steps = every.map(axis => sizeOf(x.shape.slice(axis + 1)));
  const shape = axes.map(axis => x.shape[axis]);
  const result = zeros(shape);
  let written = 0;
  const walk = (depth: number, offset: number): void => {
    if (depth === shape.length) {
      result.data[written++] = x.data[offset];
      return;
    }
    for (let i = 0; i < shape[depth]; i++) walk(depth + 1, offset + i * steps[axes[depth]]);
  };
  walk(0, 0);
  return result;
}

/**
 * Refuses an array whose data does not fill its shape.
 *
 * @param where the operation, for the message
 * @param name the argument, for the message
 */
export function checkArray(x: NDArray, where: string, name: string): void {
  if (!x.shape.every(size => Number.isInteger(size) && size >= 0)) {
    throw new RangeError(
      `${where}: the sizes in a shape must be whole numbers of at least 0. Received ${showShape(x.shape)} for ${name}.`,
    );
  }
  if (sizeOf(x.shape) === x.data.length) return;
  throw new RangeError(
    `${where}: shape ${showShape(x.shape)} holds ${sizeOf(x.shape)} values. Received ${x.data.length} for ${name}.`,
  );
}

/** A batch of images [n, h, w, c] with its sizes by name. */
export interface Images {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * The sizes of a batch of images.
 *
 * @throws RangeError when `x` is not [n, h, w, c]
 */
export function imageSizes(x: NDArray, where: string, name = 'x'): Images {
  const sizes = imageSizesOf(x.shape, where, name);
  checkArray(x, where, name);
  return sizes;
}

/**
 * The sizes of a batch of images of this shape.
 *
 * @throws RangeError when the shape is not [n, h, w, c]
 */
export function imageSizesOf(shape: readonly number[], where: string, name: string): Images {
  if (shape.length !== 4) {
    const hint = shape.length === 3 ? ` Add a batch axis: ${showShape([1, ...shape])}.` : '';
    throw new RangeError(
      `${where}: ${name} must be images of shape [n, h, w, c]. Received shape ${showShape(shape)}.${hint}`,
    );
  }
  const [batch, height, width, channels] = shape;
  return { batch, height, width, channels };
}

/**
 * Refuses anything but one value for each channel: a bias, a mean, a scale.
 *
 * @throws RangeError when `vector` is not [channels]
 */
export function checkVector(vector: NDArray, channels: number, where: string, name: string): void {
  if (vector.shape.length !== 1 || vector.shape[0] !== channels) {
    throw new RangeError(
      `${where}: ${name} must have one value for each of the ${channels} channels. Received shape ${showShape(vector.shape)}.`,
    );
  }
  checkArray(vector, where, name);
}

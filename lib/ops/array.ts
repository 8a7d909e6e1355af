import * as reading from '../spec/at';
import type { NDArray } from '../spec/ndarray';
import { showShape } from '../spec/pair';

const { at, floatAt } = reading;

/** How many values an array of this shape holds. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/**
 * Makes an array from its shape and its values in row-major order: the last axis moves fastest.
 *
 * Introduced in notebook welcome.
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
  const shape = axes.map(axis => at(x.shape, axis));
  const strides = axes.map(axis => at(steps, axis));
  const result = zeros(shape);
  let written = 0;
  const walk = (depth: number, offset: number): void => {
    if (depth === shape.length) {
      result.data[written++] = floatAt(x.data, offset);
      return;
    }
    const [size, stride] = [at(shape, depth), at(strides, depth)];
    for (let i = 0; i < size; i++) walk(depth + 1, offset + i * stride);
  };
  walk(0, 0);
  return result;
}

/**
 * Puts images into a batch, which is what layers work on: one image [h, w, c] becomes [1, h, w, c].
 *
 * Introduced in notebook welcome.
 *
 * @param images each [h, w, c], all of one shape; their values are copied
 * @returns [n, h, w, c]
 * @throws RangeError when there is none, when one is not [h, w, c], or when their shapes differ
 */
export function batch(...images: readonly NDArray[]): NDArray {
  const [first] = images;
  if (first === undefined) throw new RangeError('batch: needs at least one image. Received none.');
  for (const image of images) checkImage(image, first);
  const result = zeros([images.length, ...first.shape]);
  for (const [i, image] of images.entries()) result.data.set(image.data, i * first.data.length);
  return result;
}

function checkImage(image: NDArray, first: NDArray): void {
  const shape = showShape(image.shape);
  if (image.shape.length !== 3) {
    const hint = image.shape.length === 2 ? ` Add a channel axis: ${showShape([...image.shape, 1])}.` : '';
    throw new RangeError(`batch: an image must be [h, w, c]. Received shape ${shape}.${hint}`);
  }
  checkArray(image, 'batch', 'an image');
  if (shape === showShape(first.shape)) return;
  throw new RangeError(`batch: all images must have one shape. Received ${showShape(first.shape)} and ${shape}.`);
}

/**
 * Takes the images out of a batch: `const [edges] = unbatch(y)`.
 *
 * Introduced in notebook welcome.
 *
 * @param x [n, h, w, c]; its values are copied
 * @returns n images [h, w, c], at least one
 * @throws RangeError when `x` is not a batch of images, or when it is empty
 */
export function unbatch(x: NDArray): [NDArray, ...NDArray[]] {
  const { batch: count, height, width, channels, data } = imagesOf(x, 'unbatch');
  const shape = [height, width, channels];
  const image = (i: number): NDArray => ({ shape, data: data.slice(i * sizeOf(shape), (i + 1) * sizeOf(shape)) });
  if (count === 0) throw new RangeError(`unbatch: there is no image in a batch of shape ${showShape(x.shape)}.`);
  return [image(0), ...Array.from({ length: count - 1 }, (_, i) => image(i + 1))];
}

/** Copies `count` values from from[first …] to to[written …]. For a few values a loop is faster than `subarray` and `set`. */
export function copyValues(from: Float32Array, first: number, to: Float32Array, written: number, count: number): void {
  for (let i = 0; i < count; i++) to[written + i] = floatAt(from, first + i);
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

/** The sizes of a batch of images [n, h, w, c] by name. */
export interface Images {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** A batch of images [n, h, w, c] with its sizes by name. */
export interface ImageBatch extends Images {
  readonly data: Float32Array;
}

/**
 * A batch of images, checked.
 *
 * @throws RangeError when `x` is not [n, h, w, c]
 */
export function imagesOf(x: NDArray, where: string, name = 'x'): ImageBatch {
  const sizes = imageSizesOf(x.shape, where, name);
  checkArray(x, where, name);
  return { ...sizes, data: x.data };
}

/**
 * The sizes of a batch of images of this shape.
 *
 * @throws RangeError when the shape is not [n, h, w, c]
 */
export function imageSizesOf(shape: readonly number[], where: string, name: string): Images {
  if (!isRank4(shape)) {
    const hint = shape.length === 3 ? ` Add a batch axis: ${showShape([1, ...shape])}.` : '';
    throw new RangeError(
      `${where}: ${name} must be images of shape [n, h, w, c]. Received shape ${showShape(shape)}.${hint}`,
    );
  }
  const [batch, height, width, channels] = shape;
  return { batch, height, width, channels };
}

/** Whether a shape is a batch of images [n, h, w, c] or a kernel [kh, kw, channels, channels]. */
export function isRank4(shape: readonly number[]): shape is readonly [number, number, number, number] {
  return shape.length === 4;
}

/** Whether a shape is a matrix [rows, columns]. */
export function isRank2(shape: readonly number[]): shape is readonly [number, number] {
  return shape.length === 2;
}

/**
 * The size of the last axis, the channels.
 *
 * @throws RangeError when there is no axis
 */
export function channelsOf(x: NDArray, where: string): number {
  checkArray(x, where, 'x');
  const channels = x.shape[x.shape.length - 1];
  if (channels !== undefined) return channels;
  throw new RangeError(`${where}: x must have channels on its last axis. Received shape ${showShape(x.shape)}.`);
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

import { at } from './at';
import { showShape } from './pair';

/** Without the batch: `[height, width, channels]`, or `[features]` after flatten, dense and global pooling. */
export type Shape = readonly number[];

/** The number of elements of one example. */
export function elements(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

/**
 * `[height, width, channels]` of an input that must be an image or a stack of feature maps.
 *
 * @throws RangeError for a vector
 */
export function imageShape(shape: Shape, where: string): readonly [number, number, number] {
  const [height, width, channels] = shape;
  if (shape.length === 3 && height !== undefined && width !== undefined && channels !== undefined) {
    return [height, width, channels];
  }
  throw new RangeError(
    `${where}: needs feature maps [height, width, channels]. Received inputShape ${showShape(shape)}.`,
  );
}

/**
 * The length of an input that must be a vector.
 *
 * @throws RangeError for feature maps
 */
export function features(shape: Shape, where: string): number {
  const [length] = shape;
  if (shape.length === 1 && length !== undefined) return length;
  throw new RangeError(
    `${where}: needs a vector [features]. Received inputShape ${showShape(shape)}. Add flatten or global pooling before it.`,
  );
}

/** The length of a shape's last axis: channels of feature maps, features of a vector. */
export function lastAxis(shape: Shape): number {
  return at(shape, shape.length - 1);
}

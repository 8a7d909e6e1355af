import type { Tensor4D } from '@tensorflow/tfjs-node';
import { type ResolvedWindow, samePadding } from '../../spec/window';
import { tf } from '../backend';
import { sides } from '../native';

/**
 * Rows and columns around feature maps.
 *
 * @param x [n, h, w, c]
 * @param padding [[top, bottom], [left, right]]
 * @param value what the new pixels hold
 */
export function padImage(x: Tensor4D, padding: ResolvedWindow['padding'], value = 0): Tensor4D {
  if (padding.flat().every(pixels => pixels === 0)) return x;
  const [[top, bottom], [left, right]] = padding;
  return tf.pad4d(
    x,
    [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ],
    value,
  );
}

/** Whether a padding is the one that TensorFlow calls "SAME", for which its kernels need no padded copy of the input. */
export function isSamePadding(
  x: Tensor4D,
  { size, strides, dilationRate }: ResolvedWindow,
  padding: ResolvedWindow['padding'],
): boolean {
  const along = (axis: 0 | 1): boolean => {
    const window = { size: size[axis], stride: strides[axis], dilation: dilationRate[axis] };
    const [before, after] = samePadding(sides(x)[axis], window);
    return padding[axis][0] === before && padding[axis][1] === after;
  };
  return along(0) && along(1);
}

import type { Tensor4D } from '@tensorflow/tfjs-node';
import type { ResolvedWindow } from '../../spec/window';
import { tf } from '../backend';

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

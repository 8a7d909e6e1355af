import type { Tensor } from '@tensorflow/tfjs-node';
import { tf } from '../backend';

/**
 * The smooth L1 loss of each difference: x² / (2 · beta) where |x| is below beta, |x| − beta / 2 beyond, so that a wild
 * difference pulls no harder than a moderate one.
 *
 * @param differences of any shape
 * @param beta above 0: 1 in Fast R-CNN, 1/9 in torchvision's detectors
 * @returns of the same shape
 * @see Girshick, Fast R-CNN, https://arxiv.org/abs/1504.08083, equation 3
 */
export function smoothL1(differences: Tensor, beta = 1): Tensor {
  return tf.tidy(() => {
    const size = tf.abs(differences);
    const near = tf.minimum(size, beta);
    // Below beta: x · (x − x/2) / beta. Beyond: beta · (|x| − beta/2) / beta.
    return tf.div(tf.mul(near, tf.sub(size, tf.div(near, 2))), beta);
  });
}

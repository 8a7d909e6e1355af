import type { Tensor } from '@tensorflow/tfjs-node';
import { tf } from '../backend';

/**
 * Computes something that training takes as given: no gradient flows back through it. PyTorch calls it `detach`.
 *
 * @param x what it is computed from
 * @param f of x, and of other tensors that are not trained
 */
export function withoutGradient(x: Tensor, f: (x: Tensor) => Tensor): Tensor {
  const given = tf.customGrad(one => ({
    value: f(one as Tensor), // customGrad's type allows for a second argument here
    gradFunc: () => tf.zeros(x.shape),
  }));
  return given(x);
}

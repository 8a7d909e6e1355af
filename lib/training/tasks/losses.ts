import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs-node';
import { tf } from '../../tfjs/backend';
import { softmaxCrossEntropy } from '../../tfjs/kernels/loss';
import type { Outputs } from './task';

/**
 * What training a classifier makes small: a number from the network's outputs, the main one first, and the right classes [n].
 */
export interface Loss {
  (outputs: Outputs, labels: Tensor1D): Scalar;
  /** What sets it apart from others, for checkpoints; the function's name where it is missing. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/**
 * The mean cross-entropy of the main output's softmax: −log of the probability that the network gives to the right class.
 * A network that knows nothing has log(classes).
 */
export const meanCrossEntropy: Loss = ([logits], labels) => {
  // A classifier's output is [n, classes]; fit has checked it.
  return tf.mean(softmaxCrossEntropy(logits as Tensor2D, labels));
};

/**
 * The same with a share of the error of every further output, for the auxiliary classifiers of GoogLeNet.
 *
 * @param weight of each auxiliary output, 0.3 in the paper
 * @see https://arxiv.org/abs/1409.4842, section 5
 */
export function withAuxiliary(weight = 0.3): Loss {
  const loss: Loss = ([main, ...auxiliary], labels) =>
    auxiliary.reduce<Scalar>(
      (sum, output) => tf.add(sum, tf.mul(meanCrossEntropy([output], labels), weight)),
      meanCrossEntropy([main], labels),
    );
  return Object.assign(loss, { settings: { loss: 'withAuxiliary', weight } });
}

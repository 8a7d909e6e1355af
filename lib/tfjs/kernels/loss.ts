import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-node';
import { tf } from '../backend';
import { type Attributes, first, isNative, nativeKernel, runNative } from '../native';

/**
 * The cross-entropy of each example: log Σ exp(logits) − logit of the right class.
 *
 * @param logits [n, classes], before softmax
 * @param labels [n], int32, each from 0 to classes − 1
 * @returns [n]
 */
export function softmaxCrossEntropy(logits: Tensor2D, labels: Tensor1D): Tensor {
  if (isNative()) return first(nativeCrossEntropy({ logits, labels }, {}));
  const rightClass = tf.oneHot(labels, logits.shape[1]);
  return tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), rightClass), -1));
}

const nativeCrossEntropy = nativeKernel<'logits' | 'labels', Attributes>({
  name: 'softmaxCrossEntropy',
  saveInputs: [],
  saveOutputs: [false, true],
  forward: ({ logits, labels }) =>
    runNative('SparseSoftmaxCrossEntropyWithLogits', [logits, labels], {}, 2, { T: 'float32', Tlabels: 'int32' }),
  gradient: (dy, saved) => ({ logits: () => tf.mul(first(saved), tf.expandDims(dy, -1)) }),
});

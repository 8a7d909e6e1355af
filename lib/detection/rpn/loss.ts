import type { Scalar, Tensor } from '@tensorflow/tfjs-node';
import { at } from '../../spec/at';
import { tf } from '../../tfjs/backend';
import { smoothL1 } from '../../tfjs/kernels/smoothL1';

/** Anchors of a batch as tensors, `N` of them in each picture. */
export interface AnchorTensors {
  /** [n, N]: 1 for positive ones. */
  readonly positive: Tensor;
  /** [n, N]: 1 for those that count. */
  readonly counted: Tensor;
  /** [n, N, 4]: codes from each positive one that counts to its object. */
  readonly codes: Tensor;
}

/** The two terms of the loss of a region proposal network. */
export interface ProposalLoss {
  readonly objectness: Scalar;
  readonly placement: Scalar;
}

/**
 * One score for each anchor: the logarithm of the odds that it is an object.
 *
 * @param scores [n, h, w, k], or [n, h, w, 2k] where k of background come before k of objects
 * @param anchors k
 * @returns [n, h · w · k], place by place
 */
export function objectnessOf(scores: Tensor, anchors: number): Tensor {
  const images = at(scores.shape, 0);
  if (scores.shape[3] === anchors) return tf.reshape(scores, [images, -1]);
  const [background, object] = tf.split(scores, 2, 3) as [Tensor, Tensor]; // two equal halves
  return tf.reshape(tf.sub(object, background), [images, -1]);
}

/**
 * The loss of a region proposal network: of the anchors that count, the mean cross-entropy of "object" against "background",
 * and the smooth L1 loss of the positive ones' codes, divided by all that count.
 *
 * @param objectness [n, N] before the sigmoid
 * @param codes [n, h, w, 4k]
 * @see Ren and others, Faster R-CNN, https://arxiv.org/abs/1506.01497, equation 1; torchvision's RegionProposalNetwork, whose
 *   beta is 1/9
 */
export function proposalLoss(objectness: Tensor, codes: Tensor, targets: AnchorTensors, beta = 1 / 9): ProposalLoss {
  const { positive, counted } = targets;
  const count = tf.maximum(tf.sum(counted), 1);
  // −log of the sigmoid of x where the anchor is positive, of −x elsewhere.
  const errors = tf.sub(tf.softplus(objectness), tf.mul(objectness, positive));
  const differences = tf.sub(tf.reshape(codes, targets.codes.shape), targets.codes);
  const moved = tf.sum(smoothL1(differences, beta), -1);
  return {
    objectness: tf.div(tf.sum(tf.mul(errors, counted)), count),
    placement: tf.div(tf.sum(tf.mul(moved, tf.mul(positive, counted))), count),
  };
}

import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-node';
import { at } from '../../spec/at';
import { tf } from '../../tfjs/backend';
import { softmaxCrossEntropy } from '../../tfjs/kernels/loss';
import { smoothL1 } from '../../tfjs/kernels/smoothL1';

/** Regions of a batch as tensors, `R` of all pictures. */
export interface RegionTensors {
  /** [R] int32: 0 for background, 1 + the object's label. */
  readonly classes: Tensor;
  /** [R]: 1 for those that count. */
  readonly counted: Tensor;
  /** [R, 4]: codes from each region with an object to it. */
  readonly codes: Tensor;
}

/** The two terms of the multi-task loss. */
export interface RegionLoss {
  readonly classification: Scalar;
  readonly boxes: Scalar;
}

/**
 * The multi-task loss of Fast R-CNN: of the regions that count, the mean cross-entropy of the class, and the smooth L1 loss
 * of the four numbers that belong to the true class, where there is an object, divided by all that count.
 *
 * @param scores [R, 1 + classes] before softmax, background first
 * @param codes [R, 4 · (1 + classes)]
 * @param beta of the smooth L1 loss: 1, as published, unless told; torchvision's is 1/9
 * @see Girshick, Fast R-CNN, https://arxiv.org/abs/1504.08083, equations 1 to 3; torchvision's fastrcnn_loss
 */
export function regionLoss(scores: Tensor, codes: Tensor, targets: RegionTensors, beta = 1): RegionLoss {
  const { classes, counted } = targets;
  const count = tf.maximum(tf.sum(counted), 1);
  const errors = softmaxCrossEntropy(scores as Tensor2D, classes as Tensor1D); // regions by classes, one class each
  const outputs = at(scores.shape, 1);
  const ofClass = tf.expandDims(tf.cast(tf.oneHot(classes as Tensor1D, outputs), 'float32'), 2);
  const own = tf.sum(tf.mul(tf.reshape(codes, [-1, outputs, 4]), ofClass), 1); // [R, 4]
  const moved = tf.sum(smoothL1(tf.sub(own, targets.codes), beta), -1);
  const isObject = tf.cast(tf.greater(classes, 0), 'float32');
  return {
    classification: tf.div(tf.sum(tf.mul(errors, counted)), count),
    boxes: tf.div(tf.sum(tf.mul(moved, tf.mul(isObject, counted))), count),
  };
}

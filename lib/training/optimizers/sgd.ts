import type { Tensor } from '@tensorflow/tfjs-node';
import { tf } from '../../tfjs/backend';
import type { Optimizer } from './optimizer';
import { checkAtLeastZero, checkShare } from './options';
import { createOptimizer } from './update';

export interface SgdOptions {
  /** Share of the last update's direction that is kept; 0 (the default) keeps nothing. */
  readonly momentum?: number;
  /** Looks one step ahead along the momentum. */
  readonly nesterov?: boolean;
  /** Share of each weight that is added to its gradient. */
  readonly weightDecay?: number;
}

/**
 * Stochastic gradient descent, as `torch.optim.SGD`: with g the gradient plus weightDecay · w,
 * v ← momentum · v + g and w ← w − learningRate · v; with Nesterov's form w ← w − learningRate · (g + momentum · v).
 *
 * Introduced in notebook 04.
 *
 * @throws RangeError when an option is out of its range
 * @see Sutskever, Martens, Dahl and Hinton, On the importance of initialization and momentum in deep learning
 */
export function sgd(options: SgdOptions = {}): Optimizer {
  const { momentum = 0, nesterov = false, weightDecay = 0 } = options;
  checkShare('sgd', 'momentum', momentum);
  checkAtLeastZero('sgd', 'weightDecay', weightDecay);
  if (nesterov && momentum === 0) {
    throw new RangeError('sgd: nesterov needs a momentum above 0, such as 0.9. Received momentum 0.');
  }
  return createOptimizer<'momentum'>({
    name: 'sgd',
    settings: { momentum, nesterov, weightDecay },
    slots: momentum === 0 ? [] : ['momentum'],
    update(weight, gradient, slots, { learningRate }) {
      const g = weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(weight, weightDecay));
      if (momentum === 0) return { weight: moved(weight, g, learningRate), slots };
      const velocity = tf.add(tf.mul(slots.momentum, momentum), g);
      const direction = nesterov ? tf.add(g, tf.mul(velocity, momentum)) : velocity;
      return { weight: moved(weight, direction, learningRate), slots: { momentum: velocity } };
    },
  });
}

function moved(weight: Tensor, direction: Tensor, learningRate: number): Tensor {
  return tf.sub(weight, tf.mul(direction, learningRate));
}

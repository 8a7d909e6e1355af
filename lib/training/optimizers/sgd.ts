import { tf } from '../../tfjs/backend';
import { checkAtLeastZero, checkShare } from './checks';
import { createOptimizer } from './createOptimizer';
import type { Optimizer } from './optimizer';
import type { Rule } from './rule';

export interface SgdOptions {
  /** Share of the last step's direction that is kept; 0, the default, keeps nothing. */
  readonly momentum?: number;
  /** Takes the gradient as it would be one step further along the momentum. */
  readonly nesterov?: boolean;
  /** Share of each weight that is added to its gradient; 0 by default. */
  readonly weightDecay?: number;
}

/**
 * Stochastic gradient descent, as `torch.optim.SGD`. With g the gradient plus weightDecay · w:
 * v ← momentum · v + g, then w ← w − learningRate · v, or w ← w − learningRate · (g + momentum · v) with `nesterov`.
 *
 * Introduced in notebook alexnet.
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
  const settings = { momentum, nesterov, weightDecay };
  return momentum === 0 ? createOptimizer(plainRule(settings)) : createOptimizer(momentumRule(settings));
}

function plainRule(settings: Required<SgdOptions>): Rule<never> {
  const { weightDecay } = settings;
  return {
    name: 'sgd',
    settings: { ...settings },
    slots: [],
    compose(weight, gradient, slots, { learningRate }) {
      const g = tf.add(gradient, tf.mul(weight, weightDecay));
      return { weight: tf.sub(weight, tf.mul(g, learningRate)), slots };
    },
    updateInPlace({ weight, before, gradient, scalars }, { learningRate }) {
      weight.update('ResourceApplyGradientDescent', [scalars.get(learningRate), gradient]);
      if (weightDecay === 0) return;
      weight.update('ResourceApplyGradientDescent', [scalars.get(learningRate * weightDecay), before]);
    },
  };
}

function momentumRule(settings: Required<SgdOptions>): Rule<'momentum'> {
  const { momentum, nesterov, weightDecay } = settings;
  return {
    name: 'sgd',
    settings: { ...settings },
    slots: ['momentum'],
    compose(weight, gradient, slots, { learningRate }) {
      const g = tf.add(gradient, tf.mul(weight, weightDecay));
      const velocity = tf.add(tf.mul(slots.momentum, momentum), g);
      const direction = nesterov ? tf.add(g, tf.mul(velocity, momentum)) : velocity;
      return { weight: tf.sub(weight, tf.mul(direction, learningRate)), slots: { momentum: velocity } };
    },
    updateInPlace({ weight, before, gradient, slots, scalars }, { learningRate }) {
      const attributes = { use_nesterov: nesterov };
      if (weightDecay > 0) {
        // The kernel knows no decay. momentum · (v + weightDecay / momentum · w) + gradient is the new v.
        slots.momentum.update('ResourceApplyGradientDescent', [scalars.get(-weightDecay / momentum), before]);
      }
      const inputs = [slots.momentum, scalars.get(learningRate), gradient, scalars.get(momentum)];
      weight.update('ResourceApplyMomentum', inputs, attributes);
      if (weightDecay > 0 && nesterov) {
        // Nesterov's form adds g once more, of which the kernel had the gradient only.
        weight.update('ResourceApplyGradientDescent', [scalars.get(learningRate * weightDecay), before]);
      }
    },
  };
}

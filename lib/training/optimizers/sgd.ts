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
 * Introduced in notebook learning.
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

function plainRule(settings: Required<SgdOptions>): Rule<never, 'learningRate' | 'decay'> {
  const { weightDecay } = settings;
  return {
    name: 'sgd',
    settings: { ...settings },
    slots: [],
    compose(weight, gradient, slots, { learningRate }) {
      const g = tf.add(gradient, tf.mul(weight, weightDecay));
      return { weight: tf.sub(weight, tf.mul(g, learningRate)), slots };
    },
    numbers: ({ learningRate }) => ({ learningRate, decay: weightDecay }),
    updateInPlace({ weight, gradient, numbers }) {
      const g = weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(weight.read(), numbers.decay));
      weight.update('ResourceApplyGradientDescent', [numbers.learningRate, g]);
    },
  };
}

function momentumRule(
  settings: Required<SgdOptions>,
): Rule<'momentum', 'learningRate' | 'momentum' | 'decay' | 'share'> {
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
    numbers: ({ learningRate }) => ({ learningRate, momentum, decay: weightDecay, share: -weightDecay / momentum }),
    updateInPlace({ weight, gradient, slots, numbers }) {
      const decays = weightDecay > 0;
      if (decays && !nesterov) {
        // momentum · (v + weightDecay / momentum · w) + gradient is the new v: one pass, and nothing in between.
        slots.momentum.update('ResourceApplyGradientDescent', [numbers.share, weight.read()]);
      }
      // Nesterov's form adds the gradient once more, so that there the decay must be in it.
      const g = decays && nesterov ? tf.add(gradient, tf.mul(weight.read(), numbers.decay)) : gradient;
      const inputs = [slots.momentum, numbers.learningRate, g, numbers.momentum];
      weight.update('ResourceApplyMomentum', inputs, { use_nesterov: nesterov });
    },
  };
}

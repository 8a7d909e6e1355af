import type { Tensor } from '@tensorflow/tfjs-node';
import { tf } from '../../tfjs/backend';
import { checkAtLeastZero, checkShare } from './checks';
import { createOptimizer } from './createOptimizer';
import type { Optimizer } from './optimizer';
import type { InPlace, Step, Updated } from './rule';

export interface AdamOptions {
  /** Share of the gradients' mean that is kept at each step; 0.9 by default. */
  readonly beta1?: number;
  /** Share of the squares' mean that is kept at each step; 0.999 by default. */
  readonly beta2?: number;
  /** Added to the root of the squares' mean; 1e-8 by default. */
  readonly epsilon?: number;
  /** 0 by default; 0.01 in `adamW`. */
  readonly weightDecay?: number;
}

type Slot = 'mean' | 'square';

/**
 * Adam, as `torch.optim.Adam`. With g the gradient plus weightDecay · w, in step t:
 * m ← beta1 · m + (1 − beta1) · g and s ← beta2 · s + (1 − beta2) · g², then
 * w ← w − learningRate · m / (1 − beta1ᵗ) / (√(s / (1 − beta2ᵗ)) + epsilon).
 *
 * Introduced in notebook alexnet.
 *
 * @throws RangeError when an option is out of its range
 * @see https://arxiv.org/abs/1412.6980, algorithm 1
 */
export function adam(options: AdamOptions = {}): Optimizer {
  const settings = checkedSettings('adam', options, 0);
  const { weightDecay } = settings;
  return createOptimizer({
    name: 'adam',
    settings: { ...settings },
    slots: ['mean', 'square'],
    compose: (weight, gradient, slots, step) =>
      adamStep(weight, tf.add(gradient, tf.mul(weight, weightDecay)), slots, settings, step),
    numbers: step => ({ ...adamNumbers(settings, step), decay: weightDecay }),
    updateInPlace(target) {
      const { weight, gradient, numbers } = target;
      const g = weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(weight.read(), numbers.decay));
      adamStepInPlace({ ...target, gradient: g });
    },
  });
}

/**
 * Adam with the decay taken from the weights themselves, as `torch.optim.AdamW`:
 * w ← w − learningRate · weightDecay · w, then Adam's step with the plain gradient.
 *
 * @throws RangeError when an option is out of its range
 * @see https://arxiv.org/abs/1711.05101, algorithm 2
 */
export function adamW(options: AdamOptions = {}): Optimizer {
  const settings = checkedSettings('adamW', options, 0.01);
  const { weightDecay } = settings;
  return createOptimizer({
    name: 'adamW',
    settings: { ...settings },
    slots: ['mean', 'square'],
    compose: (weight, gradient, slots, step) =>
      adamStep(tf.mul(weight, 1 - step.learningRate * weightDecay), gradient, slots, settings, step),
    numbers: step => ({ ...adamNumbers(settings, step), decay: step.learningRate * weightDecay }),
    updateInPlace(target) {
      const { weight, numbers } = target;
      weight.update('ResourceApplyGradientDescent', [numbers.decay, weight.read()]);
      adamStepInPlace(target);
    },
  });
}

type Settings = Required<AdamOptions>;

function checkedSettings(name: string, options: AdamOptions, decay: number): Settings {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = decay } = options;
  checkShare(name, 'beta1', beta1);
  checkShare(name, 'beta2', beta2);
  checkAtLeastZero(name, 'epsilon', epsilon);
  checkAtLeastZero(name, 'weightDecay', weightDecay);
  return { beta1, beta2, epsilon, weightDecay };
}

function adamStep(
  weight: Tensor,
  g: Tensor,
  slots: Readonly<Record<Slot, Tensor>>,
  { beta1, beta2, epsilon }: Settings,
  { learningRate, step }: Step,
): Updated<Slot> {
  const mean = tf.add(tf.mul(slots.mean, beta1), tf.mul(g, 1 - beta1));
  const square = tf.add(tf.mul(slots.square, beta2), tf.mul(tf.square(g), 1 - beta2));
  const root = tf.div(tf.sqrt(square), Math.sqrt(1 - beta2 ** step));
  const direction = tf.div(mean, tf.add(root, epsilon));
  return {
    weight: tf.sub(weight, tf.mul(direction, learningRate / (1 - beta1 ** step))),
    slots: { mean, square },
  };
}

/** What the kernel reads, in its order; `decay` is what the two forms of decay need. */
const NUMBERS = ['power1', 'power2', 'rate', 'beta1', 'beta2', 'epsilon'] as const;
type Num = (typeof NUMBERS)[number] | 'decay';

/**
 * The kernel adds epsilon before it corrects the squares' mean, so epsilon gets the correction's root as a factor.
 * Both corrections are worked out here in double precision and for the betas as the kernel rounds them;
 * powers of 0 turn the kernel's own corrections off.
 */
function adamNumbers(
  { beta1, beta2, epsilon }: Settings,
  { learningRate, step }: Step,
): Record<Exclude<Num, 'decay'>, number> {
  const correction = 1 - Math.fround(beta1) ** step;
  const root = Math.sqrt(1 - Math.fround(beta2) ** step);
  return { power1: 0, power2: 0, rate: (learningRate * root) / correction, beta1, beta2, epsilon: epsilon * root };
}

function adamStepInPlace({ weight, gradient, slots, numbers }: InPlace<Slot, Num>): void {
  const inputs = [slots.mean, slots.square, ...NUMBERS.map(name => numbers[name]), gradient];
  weight.update('ResourceApplyAdam', inputs, { use_nesterov: false });
}

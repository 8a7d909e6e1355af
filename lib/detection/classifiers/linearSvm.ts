import * as reading from '../../spec/at';
import type { NDArray } from '../../spec/ndarray';
import { permutation, Random } from '../../spec/random';
import { type LinearClassifier, matrixSize } from './linearClassifier';

const { doubleAt, floatAt, intAt } = reading;

export interface SvmOptions {
  /** What an example on the wrong side costs, against the size of the weights; 1 by default. The smaller, the smaller the weights. */
  readonly cost?: number;
  /** How much more positives cost than negatives; 1 by default. */
  readonly positiveWeight?: number;
  /** Ends when no example's margin is so far from where it could be; 1e-3 by default. */
  readonly tolerance?: number;
  /** Times through all examples at most; 1,000 by default. */
  readonly epochs?: number;
  /** Of the order in which examples are visited; 0 by default. The result is the same but for the tolerance. */
  readonly seed?: number;
}

/** A hyperplane: positives have positive scores. */
export interface LinearSvm {
  /** [d] */
  readonly weights: Float32Array;
  readonly bias: number;
}

/**
 * A linear support vector machine: the weights w and the bias b with the smallest
 *
 *   ½ |w|² + ½ b² + cost · Σ max(0, 1 − yᵢ (w · xᵢ + b)),
 *
 * where y is 1 or −1. An example beyond its margin adds nothing, so that only those near the boundary matter.
 * Each has a multiplier from 0 to its cost; one after the other is set to its best value while the others stay (dual
 * coordinate descent), which comes to the one optimum.
 *
 * Introduced in notebook rcnn-sppnet.
 *
 * @param features [n, d]
 * @param positive [n]: whether each example is one
 * @throws RangeError when there are no examples, not one answer for each, a feature is no number, or an option makes no sense
 * @see Hsieh et al., A Dual Coordinate Descent Method for Large-scale Linear SVM, ICML 2008, algorithm 1
 */
export function linearSvm(features: NDArray, positive: readonly boolean[], options: SvmOptions = {}): LinearSvm {
  const { cost = 1, positiveWeight = 1, tolerance = 1e-3, epochs = 1000, seed = 0 } = options;
  const [count, width] = matrixSize(features, 'linearSvm');
  checkExamples(features, positive.length, 'linearSvm');
  if (!(cost > 0 && positiveWeight > 0)) {
    throw new RangeError(`linearSvm: cost and positiveWeight must be above 0. Received ${cost} and ${positiveWeight}.`);
  }
  const dual = new Dual(features.data, width);
  const signs = Int32Array.from(positive, one => (one ? 1 : -1));
  const random = new Random(`linearSvm/${seed}`);
  for (let epoch = 0; epoch < epochs; epoch++) {
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const i of permutation(count, random)) {
      const sign = intAt(signs, i);
      const violation = dual.improve(i, sign, sign > 0 ? cost * positiveWeight : cost);
      least = Math.min(least, violation);
      most = Math.max(most, violation);
    }
    if (most - least <= tolerance) break;
  }
  return { weights: Float32Array.from(dual.weights), bias: dual.bias };
}

/** The multipliers, and the weights that they come to: Σ multiplier · sign · example. */
class Dual {
  readonly weights: Float64Array;
  bias = 0;
  private readonly multipliers: Float64Array;
  /** |x|² + 1 of each example: the bias is the weight of a feature that is always 1. */
  private readonly squares: Float64Array;

  constructor(
    private readonly examples: Float32Array,
    private readonly width: number,
  ) {
    const count = examples.length / width;
    this.weights = new Float64Array(width);
    this.multipliers = new Float64Array(count);
    this.squares = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      let sum = 1;
      for (let k = i * width; k < (i + 1) * width; k++) sum += floatAt(examples, k) ** 2;
      this.squares[i] = sum;
    }
  }

  /** Gives one multiplier its best value. @returns how far its gradient was from 0, where it could move */
  improve(i: number, sign: number, limit: number): number {
    const gradient = sign * this.score(i) - 1;
    const before = doubleAt(this.multipliers, i);
    const free = before <= 0 ? Math.min(gradient, 0) : before >= limit ? Math.max(gradient, 0) : gradient;
    if (free === 0) return 0;
    const after = Math.min(Math.max(before - gradient / doubleAt(this.squares, i), 0), limit);
    this.multipliers[i] = after;
    this.move(i, (after - before) * sign);
    return free;
  }

  private score(i: number): number {
    const { weights, examples, width } = this;
    let sum = this.bias;
    const start = i * width;
    for (let k = 0; k < width; k++) sum += doubleAt(weights, k) * floatAt(examples, start + k);
    return sum;
  }

  private move(i: number, step: number): void {
    const { weights, examples, width } = this;
    const start = i * width;
    for (let k = 0; k < width; k++) weights[k] = doubleAt(weights, k) + step * floatAt(examples, start + k);
    this.bias += step;
  }
}

/**
 * One machine for each class, against all others and the background.
 *
 * @param features [n, d]
 * @param labels [n]: the class of each example; −1 is background
 * @param numClasses how many classes
 * @throws RangeError as `linearSvm`
 */
export function oneVersusRest(
  features: NDArray,
  labels: Int32Array,
  options: SvmOptions & { readonly numClasses: number },
): LinearClassifier {
  const machines = Array.from({ length: options.numClasses }, (_, k) =>
    linearSvm(
      features,
      Array.from(labels, label => label === k),
      options,
    ),
  );
  return joined(machines);
}

/** Machines as one classifier, a row each. */
export function joined(machines: readonly LinearSvm[]): LinearClassifier {
  const width = machines[0]?.weights.length ?? 0; // none where there are no classes
  const data = new Float32Array(machines.length * width);
  machines.forEach(({ weights }, k) => {
    data.set(weights, k * width);
  });
  return {
    weights: { shape: [machines.length, width], data },
    biases: Float32Array.from(machines, ({ bias }) => bias),
  };
}

/** @throws RangeError when there are no examples, not one answer for each, or a feature is no number */
export function checkExamples({ shape: [count = 0], data }: NDArray, answers: number, where: string): void {
  if (count === 0 || answers !== count) {
    throw new RangeError(`${where}: there must be examples, and an answer for each. Received ${count} and ${answers}.`);
  }
  const odd = data.find(value => !Number.isFinite(value));
  if (odd !== undefined) throw new RangeError(`${where}: features must be finite numbers. Received ${odd}.`);
}

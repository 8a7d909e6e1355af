import * as reading from '../../spec/at';
import type { NDArray } from '../../spec/ndarray';
import { lbfgs, type Objective } from './lbfgs';
import { type LinearClassifier, matrixSize } from './linearClassifier';
import { checkExamples } from './linearSvm';

const { doubleAt, floatAt, intAt } = reading;

export interface SoftmaxOptions {
  readonly numClasses: number;
  /** What the cross-entropy of an example counts, against the size of the weights; 1 by default. */
  readonly cost?: number;
  /** Ends when no part of the gradient is larger; 1e-4 by default. */
  readonly tolerance?: number;
  /** Steps at most; 500 by default. */
  readonly steps?: number;
}

/**
 * Softmax regression: the weights with the smallest ½ |W|² + cost · Σ cross-entropy, biases free. All classes compete for
 * an example, where a support vector machine asks of each class alone whether it is one.
 *
 * @param features [n, d]
 * @param labels [n]: the class of each example, from 0 on
 * @returns scores are logits: `ops.softmax` makes probabilities of them
 * @throws RangeError when there are no examples, not one label for each, a label is no class, or a feature is no number
 */
export function softmaxRegression(features: NDArray, labels: Int32Array, options: SoftmaxOptions): LinearClassifier {
  const { numClasses, cost = 1, tolerance = 1e-4, steps = 500 } = options;
  const [, width] = matrixSize(features, 'softmaxRegression');
  checkExamples(features, labels.length, 'softmaxRegression');
  const odd = labels.find(label => label < 0 || label >= numClasses);
  if (odd !== undefined) {
    throw new RangeError(`softmaxRegression: labels go from 0 to ${numClasses - 1}. Received ${odd}.`);
  }
  // A row for each class: its weights, then its bias.
  const start = new Float64Array(numClasses * (width + 1));
  const found = lbfgs(penalizedCrossEntropy(features, labels, numClasses, cost), start, { tolerance, steps });
  const row = (k: number): Float64Array => found.subarray(k * (width + 1), (k + 1) * (width + 1));
  const weights = new Float32Array(numClasses * width);
  for (let k = 0; k < numClasses; k++) weights.set(row(k).subarray(0, width), k * width);
  return {
    weights: { shape: [numClasses, width], data: weights },
    biases: Float32Array.from({ length: numClasses }, (_, k) => doubleAt(row(k), width)),
  };
}

function penalizedCrossEntropy(features: NDArray, labels: Int32Array, numClasses: number, cost: number): Objective {
  const [, width] = matrixSize(features, 'softmaxRegression');
  const { data } = features;
  const stride = width + 1;
  return point => {
    const gradient = new Float64Array(point.length);
    let value = 0;
    for (let place = 0; place < point.length; place++) {
      if (place % stride === width) continue;
      gradient[place] = doubleAt(point, place);
      value += 0.5 * doubleAt(point, place) ** 2;
    }
    for (let i = 0; i < labels.length; i++) {
      const logits = logitsOf(point, data.subarray(i * width, (i + 1) * width), numClasses);
      const { shares, logSum } = softmaxOf(logits);
      const label = intAt(labels, i);
      value += cost * (logSum - doubleAt(logits, label));
      for (let k = 0; k < numClasses; k++) {
        const error = cost * (doubleAt(shares, k) - (k === label ? 1 : 0));
        const row = k * stride;
        for (let j = 0; j < width; j++) {
          gradient[row + j] = doubleAt(gradient, row + j) + error * floatAt(data, i * width + j);
        }
        gradient[row + width] = doubleAt(gradient, row + width) + error;
      }
    }
    return { value, gradient };
  };
}

function logitsOf(point: Float64Array, example: Float32Array, numClasses: number): Float64Array {
  const stride = example.length + 1;
  const logits = new Float64Array(numClasses);
  for (let k = 0; k < numClasses; k++) {
    let sum = doubleAt(point, k * stride + example.length);
    for (let j = 0; j < example.length; j++) sum += doubleAt(point, k * stride + j) * floatAt(example, j);
    logits[k] = sum;
  }
  return logits;
}

function softmaxOf(logits: Float64Array): { readonly shares: Float64Array; readonly logSum: number } {
  const most = logits.reduce((a, b) => Math.max(a, b));
  const powers = logits.map(logit => Math.exp(logit - most));
  const sum = powers.reduce((a, b) => a + b);
  return { shares: powers.map(power => power / sum), logSum: most + Math.log(sum) };
}

import * as reading from '../../spec/at';
import type { NDArray } from '../../spec/ndarray';
import { type LinearClassifier, matrixSize } from '../classifiers/linearClassifier';
import { checkExamples } from '../classifiers/linearSvm';
import { solvePositiveDefinite } from './cholesky';

const { doubleAt, floatAt } = reading;

export interface RidgeOptions {
  /** How much the size of the weights counts against the errors; 1,000 by default, as in R-CNN. */
  readonly penalty?: number;
}

/**
 * Ridge regression: the weights with the smallest Σ |t − W x − b|² + penalty · |W|². The bias is free. There is a closed form,
 *
 *   W = Tᵀ X (Xᵀ X + penalty · I)⁻¹ = Tᵀ (X Xᵀ + penalty · I)⁻¹ X
 *
 * for X and T without their means; of the two the one with fewer equations is solved.
 *
 * Introduced in notebook rcnn-sppnet.
 *
 * @param features [n, d]
 * @param targets [n, k]
 * @returns weights [k, d], biases [k]
 * @throws RangeError when there are no examples, not one target for each, a number is not finite, or the penalty is negative
 * @see Girshick et al., Rich Feature Hierarchies, https://arxiv.org/abs/1311.2524, appendix C
 */
export function ridgeRegression(features: NDArray, targets: NDArray, options: RidgeOptions = {}): LinearClassifier {
  const { penalty = 1000 } = options;
  const [count, width] = matrixSize(features, 'ridgeRegression');
  const [answers, outputs] = matrixSize(targets, 'ridgeRegression');
  checkExamples(features, answers, 'ridgeRegression');
  checkExamples(targets, count, 'ridgeRegression');
  if (!(penalty >= 0)) throw new RangeError(`ridgeRegression: penalty must be at least 0. Received ${penalty}.`);
  const [x, t] = [centred(features.data, width), centred(targets.data, outputs)];
  const size = { count, width, outputs };
  const weights = width <= count ? primal(x.data, t.data, size, penalty) : dual(x.data, t.data, size, penalty);
  const biases = Float32Array.from(t.means, (mean, k) => {
    let sum = mean;
    for (let j = 0; j < width; j++) sum -= doubleAt(weights, k * width + j) * doubleAt(x.means, j);
    return sum;
  });
  return { weights: { shape: [outputs, width], data: Float32Array.from(weights) }, biases };
}

/** Columns without their means. */
function centred(data: Float32Array, width: number): { readonly data: Float64Array; readonly means: Float64Array } {
  const means = new Float64Array(width);
  const count = data.length / width;
  for (let i = 0; i < data.length; i++) means[i % width] = doubleAt(means, i % width) + floatAt(data, i) / count;
  return { means, data: Float64Array.from(data, (value, i) => value - doubleAt(means, i % width)) };
}

interface Size {
  readonly count: number;
  readonly width: number;
  readonly outputs: number;
}

/** An equation for each feature. @returns [outputs, width] */
function primal(x: Float64Array, t: Float64Array, { count, width, outputs }: Size, penalty: number): Float64Array {
  const gram = new Float64Array(width * width);
  const products = new Float64Array(width * outputs);
  for (let row = 0; row < count; row++) {
    for (let i = 0; i < width; i++) {
      const value = doubleAt(x, row * width + i);
      if (value === 0) continue;
      for (let j = 0; j <= i; j++)
        gram[i * width + j] = doubleAt(gram, i * width + j) + value * doubleAt(x, row * width + j);
      for (let k = 0; k < outputs; k++) {
        products[i * outputs + k] = doubleAt(products, i * outputs + k) + value * doubleAt(t, row * outputs + k);
      }
    }
  }
  for (let i = 0; i < width; i++) gram[i * width + i] = doubleAt(gram, i * width + i) + penalty;
  solvePositiveDefinite(gram, products, width);
  const weights = new Float64Array(outputs * width);
  for (let i = 0; i < width; i++) {
    for (let k = 0; k < outputs; k++) weights[k * width + i] = doubleAt(products, i * outputs + k);
  }
  return weights;
}

/** An equation for each example. @returns [outputs, width] */
function dual(x: Float64Array, t: Float64Array, { count, width, outputs }: Size, penalty: number): Float64Array {
  const gram = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = i === j ? penalty : 0;
      for (let k = 0; k < width; k++) sum += doubleAt(x, i * width + k) * doubleAt(x, j * width + k);
      gram[i * count + j] = sum;
    }
  }
  const shares = t.slice();
  solvePositiveDefinite(gram, shares, count);
  const weights = new Float64Array(outputs * width);
  for (let row = 0; row < count; row++) {
    for (let k = 0; k < outputs; k++) {
      const share = doubleAt(shares, row * outputs + k);
      for (let j = 0; j < width; j++) {
        weights[k * width + j] = doubleAt(weights, k * width + j) + share * doubleAt(x, row * width + j);
      }
    }
  }
  return weights;
}

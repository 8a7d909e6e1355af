import type { NDArray } from '../spec/ndarray';
import { showShape } from '../spec/pair';
import { checkArray, checkVector, isRank2, reshape, sizeOf } from './array';
import { addBias } from './convolution';
import { matmul } from './matmul';

/**
 * A fully connected layer: x · kernel + bias.
 *
 * Introduced in notebook convolution-arithmetic.
 *
 * @param x [n, in]
 * @param kernel [in, units]; PyTorch keeps its transpose
 * @param bias [units], or null for none
 * @returns [n, units]
 * @throws RangeError when the shapes do not go together
 */
export function dense(x: NDArray, kernel: NDArray, bias: NDArray | null): NDArray {
  if (!isRank2(x.shape) || !isRank2(kernel.shape) || x.shape[1] !== kernel.shape[0]) {
    const hint = x.shape.length > 2 ? ' Flatten x first.' : '';
    throw new RangeError(
      `dense: x must be [n, in] and kernel [in, units]. Received ${showShape(x.shape)} and ${showShape(kernel.shape)}.${hint}`,
    );
  }
  if (bias !== null) checkVector(bias, kernel.shape[1], 'dense', 'bias');
  const y = matmul(x, kernel);
  addBias(y.data, bias);
  return y;
}

/**
 * One vector for each example, in the order rows, columns, channels. PyTorch flattens [c, h, w], so that the rows of
 * the dense kernel after it come in another order there.
 *
 * Introduced in notebook convolution-arithmetic.
 *
 * @param x [n, ...]
 * @returns [n, product of the rest]; the data is shared
 * @throws RangeError when `x` is a single number
 */
export function flatten(x: NDArray): NDArray {
  checkArray(x, 'flatten', 'x');
  const [batch, ...rest] = x.shape;
  if (batch === undefined) throw new RangeError('flatten: x must have a batch axis. Received shape [].');
  return reshape(x, [batch, sizeOf(rest)]);
}

import type { Shape } from '../../spec/shape';

/**
 * A shape without its first axis, the batch.
 *
 * @throws RangeError when another axis is open, as in a model that takes images of any size
 */
export function withoutBatch(shape: readonly (number | null)[]): Shape {
  return shape.slice(1).map(size => {
    if (size !== null) return size;
    throw new RangeError(`a network is built for one size of input. Received [${shape.join(', ')}].`);
  });
}

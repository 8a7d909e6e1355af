import type { Layer, OpName } from '../network';
import type { Shape } from '../shape';
import type { WeightSpec } from './definition';
import { definitionOf } from './index';

/**
 * The weights of a layer, in the order in which PyTorch lists them.
 *
 * @param inputs shapes of the layer's inputs, without the batch
 */
export function layerWeights<K extends OpName>(layer: Layer<K>, inputs: readonly Shape[]): readonly WeightSpec[] {
  return definitionOf<K>(layer.op).weights(layer, inputs);
}

import type { Layer, OpName } from '../spec/network';
import { definitionOf } from '../spec/ops';
import type { WeightSpec } from '../spec/ops/definition';
import type { Shape } from '../spec/shape';

/**
 * The weights of a layer, in the order in which PyTorch lists them.
 *
 * @param inputs shapes of the layer's inputs, without the batch
 */
export function layerWeights<K extends OpName>(layer: Layer<K>, inputs: readonly Shape[]): readonly WeightSpec[] {
  return definitionOf<K>(layer.op).weights(layer, inputs);
}

import type { LayersModel, Tensor } from '@tensorflow/tfjs-node';
import type { NDArray } from '../../spec/ndarray';
import { toNDArray } from '../arrays';
import { opLayersOf } from './modelLayers';

/**
 * The weights of a model in this library's layout, to compute with them outside of TensorFlow: kernels
 * [kh, kw, in / groups, out], and so on. `stateDict` has them as PyTorch lays them out.
 *
 * @param model what `buildModel` made
 * @returns by the layer's name and the weight's, e.g. `conv1/kernel`; copies, which later training does not change
 */
export function weightArrays(model: LayersModel): Map<string, NDArray> {
  const arrays = new Map<string, NDArray>();
  for (const layer of opLayersOf(model)) {
    for (const [name, variable] of layer.variables) arrays.set(`${layer.name}/${name}`, copy(variable.read()));
  }
  return arrays;
}

function copy(tensor: Tensor): NDArray {
  const { shape, data } = toNDArray(tensor);
  return { shape, data: data.slice() };
}

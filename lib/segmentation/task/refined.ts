import type { LayersModel } from '@tensorflow/tfjs-node';
import type { NetworkSpec } from '../../spec/network';
import { buildModel, entriesFor, loadStateDict, stateDict } from '../../tfjs';

/** A trained network, and its description. */
export interface Trained {
  readonly model: LayersModel;
  readonly net: NetworkSpec;
}

/**
 * The next finer network of the ladder, which starts from a trained one: it takes over the weights of all layers that both
 * have. New layers of scores start at 0, so that they change nothing yet, and new enlargements as bilinear interpolation.
 *
 * Introduced in notebook fcn-segmentation.
 *
 * @param coarse such as a trained FCN-32s; it is left as it is
 * @param finer such as the FCN-16s on the same backbone
 * @param options.seed of what else is new
 * @see Long, Shelhamer and Darrell, Fully Convolutional Networks for Semantic Segmentation, https://arxiv.org/abs/1411.4038, section 4.2
 */
export function refined(coarse: Trained, finer: NetworkSpec, options: { readonly seed?: number } = {}): LayersModel {
  const model = buildModel(finer, { ...options, initializer: 'he', bilinearUpsampling: true });
  const known = entriesFor(finer, stateDict(coarse.model, coarse.net));
  const entries = [...stateDict(model, finer)].map(([key, array]) => {
    const taken = known.get(key);
    if (taken !== undefined) return [key, taken] as const;
    const { shape, data } = array;
    return [key, key.startsWith('score') ? { shape, data: new Float32Array(data.length) } : array] as const;
  });
  loadStateDict(model, finer, new Map(entries));
  return model;
}

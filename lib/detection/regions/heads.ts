import type { LayersModel, SymbolicTensor, Tensor } from '@tensorflow/tfjs-node';
import { at } from '../../spec/at';
import { tf } from '../../tfjs/backend';
import { opLayerOf } from '../../tfjs/model/modelLayers';
import type { RegionOutputs } from './regionDetections';

/** The two halves of a detector that reads regions, which share its weights: what is computed once, and what for each region. */
interface Halves {
  readonly trunk: LayersModel;
  readonly heads: readonly string[];
}

const halves = new WeakMap<LayersModel, Halves>();

/** The layer that pools the regions: it reads the map and the regions. */
const POOLING = 'roi_heads.box_roi_pool';

/**
 * The map that a detector pools its regions from.
 *
 * @param images [n, h, w, c], scaled
 * @returns [n, h', w', c']; the caller disposes of it
 * @throws TypeError when the model is no detector of the registry
 */
export function featuresOf(model: LayersModel, images: Tensor): Tensor {
  return tf.tidy(() => halvesOf(model).trunk.apply(images) as Tensor); // a tensor in, one tensor out
}

/**
 * What the heads of a detector say of regions of one picture.
 *
 * @param features [1, h', w', c'], as `featuresOf` gives them
 * @param regions [count, 4], in pixels of the model's input
 */
export function headsOn(model: LayersModel, features: Tensor, regions: Float32Array): RegionOutputs {
  const count = regions.length / 4;
  if (count === 0) return { probabilities: new Float32Array(0), codes: new Float32Array(0) };
  return tf.tidy(() => {
    const values = new Map<string, Tensor>();
    const [first, ...others] = halvesOf(model).heads;
    const pooled = opLayerOf(model, String(first)).call([features, tf.tensor3d(regions, [1, count, 4])], {});
    values.set(POOLING, pooled);
    for (const name of others) {
      const layer = opLayerOf(model, name);
      const inputs = at(layer.inboundNodes, 0).inboundLayers.map(input => values.get(input.name) ?? pooled);
      values.set(name, layer.call(inputs, {}));
    }
    const [scores, codes] = model.outputs.slice(0, 2).map(({ sourceLayer }) => values.get(sourceLayer.name) ?? pooled);
    return {
      probabilities: tf.softmax(scores ?? pooled).dataSync<'float32'>(),
      codes: (codes ?? pooled).dataSync<'float32'>(),
    };
  });
}

function halvesOf(model: LayersModel): Halves {
  const before = halves.get(model);
  if (before !== undefined) return before;
  const pooling = opLayerOf(model, POOLING);
  const [map] = [pooling.input].flat() as SymbolicTensor[]; // a layer of a network was applied to symbolic tensors
  const trunk = tf.model({ inputs: at(model.inputs, 0), outputs: map as SymbolicTensor });
  const heads = [POOLING];
  for (const { name, inboundNodes } of model.layers) {
    const reads = inboundNodes[0]?.inboundLayers.map(input => input.name) ?? [];
    if (name !== POOLING && reads.some(input => heads.includes(input))) heads.push(name);
  }
  const own = { trunk, heads };
  halves.set(model, own);
  return own;
}

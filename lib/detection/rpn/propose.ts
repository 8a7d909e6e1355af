import type { LayersModel, Tensor } from '@tensorflow/tfjs-node';
import { at } from '../../spec/at';
import { tf } from '../../tfjs/backend';
import { inputShapeOf } from '../../tfjs/model/modelLayers';
import { type AnchorShapes, anchorsOf, anchorsPerPlace, proposalOutputs } from './anchorsOf';
import { objectnessOf } from './loss';
import { type ProposalOptions, type Proposals, regionProposals } from './proposals';

const proposers = new WeakMap<LayersModel, LayersModel>();

/** The part of a model that leads to its proposals: it shares the weights, and needs no regions. */
function proposerOf(model: LayersModel): LayersModel {
  const before = proposers.get(model);
  if (before !== undefined) return before;
  const outputs = [...proposalOutputs(model.outputs)];
  const part = tf.model({ inputs: at(model.inputs, 0), outputs });
  proposers.set(model, part);
  return part;
}

/**
 * What the region proposal network of a model proposes for pictures, with the weights that it has now.
 *
 * Introduced in notebook fast-faster-rcnn.
 *
 * @param model of a network such as `models.faster_rcnn_mini`
 * @param images [n, h, w, c], scaled
 * @returns the proposals of each picture
 * @throws RangeError when the model has no region proposal network with such anchors
 */
export function proposeRegions(
  model: LayersModel,
  images: Tensor,
  options: ProposalOptions & AnchorShapes,
): Proposals[] {
  const anchors = anchorsOf(model, options);
  const { objectness, codes } = tf.tidy(() => {
    const [scores, moves] = proposerOf(model).apply(images) as [Tensor, Tensor]; // two outputs, as proposerOf made them
    return {
      objectness: objectnessOf(scores, anchorsPerPlace(options)).dataSync<'float32'>(),
      codes: moves.dataSync<'float32'>(),
    };
  });
  const [height = 0, width = 0] = inputShapeOf(model);
  const count = anchors.length / 4;
  return Array.from({ length: at(images.shape, 0) }, (_, image) => {
    const own = {
      objectness: objectness.subarray(image * count, (image + 1) * count),
      codes: codes.subarray(4 * image * count, 4 * (image + 1) * count),
    };
    return regionProposals(own, anchors, [height, width], options);
  });
}

import type { LayersModel, Tensor } from '@tensorflow/tfjs-node';
import { at } from '../../spec/at';
import { tf } from '../../tfjs/backend';
import { inputShapeOf, opLayerOf } from '../../tfjs/model/modelLayers';
import { type AnchorShapes, anchorsOf, anchorsPerPlace, proposalOutputs } from './anchorsOf';
import { objectnessOf } from './loss';
import { type ProposalOptions, type Proposals, regionProposals } from './proposals';

/** The layers between the map and the proposals, all of which have names of their own. */
const RPN = { conv: 'rpn.head.conv.0.0', relu: 'rpn.head.conv.0.1' } as const;

const proposers = new WeakMap<LayersModel, LayersModel>();

/** The part of a model that leads to its proposals: it shares the weights, and needs no regions. */
function proposerOf(model: LayersModel): LayersModel {
  const before = proposers.get(model);
  if (before !== undefined) return before;
  const part = tf.model({ inputs: at(model.inputs, 0), outputs: [...proposalOutputs(model.outputs)] });
  proposers.set(model, part);
  return part;
}

type Options = ProposalOptions & AnchorShapes;

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
export function proposeRegions(model: LayersModel, images: Tensor, options: Options): Proposals[] {
  return read(model, options, () => proposerOf(model).apply(images) as [Tensor, Tensor]); // two outputs
}

/**
 * The same for one picture whose map is there already.
 *
 * @param features [1, h', w', c'], what the region proposal network reads
 */
export function proposeFrom(model: LayersModel, features: Tensor, options: Options): Proposals {
  const proposals = read(model, options, () => {
    const x = opLayerOf(model, RPN.relu).call(opLayerOf(model, RPN.conv).call(features, {}), {});
    const [scores, codes] = proposalOutputs(model.outputs);
    return [
      opLayerOf(model, scores.sourceLayer.name).call(x, {}),
      opLayerOf(model, codes.sourceLayer.name).call(x, {}),
    ];
  });
  return at(proposals, 0);
}

function read(model: LayersModel, options: Options, run: () => [scores: Tensor, codes: Tensor]): Proposals[] {
  const anchors = anchorsOf(model, options);
  const { objectness, codes } = tf.tidy(() => {
    const [scores, moves] = run();
    return {
      objectness: objectnessOf(scores, anchorsPerPlace(options)).dataSync<'float32'>(),
      codes: moves.dataSync<'float32'>(),
    };
  });
  const [height = 0, width = 0] = inputShapeOf(model);
  const count = anchors.length / 4;
  return Array.from({ length: objectness.length / count }, (_, image) => {
    const own = {
      objectness: objectness.subarray(image * count, (image + 1) * count),
      codes: codes.subarray(4 * image * count, 4 * (image + 1) * count),
    };
    return regionProposals(own, anchors, [height, width], options);
  });
}

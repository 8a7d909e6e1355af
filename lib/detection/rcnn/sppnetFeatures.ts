import type { LayersModel } from '@tensorflow/tfjs-node';
import { analyze } from '../../arithmetic/analyze';
import { pyramidOf } from '../../models/sppOnBackbone';
import { upTo } from '../../models/upTo';
import { batch, unbatch } from '../../ops/array';
import { at } from '../../spec/at';
import { Graph } from '../../spec/graph';
import type { Layer, NetworkSpec } from '../../spec/network';
import { toPair } from '../../spec/pair';
import { toNDArray, toTensor } from '../../tfjs/arrays';
import { tf } from '../../tfjs/backend';
import { mainOutputOf } from '../../tfjs/inference/mainOutputOf';
import { optimizeForInference } from '../../tfjs/inference/optimizeForInference';
import { buildModel } from '../../tfjs/model/buildModel';
import { inputShapeOf, networkLayers } from '../../tfjs/model/modelLayers';
import type { Scaling } from '../../training';
import { scalingOf } from '../../training/loop/inputForm';
import { type MapPlace, poolPyramids, windowOnMap } from '../regions/pyramidPool';
import type { FeatureExtractor } from './extractor';
import { featureLayerOf } from './featureLayer';
import { partUpTo, scaledImages } from './rcnnFeatures';

/**
 * SPPNet's features: the convolutions see the whole picture once. Of each region, the pyramid pools the window of their map,
 * and only dense layers, where the network has any before its classes, are computed for it.
 *
 * Introduced in notebook rcnn-sppnet.
 *
 * @param model of a network with a pyramid, as `models.spp_on` makes it, trained as a classifier
 * @throws RangeError when it has no pyramid; TypeError when the scaling is not known
 */
export function sppnetFeatures(model: LayersModel, options: { readonly scaling?: Scaling } = {}): FeatureExtractor {
  const net = networkOf(model);
  const { map, levels, pyramid } = pyramidOf(net);
  const scaling = scalingOf(model, options.scaling, 'sppnetFeatures');
  const place = placeOf(net, map);
  const trunk = optimizeForInference(partUpTo(model, map));
  const head = denseLayers(model, net, pyramid);
  return {
    extract(image, boxes) {
      const output = tf.tidy(() => mainOutputOf(trunk, toTensor(batch(scaledImages(image, scaling)))));
      const features = at(unbatch(toNDArray(output)), 0);
      output.dispose();
      const size = [at(features.shape, 0), at(features.shape, 1)] as const;
      const windows = boxes.map(box => windowOnMap(box, place, size));
      const pooled = poolPyramids(features, windows, levels);
      if (head === null || boxes.length === 0) return { features: pooled, evaluations: 1 };
      const [count = 0, length = 0] = pooled.shape;
      const vectors = toTensor({ shape: [count, 1, 1, length], data: pooled.data });
      const dense = mainOutputOf(head, vectors);
      const result = toNDArray(dense);
      tf.dispose([vectors, dense]);
      return { features: result, evaluations: 1 };
    },
    dispose() {
      trunk.dispose();
      head?.dispose();
    },
  };
}

function networkOf(model: LayersModel): NetworkSpec {
  const [height = 0, width = 0, channels = 0] = inputShapeOf(model);
  const output = at(model.outputLayers, 0).name;
  return { name: model.name, inputShape: [height, width, channels], layers: networkLayers(model), outputs: [output] };
}

/** @throws RangeError when the map's units do not lie on squares, or see the whole picture */
function placeOf(net: NetworkSpec, map: string): MapPlace {
  const field = analyze(upTo(net, map)).layers.at(-1)?.receptiveField;
  if (field !== null && field !== undefined) {
    const [[start, startAcross], [stride, strideAcross]] = [toPair(field.start), toPair(field.stride)];
    if (start === startAcross && stride === strideAcross) return { start, stride };
  }
  throw new RangeError(`sppnetFeatures: the units of "${map}" must lie on squares of the picture.`);
}

/** The layers between the pyramid and the features as a model of vectors [n, 1, 1, d]; null where there are none. */
function denseLayers(model: LayersModel, net: NetworkSpec, pyramid: string): LayersModel | null {
  const features = featureLayerOf(model);
  if (features === pyramid) return null;
  const path = between(net, pyramid, features);
  const [length = 0] = model.getLayer(pyramid).outputShape.slice(1) as number[]; // a vector's length is known
  const g = new Graph(`${net.name}_dense`, [1, 1, length]);
  const vector = g.flatten(g.input(), pyramid);
  const layers = [...g.build(vector).layers, ...path];
  const part = buildModel({ name: `${net.name}_dense`, inputShape: [1, 1, length], layers, outputs: [features] });
  for (const { name } of path) part.getLayer(name).setWeights(model.getLayer(name).getWeights());
  return part;
}

/** The layers after one, up to another, in order. */
function between(net: NetworkSpec, from: string, to: string): Layer[] {
  const before = new Set(upTo(net, from).layers.map(({ name }) => name));
  return upTo(net, to).layers.filter(({ name }) => !before.has(name));
}

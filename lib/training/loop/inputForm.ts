import type { LayersModel } from '@tensorflow/tfjs-node';
import { channelStatistics } from '../../datasets/labelledImages';
import { at } from '../../spec/at';
import { inputShapeOf } from '../../tfjs/model/modelLayers';
import type { InputForm } from '../batches/batches';
import { type ImageSet, isOfOneSize } from '../batches/imageSet';
import type { Scaling } from '../batches/writeImage';

const scalings = new WeakMap<LayersModel, Scaling>();

/** Remembers how the images of a model are scaled. */
export function rememberScaling(model: LayersModel, scaling: Scaling): void {
  scalings.set(model, scaling);
}

/**
 * The scaling that a model's images need.
 *
 * @throws TypeError when it is neither given nor known
 */
export function scalingOf(model: LayersModel, given: Scaling | undefined, where: string): Scaling {
  const scaling = given ?? scalings.get(model);
  if (scaling !== undefined) return scaling;
  throw new TypeError(
    `${where}: it is not known how the images of the model "${model.name}" are scaled, since fit has not trained it here. ` +
      'Pass scaling: { mean, std }, for example datasets.cifar10Statistics.',
  );
}

/** Mean and deviation of each channel of a set's images, so that they come to lie around 0 with a spread of 1. */
export function measuredScaling(set: ImageSet): Scaling {
  if (isOfOneSize(set)) return channelStatistics(set);
  const channels = at(set.images, 0).shape[2];
  const bytes = set.images.reduce((sum, { data }) => sum + data.length, 0);
  const images = new Uint8Array(bytes);
  let filled = 0;
  for (const { data } of set.images) {
    images.set(data, filled);
    filled += data.length;
  }
  return channelStatistics({ images, shape: [1, 1, bytes / channels, channels] });
}

/** The images that a model reads. */
export function inputFormOf(model: LayersModel, scaling: Scaling): InputForm {
  const shape = inputShapeOf(model);
  return { shape: [at(shape, 0), at(shape, 1), at(shape, 2)], scaling };
}

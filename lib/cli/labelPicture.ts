import { networkFor } from '../checkpoints/networkFor';
import { resizeShorterSide } from '../images/prepareImage';
import type { NetworkEntry } from '../models/networkEntry';
import type { LabelMap } from '../segmentation/labelMap';
import { type SegmentOptions, segment } from '../segmentation/prediction/segment';
import { at } from '../spec/at';
import type { ImagePreset } from '../spec/imagePreset';
import type { NamedArrays, NDArray } from '../spec/ndarray';
import { lastAxis } from '../spec/shape';
import { buildModel } from '../tfjs/model/buildModel';
import { loadStateDict } from '../tfjs/model/stateDict';
import { asTrained } from './asTrained';

/** A network of the registry that labels pixels. */
export interface Segmenter {
  readonly name: string;
  readonly network: NetworkEntry;
  readonly preset: ImagePreset;
}

/** The labels of a picture, and how many classes there are. */
export interface Labelled {
  readonly labels: LabelMap;
  readonly numClasses: number;
}

export interface LabelPictureOptions extends Pick<SegmentOptions, 'window' | 'overlap'> {
  /** Pixels that the shorter side is brought to for the network, where they are not the usual ones. */
  readonly shorterSide?: number;
}

/**
 * Labels the pixels of a picture, which is prepared as the network's pictures were in training.
 *
 * @param weights under PyTorch's names
 * @param picture [h, w, 3], in [0, 1]
 * @returns labels of the picture's own size
 */
export function labelPicture(
  { name, network, preset }: Segmenter,
  weights: NamedArrays,
  picture: NDArray,
  { shorterSide = preset.shorterSide, ...windows }: LabelPictureOptions,
): Labelled {
  const net = networkFor(name, weights, network.build().inputShape);
  const model = buildModel(net, { initializer: 'zeros' });
  try {
    loadStateDict(model, net, weights);
    const { image, scaling } = asTrained(
      preset,
      shorterSide === undefined ? picture : resizeShorterSide(picture, shorterSide),
    );
    const outputSize = [at(picture.shape, 0), at(picture.shape, 1)] as const;
    const options = {
      ...windows,
      scaling,
      ...(shorterSide !== undefined && { outputSize }),
    };
    const labels = segment(model, image, options);
    return { labels, numClasses: lastAxis(at(model.outputs, 0).shape.map(Number)) };
  } finally {
    model.dispose();
  }
}

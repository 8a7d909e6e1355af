import type { LayersModel } from '@tensorflow/tfjs-node';
import { at } from '../../spec/at';
import type { Box } from '../../spec/box';
import { fit, type ImagesOfOneSize } from '../../training';
import { imageBytes } from '../../training/batches/imageSet';
import { scalingOf } from '../../training/loop/inputForm';
import type { RunOptions } from '../../training/loop/options';
import { unpackBoxes } from '../boxes';
import type { DetectionImages } from '../detection';
import { pictureFor } from '../regions/picture';
import { fastRcnn } from '../regions/task';
import { proposeRegions } from '../rpn/propose';
import { regionProposal } from '../rpn/task';
import type { FasterRcnnOptions } from './task';

/** How one of the four steps is trained: each has an optimizer of its own. */
export type StepOptions = Omit<RunOptions<never, never>, 'validation' | 'onEpoch' | 'until' | 'resume'>;

type Pictures = DetectionImages & ImagesOfOneSize;

/**
 * Trains Faster R-CNN in the four steps of its paper, by which proposals and heads come to share their convolutions:
 *
 * 1. the region proposal network, in a first network;
 * 2. convolutions and heads, in a second network, on the proposals of the first;
 * 3. the region proposal network of the second, whose convolutions stay as they are;
 * 4. the heads of the second, on its own proposals; the convolutions still stay.
 *
 * `fasterRcnn` trains all of it at once.
 *
 * @param build makes a network with its first weights, such as `models.faster_rcnn_mini`; it is called twice
 * @param training how each step is trained, such as `() => ({ epochs: 4, optimizer: training.adam() })`
 * @returns the second network
 * @throws RangeError as `fit`
 * @see Ren and others, Faster R-CNN, https://arxiv.org/abs/1506.01497, section 3.2
 */
export async function trainInFourSteps(
  build: () => LayersModel,
  train: Pictures,
  options: FasterRcnnOptions,
  training: (step: 1 | 2 | 3 | 4) => StepOptions,
): Promise<LayersModel> {
  const places = regionProposal(options);
  const { regions, beta = 1 / 9 } = options;
  const heads = fastRcnn({ ...regions, beta });
  const [first, second] = [build(), build()];
  try {
    await fit(first, train, { ...training(1), task: places });
    const proposals = proposalsFor(first, train, options);
    await fit(second, { ...train, proposals }, { ...training(2), task: heads });
  } finally {
    first.dispose();
  }
  const shared = second.layers.filter(({ name }) => !/^(rpn|roi_heads)\./.test(name));
  const setTrainable = (trainable: boolean): void => {
    for (const layer of shared) layer.trainable = trainable;
  };
  setTrainable(false);
  try {
    await fit(second, train, { ...training(3), task: places });
    const proposals = proposalsFor(second, train, options);
    await fit(second, { ...train, proposals }, { ...training(4), task: heads });
  } finally {
    setTrainable(true);
  }
  return second;
}

/** What a region proposal network proposes for each picture, the likeliest first. */
function proposalsFor(model: LayersModel, set: Pictures, options: FasterRcnnOptions): (readonly Box[])[] {
  const scaling = scalingOf(model, undefined, 'trainInFourSteps');
  return set.objects.map((_, i) => {
    const { shape, data } = imageBytes(set, i);
    const picture = pictureFor(model, { shape, data: Float32Array.from(data) }, scaling, 'trainInFourSteps');
    const { boxes } = at(proposeRegions(model, picture.tensor, { ...options, ...options.proposals }), 0);
    picture.tensor.dispose();
    return unpackBoxes(boxes);
  });
}

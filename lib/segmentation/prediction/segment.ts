import type { LayersModel } from '@tensorflow/tfjs-node';
import { batch, unbatch } from '../../ops/array';
import { resizeBilinear } from '../../ops/resize';
import { at } from '../../spec/at';
import type { NDArray } from '../../spec/ndarray';
import { type Pair, showPair, toPair } from '../../spec/pair';
import { elements } from '../../spec/shape';
import type { LabelMap } from '../labelMap';
import { bestLabels, bestLabelsAt } from './bestLabels';
import { scoreBands, type WindowOptions } from './scoreBands';

export interface SegmentOptions extends WindowOptions {
  /**
   * `[height, width]` that the result is brought to, for a picture that was resized for the network: the scores are
   * interpolated, then the best is taken. The picture's own size by default.
   */
  readonly outputSize?: Pair;
}

/**
 * The class that a network gives each pixel of a picture of any size.
 *
 * A network of convolutions takes any size; where its strides ask for more pixels, the picture is padded at the bottom and
 * the right with its mean colour, and the result is cut. With `window`, overlapping windows are scored one by one, and
 * a pixel's score is the mean of what the windows that have it say: a weight falls to 0 towards a side where a window is
 * cut, evenly over the overlap, and begins to fall only where the cut can be felt no more if the overlap has room for that.
 * So windows give what the whole picture gives where the overlap is larger than the receptive field (for a network with
 * strides: and one step of its coarsest map).
 *
 * Introduced in notebook fcn-segmentation.
 *
 * @param model what `buildModel` made; its main output has a score for each class of each pixel
 * @param image [h, w, c], in [0, 1]
 * @returns labels of the picture's size, or of `outputSize`
 * @throws RangeError when picture, windows and network do not fit each other; TypeError when the scaling is not known
 */
export function segment(model: LayersModel, image: NDArray, options: SegmentOptions = {}): LabelMap {
  const { outputSize } = options;
  if (outputSize !== undefined)
    return bestLabelsAt(wholeScores(model, image, options, 'segment'), checkSize(outputSize, 'segment'));
  const [height = 0, width = 0] = image.shape;
  const data = new Int32Array(height * width);
  for (const { top, scores } of scoreBands(model, image, options, 'segment')) {
    data.set(bestLabels(scores), top * width);
  }
  return { shape: [height, width], data };
}

/**
 * The scores behind `segment`, as the network gives them.
 *
 * @returns [h, w, classes] of the picture's size, or of `outputSize`
 * @throws as `segment`
 */
export function pixelScores(model: LayersModel, image: NDArray, options: SegmentOptions = {}): NDArray {
  const { outputSize } = options;
  const scores = wholeScores(model, image, options, 'pixelScores');
  if (outputSize === undefined) return scores;
  return unbatch(resizeBilinear(batch(scores), { size: checkSize(outputSize, 'pixelScores') }))[0];
}

function wholeScores(model: LayersModel, image: NDArray, options: WindowOptions, where: string): NDArray {
  const bands = [...scoreBands(model, image, options, where)].map(({ scores }) => scores);
  const [first, ...others] = bands;
  if (first !== undefined && others.length === 0) return first;
  const shape = [at(image.shape, 0), at(image.shape, 1), at(at(bands, 0).shape, 2)];
  const data = new Float32Array(elements(shape));
  let written = 0;
  for (const band of bands) {
    data.set(band.data, written);
    written += band.data.length;
  }
  return { shape, data };
}

function checkSize(size: Pair, where: string): readonly [number, number] {
  const sides = toPair(size);
  if (sides.every(side => Number.isInteger(side) && side > 0)) return sides;
  throw new RangeError(`${where}: outputSize must be whole numbers of pixels. Received ${showPair(size)}.`);
}

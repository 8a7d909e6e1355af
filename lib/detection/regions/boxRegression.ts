import { type Box, boxHeight, boxWidth } from '../../spec/box';
import type { NDArray } from '../../spec/ndarray';
import { decodeBoxes, encodeBoxes } from '../boxes';
import { packBoxes, unpackBoxes } from '../boxes/packed';
import { type LinearClassifier, linearScores } from '../classifiers/linearClassifier';
import { type RidgeOptions, ridgeRegression } from './ridgeRegression';

/** From the features of a region to the code of a better box: four linear functions. */
export type BoxRegressor = LinearClassifier;

/**
 * Learns how to move proposals onto the objects that they nearly are: ridge regression from features to the codes of
 * the true boxes, dx, dy, dw, dh.
 *
 * @param features [n, d], of the proposals
 * @param proposals n boxes with an area, each near its object: R-CNN takes those with an IoU above 0.6
 * @param truths n boxes, the object of each
 * @throws RangeError when the lists differ in length, there is none, or a box has no area
 * @see Girshick et al., Rich Feature Hierarchies, https://arxiv.org/abs/1311.2524, appendix C
 */
export function trainBoxRegressor(
  features: NDArray,
  proposals: readonly Box[],
  truths: readonly Box[],
  options: RidgeOptions = {},
): BoxRegressor {
  const data = encodeBoxes(packBoxes(truths), packBoxes(proposals));
  return ridgeRegression(features, { shape: [proposals.length, 4], data }, options);
}

/**
 * Proposals where the regressor puts them, cut to the picture. A box that would have no area there stays as it was.
 *
 * Introduced in notebook rcnn-sppnet.
 *
 * @param features [n, d], of the proposals
 * @param size of the picture in pixels
 */
export function regressBoxes(
  regressor: BoxRegressor,
  features: NDArray,
  proposals: readonly Box[],
  [height, width]: readonly [height: number, width: number],
): readonly Box[] {
  if (proposals.length === 0) return [];
  const moved = unpackBoxes(decodeBoxes(linearScores(regressor, features).data, packBoxes(proposals)));
  const within = (value: number, most: number): number => Math.min(Math.max(value, 0), most);
  return moved.map(([x1, y1, x2, y2], i) => {
    const box = [within(x1, width), within(y1, height), within(x2, width), within(y2, height)] as const;
    return boxWidth(box) > 0 && boxHeight(box) > 0 ? box : (proposals[i] ?? box); // as many proposals as codes
  });
}

import { Graph } from '../spec/graph';
import type { NetworkSpec } from '../spec/network';
import type { ModelOptions } from './options';
import { lastMaps, mapOfStride } from './strideMaps';
import { upTo } from './upTo';

export interface YoloOptions extends ModelOptions {
  /** Boxes that each cell predicts, B in the paper; 2 by default. */
  readonly boxes?: number;
}

export interface YoloOnOptions extends YoloOptions {
  /** Pixels of a cell's side, and so the stride of the map that is read; the largest stride that the backbone has by default. */
  readonly stride?: number;
  /** Filters of the 3×3 convolution between the map and the predictions; 128 by default. */
  readonly hidden?: number;
  /** Of the network; the backbone's, with `_yolo`, by default. */
  readonly name?: string;
}

/**
 * Numbers that a cell gives: for each box x, y, √w, √h and a confidence, then one for each class.
 *
 * @throws RangeError when a cell has no box or no class
 */
export function cellChannels(boxes: number, numClasses: number, where: string): number {
  const wrong = [boxes, numClasses].find(count => !(Number.isInteger(count) && count >= 1));
  if (wrong === undefined) return 5 * boxes + numClasses;
  throw new RangeError(
    `${where}: boxes and numClasses must be whole numbers from 1 on. Received boxes ${boxes}, numClasses ${numClasses}.`,
  );
}

/**
 * YOLO's predictions on the convolutions of any classifier: each place of the classifier's last map of a stride is a cell of
 * the grid over the picture, which a 3×3 and a 1×1 convolution make predictions for. The dense layers of the paper are left
 * out, so that the network takes pictures of any size that is a multiple of the stride.
 *
 * @param backbone a classifier, whose layers behind its last map are left out
 * @returns a network whose output is [rows, columns, 5 · boxes + classes]
 * @throws RangeError when the backbone has no map of the stride, or a cell no box
 * @see Redmon et al., You Only Look Once, https://arxiv.org/abs/1506.02640, section 2
 */
export function yolo_on(backbone: NetworkSpec, options: YoloOnOptions = {}): NetworkSpec {
  const { numClasses = 20, boxes = 2, hidden = 128, inputShape = backbone.inputShape } = options;
  const maps = lastMaps(backbone);
  const map = mapOfStride(maps, options.stride ?? Math.max(...maps.keys()), backbone, 'yolo_on');
  const g = Graph.continuing({
    ...upTo(backbone, map),
    inputShape,
    name: options.name ?? `${backbone.name}_yolo`,
  });
  let x = g.conv2d(map, { filters: hidden, kernelSize: 3, padding: 1, useBias: false }, 'head');
  x = g.leakyRelu(g.batchNormalization(x, {}, 'head.bn'), { slope: 0.1 }, 'head.leaky');
  const filters = cellChannels(boxes, numClasses, 'yolo_on');
  return g.build(g.conv2d(x, { filters, kernelSize: 1 }, 'predictions'));
}

import type { NetworkSpec } from '../spec/network';
import { smallBackbone } from './smallBackbone';
import { type YoloOptions, yolo_on } from './yoloOnBackbone';

export interface YoloMiniOptions extends YoloOptions {
  /** Cells along each side of a square picture, S in the paper: 4, 8, 16 or 32 on 64 pixels; 8 by default. */
  readonly grid?: number;
  /** Any classifier, such as `models.resnet18()`, in place of the small convolutions. */
  readonly backbone?: NetworkSpec;
}

/**
 * A small YOLO for `datasets.scenes`: its own few convolutions or those of any classifier, and a grid of 8 × 8 cells.
 *
 * Introduced in notebook yolo.
 *
 * @throws RangeError when the backbone has no map with so many cells
 */
export function yolo_mini(options: YoloMiniOptions = {}): NetworkSpec {
  const { numClasses = 10, inputShape = [64, 64, 3], grid = 8, boxes } = options;
  const { backbone = smallBackbone(inputShape) } = options;
  return yolo_on(backbone, { stride: inputShape[0] / grid, numClasses, boxes, inputShape, name: 'yolo_mini' });
}

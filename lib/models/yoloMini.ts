import { Graph } from '../spec/graph';
import type { NetworkSpec } from '../spec/network';
import { type YoloOptions, yolo_on } from './yoloOnBackbone';

export interface YoloMiniOptions extends YoloOptions {
  /** Cells along each side of a square picture, S in the paper: 4, 8, 16 or 32 on 64 pixels; 8 by default. */
  readonly grid?: number;
  /** Any classifier, such as `models.resnet18()`, in place of the small convolutions. */
  readonly backbone?: NetworkSpec;
}

/** Filters of the 3×3 convolutions of each stage; a 2×2 pool lies between two stages. */
const STAGES = [[24], [48], [96, 96], [128, 128]] as const;

/** Convolutions in Darknet's manner: normalized, with a leaky ReLU. */
function backboneFor(inputShape: readonly [number, number, number]): NetworkSpec {
  const g = new Graph('yolo_mini', inputShape);
  let x = g.input();
  const layer = (filters: number, path: string, window: { readonly kernelSize: number; readonly strides?: number }) => {
    const y = g.conv2d(x, { filters, padding: (window.kernelSize - 1) / 2, useBias: false, ...window }, path);
    return g.leakyRelu(g.batchNormalization(y, {}, `${path}.bn`), { slope: 0.1 }, `${path}.leaky`);
  };
  STAGES.forEach((stage, i) => {
    stage.forEach((filters, j) => {
      const path = `conv${i + 1}_${j + 1}`;
      x = layer(filters, path, i === 0 ? { kernelSize: 5, strides: 2 } : { kernelSize: 3 });
    });
    if (i < STAGES.length - 1) x = g.maxPooling2d(x, { poolSize: 2 }, `pool${i + 1}`);
  });
  return g.build(x);
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
  const { backbone = backboneFor(inputShape) } = options;
  return yolo_on(backbone, { stride: inputShape[0] / grid, numClasses, boxes, inputShape, name: 'yolo_mini' });
}

import { Graph } from '../spec/graph';
import type { NetworkSpec } from '../spec/network';
import { sequential } from './options';
import { cellChannels, type YoloOptions } from './yoloOnBackbone';

export interface YoloPaperOptions extends YoloOptions {
  /** Cells along each side of the picture, S in the paper; 7 by default. */
  readonly grid?: number;
}

/** A convolution: its kernel's side, its filters, and its stride where that is not 1. */
type Convolution = readonly [kernelSize: number, filters: number, strides?: number];

/** One of a 1×1 convolution and a 3×3 one. */
const pair = (narrow: number, wide: number): readonly Convolution[] => [
  [1, narrow],
  [3, wide],
];

/** Figure 3 of the paper: 24 convolutions. A 2×2 pool follows each stage but the last two. */
const STAGES: readonly (readonly Convolution[])[] = [
  [[7, 64, 2]],
  [[3, 192]],
  [...pair(128, 256), ...pair(256, 512)],
  [...pair(256, 512), ...pair(256, 512), ...pair(256, 512), ...pair(256, 512), ...pair(512, 1024)],
  [...pair(512, 1024), ...pair(512, 1024), [3, 1024], [3, 1024, 2]],
  [
    [3, 1024],
    [3, 1024],
  ],
];

/** Stages that a pool follows. */
const POOLED = 4;

/**
 * YOLO as published: 24 convolutions and two dense layers, which give 7 × 7 cells with two boxes and 20 classes each. All
 * layers but the last have a leaky ReLU.
 *
 * Introduced in notebook yolo.
 *
 * @returns a network whose output is [grid, grid, 5 · boxes + classes]
 * @throws RangeError when a cell has no box or no class
 * @see Redmon et al., You Only Look Once, https://arxiv.org/abs/1506.02640, figure 3
 */
export function yolo(options: YoloPaperOptions = {}): NetworkSpec {
  const { numClasses = 20, boxes = 2, grid = 7, inputShape = [448, 448, 3] } = options;
  const g = new Graph('yolo', inputShape);
  const leaky = (x: string, path: string): string => g.leakyRelu(x, { slope: 0.1 }, `${path}.leaky`);
  const next = sequential('features');
  let x = g.input();
  STAGES.forEach((stage, i) => {
    for (const [kernelSize, filters, strides = 1] of stage) {
      const path = next();
      x = leaky(g.conv2d(x, { filters, kernelSize, strides, padding: (kernelSize - 1) / 2 }, path), path);
    }
    if (i < POOLED) x = g.maxPooling2d(x, { poolSize: 2 }, `pool${i + 1}`);
  });
  x = leaky(g.dense(g.flatten(x, 'flatten'), { units: 4096 }, 'fc1'), 'fc1');
  const channels = cellChannels(boxes, numClasses, 'yolo');
  x = g.dense(g.dropout(x, { rate: 0.5 }, 'dropout'), { units: grid * grid * channels }, 'fc2');
  return g.build(g.reshape(x, { targetShape: [grid, grid, channels] }, 'predictions'));
}

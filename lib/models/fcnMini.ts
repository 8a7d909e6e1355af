import { Graph } from '../spec/graph';
import type { NetworkSpec } from '../spec/network';
import { fcn_on } from './fcnOnBackbone';
import type { ModelOptions } from './options';

/** Filters of the 3×3 convolutions of each stage; a 2×2 pool follows. */
const STAGES = [[16], [32], [48, 48], [64, 64], [96, 96]] as const;
/** Filters of the convolution at the coarsest map, in place of the two fully connected layers of VGG. */
const HEAD = 128;

/** The convolutions of a small VGG with normalization, at strides 1, 2, 4, 8, 16 and 32. Pools round up, so that any size fits. */
function backbone(inputShape: readonly [number, number, number]): NetworkSpec {
  const g = new Graph('fcn_mini', inputShape);
  const stage = (x: string, filters: number, path: string): string => {
    const y = g.conv2d(x, { filters, kernelSize: 3, padding: 1, useBias: false }, path);
    return g.relu(g.batchNormalization(y, {}, `${path}.bn`), `${path}.relu`);
  };
  let x = g.input();
  STAGES.forEach((filters, i) => {
    filters.forEach((count, j) => {
      x = stage(x, count, `conv${i + 1}_${j + 1}`);
    });
    x = g.maxPooling2d(x, { poolSize: 2, ceilMode: true }, `pool${i + 1}`);
  });
  return g.build(stage(x, HEAD, 'conv6'));
}

function fcnMini(strides: readonly number[], { numClasses = 11, inputShape = [64, 64, 3] }: ModelOptions): NetworkSpec {
  return fcn_on(backbone(inputShape), { strides, numClasses, name: `fcn${strides.at(-1)}s_mini` });
}

/**
 * A small FCN-32s for the pictures of `datasets.scenes`: one jump of 32 back to the picture.
 *
 * Introduced in notebook fcn-segmentation.
 */
export function fcn32s_mini(options: ModelOptions = {}): NetworkSpec {
  return fcnMini([32], options);
}

/**
 * A small FCN-16s: twice as fine with the scores of the last map of stride 16.
 *
 * Introduced in notebook fcn-segmentation.
 */
export function fcn16s_mini(options: ModelOptions = {}): NetworkSpec {
  return fcnMini([32, 16], options);
}

/**
 * A small FCN-8s: four times as fine with the scores of the last maps of strides 16 and 8.
 *
 * Introduced in notebook fcn-segmentation.
 */
export function fcn8s_mini(options: ModelOptions = {}): NetworkSpec {
  return fcnMini([32, 16, 8], options);
}

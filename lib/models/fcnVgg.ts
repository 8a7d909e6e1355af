import { at } from '../spec/at';
import { Graph } from '../spec/graph';
import type { NetworkSpec } from '../spec/network';
import type { ModelOptions } from './options';

/** Filters of the 3×3 convolutions of VGG-16's five blocks. */
const BLOCKS = [
  [64, 64],
  [128, 128],
  [256, 256, 256],
  [512, 512, 512],
  [512, 512, 512],
] as const;

/**
 * VGG-16 as convolutions only. Padding the first one by 100 makes even a small image large enough for the 7×7 that was
 * the first fully connected layer; the crops at the end take the extra border off again.
 *
 * @returns pool3, pool4 and the class scores, one for each 8×8, 16×16 and 32×32 pixels
 */
function vggScores(g: Graph, input: string, numClasses: number): { pool3: string; pool4: string; scores: string } {
  let x = input;
  const pools = BLOCKS.map((filters, i) => {
    filters.forEach((count, j) => {
      const padding = i === 0 && j === 0 ? 100 : 1;
      x = g.conv2d(x, { filters: count, kernelSize: 3, padding }, `conv${i + 1}_${j + 1}`);
      x = g.relu(x, `relu${i + 1}_${j + 1}`);
    });
    x = g.maxPooling2d(x, { poolSize: 2, ceilMode: true }, `pool${i + 1}`);
    return x;
  });
  x = g.relu(g.conv2d(x, { filters: 4096, kernelSize: 7 }, 'fc6'), 'relu6');
  x = g.dropout(x, { rate: 0.5 }, 'drop6');
  x = g.relu(g.conv2d(x, { filters: 4096, kernelSize: 1 }, 'fc7'), 'relu7');
  x = g.dropout(x, { rate: 0.5 }, 'drop7');
  return {
    pool3: at(pools, 2),
    pool4: at(pools, 3),
    scores: g.conv2d(x, { filters: numClasses, kernelSize: 1 }, 'score_fr'),
  };
}

interface UpsampleArgs {
  readonly filters: number;
  readonly factor: number;
}

/** Learned upsampling, set to bilinear interpolation at the start: kernel 2 · factor. */
function upsample(g: Graph, x: string, { filters, factor }: UpsampleArgs, path: string): string {
  return g.conv2dTranspose(x, { filters, kernelSize: 2 * factor, strides: factor, useBias: false }, path);
}

interface FuseArgs {
  /** The earlier layer. */
  readonly pool: string;
  readonly filters: number;
  /** Rows and columns that its scores lose before they fit. */
  readonly offset: number;
}

/** Adds the scores of an earlier, finer layer, cut to the same size. */
function fuse(g: Graph, x: string, { pool, filters, offset }: FuseArgs, name: string): string {
  const finer = g.conv2d(pool, { filters, kernelSize: 1 }, `score_${name}`);
  return g.add([x, g.crop(finer, x, { offset }, `score_${name}c`)], `fuse_${name}`);
}

function start(name: string, options: ModelOptions): { g: Graph; input: string; classes: number } {
  const g = new Graph(name, options.inputShape ?? [500, 500, 3]);
  return { g, input: g.input(), classes: options.numClasses ?? 21 };
}

/**
 * FCN-32s: one jump of 32 back to the image. Crop offset 19.
 *
 * Introduced in notebook counting.
 *
 * @see https://arxiv.org/abs/1411.4038, and the authors' prototxt files for padding and crops
 */
export function fcn32s(options: ModelOptions = {}): NetworkSpec {
  const { g, input, classes } = start('fcn32s', options);
  const { scores } = vggScores(g, input, classes);
  const up = upsample(g, scores, { filters: classes, factor: 32 }, 'upscore');
  return g.build(g.crop(up, input, { offset: 19 }, 'score'));
}

/**
 * FCN-16s: twice as fine with pool4's scores. Crop offsets 5 and 27.
 *
 * Introduced in notebook fcn-segmentation.
 */
export function fcn16s(options: ModelOptions = {}): NetworkSpec {
  const { g, input, classes } = start('fcn16s', options);
  const { scores, pool4 } = vggScores(g, input, classes);
  const x = upsample(g, scores, { filters: classes, factor: 2 }, 'upscore2');
  const fused = fuse(g, x, { pool: pool4, filters: classes, offset: 5 }, 'pool4');
  const up = upsample(g, fused, { filters: classes, factor: 16 }, 'upscore16');
  return g.build(g.crop(up, input, { offset: 27 }, 'score'));
}

/**
 * FCN-8s: four times as fine with pool4's and pool3's scores. Crop offsets 5, 9 and 31.
 *
 * Introduced in notebook fcn-segmentation.
 */
export function fcn8s(options: ModelOptions = {}): NetworkSpec {
  const { g, input, classes } = start('fcn8s', options);
  const { scores, pool3, pool4 } = vggScores(g, input, classes);
  let x = upsample(g, scores, { filters: classes, factor: 2 }, 'upscore2');
  x = fuse(g, x, { pool: pool4, filters: classes, offset: 5 }, 'pool4');
  x = upsample(g, x, { filters: classes, factor: 2 }, 'upscore_pool4');
  x = fuse(g, x, { pool: pool3, filters: classes, offset: 9 }, 'pool3');
  const up = upsample(g, x, { filters: classes, factor: 8 }, 'upscore8');
  return g.build(g.crop(up, input, { offset: 31 }, 'score'));
}

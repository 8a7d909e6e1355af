import type { Comparison } from '../comparison';
import { alexnetParts } from './alexnetParts';
import { resnetDepth } from './resnetDepth';
import { vggDepth } from './vggDepth';
import { vggKernels } from './vggKernels';

/** All comparisons, by the name of the experiment in grid.yaml. */
export const comparisons: Readonly<Record<string, Comparison>> = {
  'alexnet-parts': alexnetParts,
  'vgg-kernels': vggKernels,
  'vgg-depth': vggDepth,
  'resnet-depth': resnetDepth,
};

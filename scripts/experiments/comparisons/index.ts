import type { Comparison } from '../comparison';
import { alexnetParts } from './alexnetParts';
import { densenetJoins } from './densenetJoins';
import { families } from './families';
import { googlenetHeads } from './googlenetHeads';
import { resnetDepth } from './resnetDepth';
import { resnetShortcuts } from './resnetShortcuts';
import { vggDepth } from './vggDepth';
import { vggKernels } from './vggKernels';

/** All comparisons, by the name of the experiment in grid.yaml. */
export const comparisons: Readonly<Record<string, Comparison>> = {
  'alexnet-parts': alexnetParts,
  'vgg-kernels': vggKernels,
  'vgg-depth': vggDepth,
  'googlenet-heads': googlenetHeads,
  'resnet-depth': resnetDepth,
  'resnet-shortcuts': resnetShortcuts,
  'densenet-joins': densenetJoins,
  families,
};

import { Graph } from '../spec/graph';
import type { NetworkSpec } from '../spec/network';
import type { ModelOptions } from './options';

export interface StackedKernelsOptions extends ModelOptions {
  /** Sides of the kernels of each stage, one convolution each: `[5]` and `[3, 3]` see equally far. */
  readonly kernels: readonly number[];
  /** Filters of every convolution. */
  readonly filters: number;
  /** Whether ReLU stands between the convolutions of a stage, too; true by default. It always ends a stage. */
  readonly reluBetween?: boolean;
}

/**
 * Three stages at 32, 16 and 8 pixels that differ only in how each covers its field: with one large kernel or several small
 * ones, as the paper of VGG argues. The sizes are the course's own, and serve that comparison only: no paper's
 * count can be held against them, so the registry does not name the network.
 *
 * Introduced in notebook vgg.
 *
 * @see https://arxiv.org/abs/1409.1556, section 2.3
 */
export function stacked_kernels(options: StackedKernelsOptions): NetworkSpec {
  const { kernels, filters, reluBetween = true, numClasses = 10, inputShape = [32, 32, 3] } = options;
  const g = new Graph('stacked_kernels', inputShape);
  let x = g.relu(g.conv2d(g.input(), { filters, kernelSize: 3, padding: 1 }, 'stem'), 'stem.relu');
  for (const stage of [1, 2, 3]) {
    if (stage > 1) x = g.maxPooling2d(x, { poolSize: 2 }, `pool${stage}`);
    kernels.forEach((kernelSize, i) => {
      const path = `stage${stage}.conv${i + 1}`;
      x = g.conv2d(x, { filters, kernelSize, padding: (kernelSize - 1) / 2 }, path);
      if (reluBetween || i === kernels.length - 1) x = g.relu(x, `${path}.relu`);
    });
  }
  return g.build(g.dense(g.globalAveragePooling2d(x, 'average'), { units: numClasses }, 'fc'));
}

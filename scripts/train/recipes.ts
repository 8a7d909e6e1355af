import { cifarPlain, cifarResnet } from '../../lib/models';
import { networkNamed } from '../../lib/models/networkNamed';
import type { NetworkSpec } from '../../lib/spec';
import type { FitOptions } from '../../lib/training';
import { oneCycle, sgd } from '../../lib/training';

/** How a network is trained on all of CIFAR-10. */
export interface Recipe {
  readonly epochs: number;
  readonly batchSize: number;
  /** Of the first weights, the order of the images and their changes. */
  readonly seed: number;
  readonly peak: number;
  readonly weightDecay: number;
}

/** One recipe for all networks of the comparison, so that their accuracies can be compared. */
const COMPARISON: Recipe = { epochs: 12, batchSize: 128, seed: 1, peak: 0.05, weightDecay: 5e-4 };

/** Half of the paper's filters, so that 44 layers are trained in a quarter of an hour. */
const NARROW = { filters: [8, 16, 32] } as const;

/** The networks that the registry does not name. */
const NETWORKS: Readonly<Record<string, () => NetworkSpec>> = {
  plain44_narrow: () => cifarPlain(44, NARROW),
  resnet44_narrow: () => cifarResnet(44, NARROW),
};

/** The network of a recipe. */
export function recipeNetwork(name: string): NetworkSpec {
  return (NETWORKS[name] ?? networkNamed(name).build)();
}

/** The networks whose weights the course ships. */
export const RECIPES: Readonly<Record<string, Recipe>> = {
  resnet20: { epochs: 24, batchSize: 128, seed: 1, peak: 0.2, weightDecay: 5e-4 },
  alexnet_mini: COMPARISON,
  vgg_mini: COMPARISON,
  googlenet_mini: COMPARISON,
  densenet_mini: COMPARISON,
  plain44_narrow: COMPARISON,
  resnet44_narrow: COMPARISON,
};

/** What `fit` is called with: SGD with Nesterov's momentum, one cycle of the learning rate, mirrored and shifted images. */
export function fitOptions({ epochs, batchSize, seed, peak, weightDecay }: Recipe): FitOptions {
  return {
    ...{ epochs, batchSize, seed },
    optimizer: sgd({ momentum: 0.9, nesterov: true, weightDecay }),
    learningRate: oneCycle({ peak, warmup: 0.2 }),
    augment: { flip: true, crop: 4 },
  };
}

/** What is measured: one row of the table each. */
import * as models from '../../lib/models';
import { networkBuilder } from '../../lib/models/networkBuilder';
import type { NetworkSpec } from '../../lib/spec/network';

/** A network to train or to run. It is plain data, so that it can be sent to another process. */
export interface Job {
  /** What `--only` and `--profile` look for, e.g. `train/resnet20` or `predict/alexnet/8`. */
  readonly id: string;
  readonly title: string;
  readonly kind: 'train' | 'predict';
  readonly batch: number;
  readonly network: NetworkSpec;
}

const TRAINING_BATCH = 64;
const INFERENCE_BATCHES = [1, 8] as const;
const small = { inputShape: [32, 32, 3], numClasses: 10 } as const;

const trained: readonly (readonly [string, NetworkSpec])[] = [
  ['ResNet-20', networkBuilder('resnet20')(small)],
  ['ResNet-18', models.resnet18(small)],
  ['VGG-16-BN', models.vgg16_bn(small)],
  ['DenseNet-BC (40, 12)', densenetBc()],
];

const predicted: readonly (readonly [string, NetworkSpec])[] = [
  ['AlexNet', models.alexnet()],
  ['VGG-16', models.vgg16()],
  ['ResNet-18', models.resnet18()],
  ['ResNet-50', models.resnet50()],
  ['GoogLeNet', models.googlenet()],
  ['DenseNet-121', models.densenet121()],
];

/** The published form with bottlenecks and compression, at the depth of the paper's smallest network. */
function densenetBc(): NetworkSpec {
  const net = models.densenet_cifar({ ...small, depth: 40, growthRate: 12, bottleneck: true, reduction: 0.5 });
  return { ...net, name: 'densenet_bc_40_12' };
}

/** Every training step and inference that `npm run bench` measures. */
export const jobs: readonly Job[] = [
  ...trained.map(([title, network]): Job => {
    return { id: `train/${network.name}`, title, kind: 'train', batch: TRAINING_BATCH, network };
  }),
  ...INFERENCE_BATCHES.flatMap(batch =>
    predicted.map(([title, network]): Job => {
      return { id: `predict/${network.name}/${batch}`, title, kind: 'predict', batch, network };
    }),
  ),
];

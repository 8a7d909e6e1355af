import { at } from '../spec/at';
import { Graph } from '../spec/graph';
import type { NetworkSpec } from '../spec/network';
import { type ModelOptions, sequential } from './options';

export interface AlexnetOptions extends ModelOptions {
  /** Share of the classifier's inputs that training drops. */
  readonly dropoutRate?: number;
}

/** One convolution with its ReLU, and what may follow it. */
interface Stage {
  readonly filters: number;
  readonly kernelSize: number;
  readonly strides?: number;
  readonly padding?: number;
  readonly groups?: number;
  readonly normalized?: boolean;
  readonly pooled?: boolean;
}

/** Krizhevsky, Sutskever and Hinton 2012, section 3.5, on one tower. The groups of two towers come from `TWO_TOWERS`. */
const PAPER: readonly Stage[] = [
  { filters: 96, kernelSize: 11, strides: 4, normalized: true, pooled: true }, // 227 → 55 → 27
  { filters: 256, kernelSize: 5, padding: 2, normalized: true, pooled: true }, // 27 → 13
  { filters: 384, kernelSize: 3, padding: 1 },
  { filters: 384, kernelSize: 3, padding: 1 },
  { filters: 256, kernelSize: 3, padding: 1, pooled: true }, // 13 → 6
];

/** Where the paper's two GPUs do not see each other's channels: the second, fourth and fifth convolution. */
const TWO_TOWERS: readonly Stage[] = PAPER.map((stage, i) => ({ ...stage, groups: at([1, 2, 1, 2, 2], i) }));

/** Krizhevsky 2014, "One weird trick", as torchvision has it: one tower, fewer filters, no normalization. */
const ONE_WEIRD_TRICK: readonly Stage[] = [
  { filters: 64, kernelSize: 11, strides: 4, padding: 2, pooled: true }, // 224 → 55 → 27
  { filters: 192, kernelSize: 5, padding: 2, pooled: true }, // 27 → 13
  { filters: 384, kernelSize: 3, padding: 1 },
  { filters: 256, kernelSize: 3, padding: 1 },
  { filters: 256, kernelSize: 3, padding: 1, pooled: true }, // 13 → 6
];

function stages(g: Graph, input: string, table: readonly Stage[], path: string): string {
  const next = sequential(path);
  let x = input;
  for (const { normalized, pooled, ...convolution } of table) {
    x = g.relu(g.conv2d(x, convolution, next()), next());
    if (normalized) x = g.localResponseNormalization(x, {}, next());
    if (pooled) x = g.maxPooling2d(x, { poolSize: 3, strides: 2 }, next());
  }
  return x;
}

/** [9216] → [4096] → [4096] → [numClasses]. */
function classifier(g: Graph, input: string, { dropoutRate = 0.5, numClasses = 1000 }: AlexnetOptions): string {
  const next = sequential('classifier');
  let x = g.flatten(input);
  for (let i = 0; i < 2; i++) {
    x = g.dropout(x, { rate: dropoutRate }, next());
    x = g.relu(g.dense(x, { units: 4096 }, next()), next());
  }
  return g.dense(x, { units: numClasses }, next());
}

function paper(name: string, table: readonly Stage[], options: AlexnetOptions): NetworkSpec {
  const g = new Graph(name, options.inputShape ?? [227, 227, 3]);
  return g.build(classifier(g, stages(g, g.input(), table, 'net'), options));
}

/**
 * AlexNet as the source note and most textbooks have it: the paper's layers on one tower. 62,378,344 parameters.
 *
 * Introduced in notebook counting.
 *
 * @see https://papers.nips.cc/paper/2012/hash/c399862d3b9d6b76c8436e924a68c45b-Abstract.html, section 3
 */
export function alexnet_paper(options: AlexnetOptions = {}): NetworkSpec {
  return paper('alexnet_paper', PAPER, options);
}

/**
 * AlexNet as it was trained: two towers that meet at the third convolution, here as grouped convolutions. 60,965,224 parameters.
 *
 * Introduced in notebook counting.
 *
 * @see https://papers.nips.cc/paper/2012/hash/c399862d3b9d6b76c8436e924a68c45b-Abstract.html, figure 2
 */
export function alexnet_two_tower(options: AlexnetOptions = {}): NetworkSpec {
  return paper('alexnet_two_tower', TWO_TOWERS, options);
}

/**
 * AlexNet as torchvision has it. 61,100,840 parameters. Takes any input of at least 63×63.
 *
 * Introduced in notebook alexnet.
 *
 * @see https://arxiv.org/abs/1404.5997
 */
export function alexnet(options: AlexnetOptions = {}): NetworkSpec {
  const g = new Graph('alexnet', options.inputShape ?? [224, 224, 3]);
  const x = g.adaptiveAveragePooling2d(stages(g, g.input(), ONE_WEIRD_TRICK, 'features'), { outputSize: 6 }, 'avgpool');
  return g.build(classifier(g, x, options));
}

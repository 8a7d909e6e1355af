import { Graph } from '../spec/graph';
import type { NetworkSpec } from '../spec/network';
import { inceptionModule, type Module, PAPER, TORCHVISION } from './googlenet';
import type { ModelOptions } from './options';

export interface SmallGooglenetOptions extends ModelOptions {
  /** How the last maps become scores: `'average'` by default, or `'dense'`, a hidden layer that reads all their numbers. */
  readonly head?: 'average' | 'dense';
  /** Share of the numbers before the last layer that training drops; 0 by default. */
  readonly dropoutRate?: number;
  /** Batch normalization behind every convolution, as torchvision has it, or biases, as published; true by default. */
  readonly batchNormalization?: boolean;
  /** Whether to add a classifier behind the second module that only training uses. Its output follows the main one. */
  readonly auxiliary?: boolean;
}

/** Units of the hidden layer of a dense head. */
const HIDDEN = 64;

/** As in `googlenet`; a pool follows the second. */
const MODULES: readonly Module[] = [
  [12, 12, 16, 4, 8, 8], // → 44
  [16, 16, 24, 4, 8, 8], // → 56
  [24, 24, 36, 8, 12, 12], // → 84
  [32, 32, 48, 8, 16, 16], // → 112
];

/**
 * Four Inception modules for 32×32 images, and one of two heads: the average of each map, or a hidden dense layer on all
 * 8·8·112 numbers. The sizes are the course's own, and serve comparisons only: no paper's count can be held
 * against them, so the registry does not name the network.
 *
 * Introduced in notebook googlenet.
 *
 * @see https://arxiv.org/abs/1409.4842, section 5
 */
export function small_googlenet(options: SmallGooglenetOptions = {}): NetworkSpec {
  const { numClasses = 10, inputShape = [32, 32, 3], head = 'average', dropoutRate = 0 } = options;
  const { batchNormalization = true, auxiliary = false } = options;
  const variant = batchNormalization ? TORCHVISION : PAPER;
  const g = new Graph('small_googlenet', inputShape);
  const outputs: string[] = [];
  let x = variant.convolve(g, g.input(), { filters: 16, kernelSize: 3, padding: 1 }, 'conv1');
  MODULES.forEach((module, i) => {
    if (i % 2 === 0) x = g.maxPooling2d(x, { poolSize: 3, strides: 2, padding: 1 }, `maxpool${i / 2 + 1}`); // 32 → 16 → 8
    x = inceptionModule(g, x, module, variant, `inception${i + 1}`);
    if (auxiliary && i === 1) outputs.push(averageHead(g, x, 'aux', { numClasses, dropoutRate }));
  });
  const makeHead = head === 'average' ? averageHead : denseHead;
  return g.build(makeHead(g, x, 'head', { numClasses, dropoutRate }), ...outputs);
}

interface HeadOptions {
  readonly numClasses: number;
  readonly dropoutRate: number;
}

type Head = (g: Graph, x: string, path: string, options: HeadOptions) => string;

/** [h, w, c] → [c] → scores. */
const averageHead: Head = (g, x, path, { numClasses, dropoutRate }) => {
  const y = g.dropout(g.globalAveragePooling2d(x, `${path}.average`), { rate: dropoutRate }, `${path}.dropout`);
  return g.dense(y, { units: numClasses }, `${path}.fc`);
};

/** [h, w, c] → [h·w·c] → hidden → scores. */
const denseHead: Head = (g, x, path, { numClasses, dropoutRate }) => {
  let y = g.dropout(g.flatten(x, `${path}.flatten`), { rate: dropoutRate }, `${path}.dropout`);
  y = g.relu(g.dense(y, { units: HIDDEN }, `${path}.hidden`), `${path}.relu`);
  return g.dense(y, { units: numClasses }, `${path}.fc`);
};

import type { ActivationName, Conv2dArgs, Conv2dTransposeArgs, Layer, OpName, Pair } from '../../spec/network';
import { showPair, toPair } from '../../spec/pair';

/** What kind of work a layer does; its colour in the drawing. */
export type Kind = 'convolution' | 'pooling' | 'dense' | 'join' | 'resize' | 'other';

interface OpWords<K extends OpName> {
  readonly kind: Kind;
  /** For counting: `3 conv, 1 add`. */
  readonly short: string;
  /** The op with the arguments that matter to a reader; `short` when left out. */
  readonly long?: (layer: Layer<K>) => string;
}

const ACTIVATIONS: Readonly<Record<ActivationName, string>> = {
  relu: 'ReLU',
  relu6: 'ReLU6',
  leakyRelu: 'leaky ReLU',
  tanh: 'tanh',
  sigmoid: 'sigmoid',
};

/** One entry for each op: a new op does not compile until it has its words. */
const WORDS: { readonly [K in OpName]: OpWords<K> } = {
  input: { kind: 'other', short: 'input' },
  conv2d: { kind: 'convolution', short: 'conv', long: layer => convolution('conv', layer) },
  conv2dTranspose: {
    kind: 'resize',
    short: 'transposed conv',
    long: layer => convolution('transposed conv', layer),
  },
  maxPooling2d: { kind: 'pooling', short: 'max pool', long: layer => pool('max pool', layer) },
  averagePooling2d: { kind: 'pooling', short: 'average pool', long: layer => pool('average pool', layer) },
  adaptiveAveragePooling2d: {
    kind: 'pooling',
    short: 'average pool',
    long: ({ outputSize }) => `average pool to ${times(outputSize)}`,
  },
  globalAveragePooling2d: { kind: 'pooling', short: 'global average pool' },
  batchNormalization: { kind: 'other', short: 'batch norm' },
  localResponseNormalization: { kind: 'other', short: 'local response norm' },
  dropout: { kind: 'other', short: 'dropout', long: ({ rate }) => `dropout ${rate}` },
  dense: { kind: 'dense', short: 'dense', long: ({ units }) => `dense, ${units}` },
  flatten: { kind: 'other', short: 'flatten' },
  activation: { kind: 'other', short: 'activation', long: ({ activation }) => ACTIVATIONS[activation] },
  softmax: { kind: 'other', short: 'softmax' },
  add: { kind: 'join', short: 'add' },
  concatenate: { kind: 'join', short: 'concatenate' },
  crop: { kind: 'resize', short: 'crop', long: ({ offset }) => `crop from ${showPair(offset)}` },
  resize: { kind: 'resize', short: 'resize', long: ({ method }) => `${method} resize` },
  padChannels: {
    kind: 'resize',
    short: 'zero channels',
    long: ({ before, after }) => `${before + after} channels of zeros`,
  },
};

function wordsOf<K extends OpName>(op: K): OpWords<K> {
  return WORDS[op];
}

export function kindOf(layer: Layer): Kind {
  return WORDS[layer.op].kind;
}

/** `conv`. */
export function shortWords(layer: Layer): string {
  return layer.op === 'activation' ? longWords(layer) : WORDS[layer.op].short;
}

/** `conv 3×3, 64, stride 2`. */
export function longWords<K extends OpName>(layer: Layer<K>): string {
  const { short, long } = wordsOf<K>(layer.op);
  return long?.(layer) ?? short;
}

/** `3×3`. */
export function times(size: Pair): string {
  return toPair(size).join('×');
}

function convolution(name: string, args: Conv2dArgs | Conv2dTransposeArgs): string {
  const { filters, kernelSize, strides, dilationRate, groups } = args;
  const parts = [`${name} ${times(kernelSize)}`, String(filters)];
  if (showPair(strides) !== '1') parts.push(`stride ${showPair(strides)}`);
  if (showPair(dilationRate) !== '1') parts.push(`dilation ${showPair(dilationRate)}`);
  if (groups > 1) parts.push(`${groups} groups`);
  if (isWide(args)) parts.push(`padding ${args.padding}`);
  return parts.join(', ');
}

/** More padding than the kernel needs to reach the edge: the border of zeros is wider than what a unit sees around it. */
function isWide({ padding, kernelSize, dilationRate }: Conv2dArgs | Conv2dTransposeArgs): boolean {
  return typeof padding === 'number' && padding >= Math.min(...toPair(kernelSize)) * Math.max(...toPair(dilationRate));
}

function pool(name: string, { poolSize, strides }: Layer<'maxPooling2d' | 'averagePooling2d'>): string {
  const stride = showPair(strides) === showPair(poolSize) ? '' : `, stride ${showPair(strides)}`;
  return `${name} ${times(poolSize)}${stride}`;
}

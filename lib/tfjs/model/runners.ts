import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-node';
import { at } from '../../spec/at';
import type { Layer, OpName } from '../../spec/network';
import type { WeightName } from '../../spec/ops/definition';
import { layerWindow } from '../../spec/ops/layerWindow';
import { toPair } from '../../spec/pair';
import { fillUniform } from '../../spec/random';
import { lastAxis, type Shape } from '../../spec/shape';
import { tf } from '../backend';
import { anewEachRun, inEachRun } from '../graph/recorder';
import { activation, leakyRelu } from '../kernels/activations';
import { adaptiveMaxPool } from '../kernels/adaptiveMaxPool';
import { conv2d, conv2dTranspose } from '../kernels/convolution';
import { biasAdd, sum } from '../kernels/linear';
import {
  batchNormalizationOfBatch,
  batchNormalizationOfMoving,
  groupNormalization,
  localResponseNormalization,
} from '../kernels/normalization';
import { averagePool, globalAveragePool, maxPool } from '../kernels/pooling';
import { adaptiveAveragePool, resize } from '../kernels/resample';
import { roiAlignOfImages } from '../kernels/roiAlign';
import { roiPoolOfImages } from '../kernels/roiPool';
import { first, rank4, sides } from '../native';
import { withoutBatch } from './batchShape';

/** What a layer has at hand while it runs. */
export interface Running {
  readonly training: boolean;
  /** Whether training leaves the layer as it is. */
  readonly frozen: boolean;
  /** Whether a batch normalization's statistics are in its gamma and beta already. */
  readonly affine: boolean;
  weight(name: WeightName): Tensor;
  /** Keeps a new value of a moving statistic. */
  update(name: WeightName, value: Tensor): void;
  /** Counts this run as one in training and gives it a seed of its own. */
  nextCall(): number;
}

/** Computes a layer's output from its inputs, both with the batch as first axis. */
export type Runner<K extends OpName> = (layer: Layer<K>, inputs: readonly Tensor[], running: Running) => Tensor;

/** One runner for each op: a new op does not compile until it has its own. */
export type Runners = { readonly [K in OpName]: Runner<K> };

const images = (inputs: readonly Tensor[]): Tensor4D => rank4(first(inputs));
const shapeOf = (x: Tensor): Shape => withoutBatch(x.shape);

const runners: Runners = {
  input: (_layer, inputs) => first(inputs),
  conv2d(layer, inputs, running) {
    const x = images(inputs);
    const kernel = rank4(running.weight('kernel'));
    return withBias(conv2d(x, kernel, layerWindow(layer, shapeOf(x))), layer, running);
  },
  conv2dTranspose(layer, inputs, running) {
    const x = images(inputs);
    const kernel = rank4(running.weight('kernel'));
    const y = conv2dTranspose(x, kernel, layerWindow(layer, shapeOf(x)), layer.groups);
    return withBias(y, layer, running);
  },
  maxPooling2d: (layer, inputs) => maxPool(images(inputs), layerWindow(layer, shapeOf(first(inputs)))),
  averagePooling2d: (layer, inputs) =>
    averagePool(images(inputs), layerWindow(layer, shapeOf(first(inputs))), layer.countIncludePad),
  adaptiveAveragePooling2d: (layer, inputs) => adaptiveAveragePool(images(inputs), toPair(layer.outputSize)),
  adaptiveMaxPooling2d: (layer, inputs) => adaptiveMaxPool(images(inputs), toPair(layer.outputSize)),
  globalAveragePooling2d: (_layer, inputs) => globalAveragePool(images(inputs)),
  batchNormalization: normalize,
  groupNormalization: ({ groups, epsilon }, inputs, running) =>
    groupNormalization(images(inputs), scaleAndShift(running), groups, epsilon),
  localResponseNormalization: (layer, inputs) => localResponseNormalization(images(inputs), layer),
  dropout: (layer, inputs, running) => (running.training ? drop(first(inputs), layer.rate, running) : first(inputs)),
  dense: (layer, inputs, running) => withBias(tf.matMul(first(inputs), running.weight('kernel')), layer, running),
  flatten: (_layer, inputs) => tf.reshape(first(inputs), [first(inputs).shape[0], -1]),
  reshape: ({ targetShape }, inputs) => tf.reshape(first(inputs), [at(first(inputs).shape, 0), ...targetShape]),
  activation: (layer, inputs) => activation(layer.activation, first(inputs)),
  leakyRelu: ({ slope }, inputs) => leakyRelu(first(inputs), slope),
  softmax: (_layer, inputs) => tf.softmax(first(inputs)),
  add: (_layer, inputs) => inputs.slice(1).reduce((total, x) => sum(total, x), first(inputs)),
  concatenate: (_layer, inputs) => tf.concat([...inputs], -1),
  crop(layer, inputs) {
    const [height, width] = sides(rank4(at(inputs, 1)));
    const [n, , , channels] = images(inputs).shape;
    return tf.slice(images(inputs), [0, ...toPair(layer.offset), 0], [n, height, width, channels]);
  },
  resize(layer, inputs) {
    const { method, alignCorners } = layer;
    const x = images(inputs);
    const [, reference] = inputs;
    if (reference !== undefined) {
      return resize(x, { method, alignCorners, output: sides(rank4(reference)) });
    }
    const scale = toPair(layer.scale);
    const output = [Math.floor(x.shape[1] * scale[0]), Math.floor(x.shape[2] * scale[1])] as const;
    return resize(x, { method, alignCorners, output, scale });
  },
  padChannels: (layer, inputs) =>
    tf.pad(images(inputs), [
      [0, 0],
      [0, 0],
      [0, 0],
      [layer.before, layer.after],
    ]),
  regions: (_layer, inputs) => first(inputs),
  roiPool: (layer, inputs) => roiPoolOfImages(images(inputs), at(inputs, 1), layer),
  roiAlign: (layer, inputs) => roiAlignOfImages(images(inputs), at(inputs, 1), layer),
};

/** The runner of one op. */
export function runnerFor<K extends OpName>(op: K): Runner<K> {
  return runners[op];
}

function withBias(x: Tensor, layer: { readonly useBias: boolean }, running: Running): Tensor {
  return layer.useBias ? biasAdd(x, vector(running, 'bias')) : x;
}

/** Feature maps by channel; a vector's features are channels of one pixel. */
function normalize(layer: Layer<'batchNormalization'>, inputs: readonly Tensor[], running: Running): Tensor {
  const x = first(inputs);
  if (running.affine) return biasAdd(tf.mul(x, running.weight('gamma')), vector(running, 'beta'));
  const maps = x.rank === 4 ? rank4(x) : rank4(tf.reshape(x, [-1, 1, 1, lastAxis(x.shape)]));
  const kept = {
    ...scaleAndShift(running),
    movingMean: vector(running, 'movingMean'),
    movingVariance: vector(running, 'movingVariance'),
  };
  const shaped = (y: Tensor4D): Tensor => (x.rank === 4 ? y : tf.reshape(y, x.shape));
  // A frozen one normalizes by what it has seen before, and learns no new statistics. A frozen dropout drops, as in PyTorch.
  if (!running.training || running.frozen) return shaped(batchNormalizationOfMoving(maps, kept, layer.epsilon));
  inEachRun(() => running.nextCall());
  const result = batchNormalizationOfBatch(maps, kept, layer.epsilon, layer.momentum);
  running.update('movingMean', result.movingMean);
  running.update('movingVariance', result.movingVariance);
  return shaped(result.y);
}

/** Sets a share of the values to 0 and scales the others, so that the expected sum stays. */
function drop<T extends Tensor>(x: T, rate: number, running: Running): Tensor {
  const kept = anewEachRun(() => {
    const random = fillUniform(new Float32Array(x.size), 1, running.nextCall());
    return tf.tensor(
      random.map(u => (u < 2 * rate - 1 ? 0 : 1 / (1 - rate))),
      x.shape,
    );
  });
  return tf.mul(x, kept);
}

function scaleAndShift(running: Running): { readonly gamma: Tensor1D; readonly beta: Tensor1D } {
  return { gamma: vector(running, 'gamma'), beta: vector(running, 'beta') };
}

function vector(running: Running, name: WeightName): Tensor1D {
  const weight = running.weight(name);
  if (isVector(weight)) return weight;
  throw new RangeError(`${name} must be a vector. Received shape [${weight.shape.join(', ')}].`);
}

function isVector(x: Tensor): x is Tensor1D {
  return x.rank === 1;
}

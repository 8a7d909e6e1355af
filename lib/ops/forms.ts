import { at, lookUp } from '../spec/at';
import type { NDArray } from '../spec/ndarray';
import type { Layer, NetworkSpec, OpName } from '../spec/network';
import type { WeightName } from '../spec/ops/definition';
import { toPair } from '../spec/pair';
import { validate } from '../spec/validate';
import { leakyRelu, relu, relu6, sigmoid, softmax, tanh } from './activations';
import { adaptiveAveragePooling2d, adaptiveMaxPooling2d, globalAveragePooling2d } from './adaptivePooling';
import { imagesOf, reshape } from './array';
import { batchNormalization } from './batchNormalization';
import { add, concatenate, padChannels } from './channels';
import { conv2d } from './conv2d';
import { conv2dTranspose } from './conv2dTranspose';
import { crop } from './crop';
import { dense, flatten } from './dense';
import { groupNormalization } from './groupNormalization';
import { localResponseNormalization } from './localResponseNormalization';
import { averagePooling2d, maxPooling2d } from './pooling';
import { resizeBilinear, resizeNearest } from './resize';
import { roiAlign } from './roiAlign';
import { roiPool } from './roiPool';
import { roisOf } from './rois';

/** Gives an array of a layer's weights, in this library's layout. */
type WeightOf = (name: WeightName) => NDArray;

/** Computes what a layer gives in use, not in training. `x` is its first input, `inputs` are all. */
type Form<K extends OpName> = (layer: Layer<K>, x: NDArray, weight: WeightOf, inputs: readonly NDArray[]) => NDArray;

const activations = { relu, relu6, tanh, sigmoid };

/** One from-scratch form for each op: a new op does not compile until it has its own. */
const forms: { readonly [K in OpName]: Form<K> } = {
  input: (_layer, x) => x,
  conv2d: (layer, x, weight) => conv2d(x, weight('kernel'), biasOf(layer, weight), layer),
  conv2dTranspose: (layer, x, weight) => conv2dTranspose(x, weight('kernel'), biasOf(layer, weight), layer),
  maxPooling2d: (layer, x) => maxPooling2d(x, layer),
  averagePooling2d: (layer, x) => averagePooling2d(x, layer),
  adaptiveAveragePooling2d: (layer, x) => adaptiveAveragePooling2d(x, layer),
  adaptiveMaxPooling2d: (layer, x) => adaptiveMaxPooling2d(x, layer),
  globalAveragePooling2d: (_layer, x) => globalAveragePooling2d(x),
  batchNormalization: ({ epsilon }, x, weight) =>
    batchNormalization(x, {
      epsilon,
      gamma: weight('gamma'),
      beta: weight('beta'),
      mean: weight('movingMean'),
      variance: weight('movingVariance'),
    }),
  groupNormalization: ({ groups, epsilon }, x, weight) =>
    groupNormalization(x, { groups, epsilon, gamma: weight('gamma'), beta: weight('beta') }),
  localResponseNormalization: (layer, x) => localResponseNormalization(x, layer),
  dropout: (_layer, x) => x,
  dense: (layer, x, weight) => dense(x, weight('kernel'), biasOf(layer, weight)),
  flatten: (_layer, x) => flatten(x),
  reshape: ({ targetShape }, x) => reshape(x, [at(x.shape, 0), ...targetShape]),
  activation: ({ activation }, x) => activations[activation](x),
  leakyRelu: (layer, x) => leakyRelu(x, layer),
  softmax: (_layer, x) => softmax(x),
  add: (_layer, _x, _weight, inputs) => inputs.reduce((sum, x) => add(sum, x)),
  concatenate: (_layer, _x, _weight, inputs) => concatenate(inputs),
  crop(layer, x, _weight, inputs) {
    const { height, width } = imagesOf(at(inputs, 1), 'crop');
    return crop(x, { offset: layer.offset, size: [height, width] });
  },
  resize: resized,
  padChannels: (layer, x) => padChannels(x, layer),
  regions: (_layer, x) => x,
  roiPool: (layer, x, _weight, inputs) => roiPool(x, roisOf(at(inputs, 1)), layer),
  roiAlign: (layer, x, _weight, inputs) => roiAlign(x, roisOf(at(inputs, 1)), layer),
};

function resized(layer: Layer<'resize'>, x: NDArray, _weight: WeightOf, inputs: readonly NDArray[]): NDArray {
  const [, reference] = inputs;
  const size = reference === undefined ? scaledSize(x, layer) : imagesOf(reference, 'resize');
  const scale = reference === undefined ? layer.scale : undefined;
  const options = { size: [size.height, size.width] as const, ...(scale === undefined ? {} : { scale }) };
  if (layer.method === 'nearest') return resizeNearest(x, options);
  return resizeBilinear(x, { ...options, alignCorners: layer.alignCorners });
}

function scaledSize(x: NDArray, layer: Layer<'resize'>): { readonly height: number; readonly width: number } {
  const { height, width } = imagesOf(x, 'resize');
  const [tall, wide] = toPair(layer.scale);
  return { height: Math.floor(height * tall), width: Math.floor(width * wide) };
}

function biasOf({ useBias }: { readonly useBias: boolean }, weight: WeightOf): NDArray | null {
  return useBias ? weight('bias') : null;
}

/**
 * Runs a whole network from scratch, one layer after the other, without TensorFlow: slow, exact, and to be read.
 *
 * @param x images [n, h, w, c]
 * @param weights of each layer in this library's layout, by the layer's name and the weight's, e.g. `conv1/kernel`;
 *   `tfjs.weightArrays(model)` has those of a model
 * @param regions of the images, [n, count, 4], for a network that reads them
 * @returns what each layer gives, by its name; batch normalization uses its moving statistics, dropout drops nothing
 * @throws RangeError when the network is not in order, a weight is missing, or shapes do not go together
 */
export function runNetwork(
  net: NetworkSpec,
  x: NDArray,
  weights: ReadonlyMap<string, NDArray>,
  regions?: NDArray,
): ReadonlyMap<string, NDArray> {
  validate(net);
  const outputs = new Map<string, NDArray>();
  for (const layer of net.layers) {
    const given = layer.op === 'regions' ? givenRegions(regions, net.name) : x;
    const inputs = layer.inputs.length === 0 ? [given] : layer.inputs.map(name => lookUp(outputs, name));
    outputs.set(layer.name, run(layer, inputs, weights));
  }
  return outputs;
}

function givenRegions(regions: NDArray | undefined, name: string): NDArray {
  if (regions !== undefined) return regions;
  throw new RangeError(`runNetwork: "${name}" reads regions of its images. Pass them, [n, count, 4].`);
}

function run<K extends OpName>(
  layer: Layer<K>,
  inputs: readonly NDArray[],
  weights: ReadonlyMap<string, NDArray>,
): NDArray {
  const form: Form<K> = forms[layer.op];
  return form(layer, at(inputs, 0), name => weightOf(weights, `${layer.name}/${name}`), inputs);
}

function weightOf(weights: ReadonlyMap<string, NDArray>, name: string): NDArray {
  const found = weights.get(name);
  if (found !== undefined) return found;
  throw new RangeError(
    `runNetwork: there is no weight "${name}". tfjs.weightArrays(model) has those of a model of this network.`,
  );
}

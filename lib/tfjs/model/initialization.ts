import { bilinearWeights } from '../../ops/upsampling';
import { at } from '../../spec/at';
import type { Layer } from '../../spec/network';
import type { WeightSpec } from '../../spec/ops/definition';
import { fillNormal, fillUniform, hashText } from '../../spec/random';
import { elements } from '../../spec/shape';

/**
 * Where weights start.
 * `'pytorch'`: kernels and biases uniform in ±1/√(fan in), as PyTorch's layers do by default.
 * `'he'`: kernels normal with variance 2 / fan in. `'glorot'`: kernels uniform in ±√(6 / (fan in + fan out)).
 * `'zeros'`: kernels 0, for weights that are loaded next. Biases are 0 except with `'pytorch'`.
 */
export type InitializerName = 'pytorch' | 'he' | 'glorot' | 'zeros';

export interface InitializationOptions {
  /** The same seed gives the same weights, whatever other layers there are. */
  readonly seed?: number;
  readonly initializer?: InitializerName;
  /** Lets transposed convolutions start as bilinear upsampling, channel by channel. */
  readonly bilinearUpsampling?: boolean;
}

/**
 * The first values of one array of weights. Batch normalization starts with gamma 1, beta 0, mean 0, variance 1.
 *
 * @see He et al., Delving Deep into Rectifiers, https://arxiv.org/abs/1502.01852
 * @see Glorot and Bengio, Understanding the difficulty of training deep feedforward neural networks
 */
export function initialValues(layer: Layer, weight: WeightSpec, options: InitializationOptions = {}): Float32Array {
  const { seed = 0, initializer = 'pytorch', bilinearUpsampling = false } = options;
  const values = new Float32Array(elements(weight.shape));
  if (weight.start !== 'random') return values.fill(weight.start);
  if (initializer === 'zeros') return values;
  if (bilinearUpsampling && layer.op === 'conv2dTranspose') {
    return weight.name === 'kernel' ? fillBilinear(values, weight.shape) : values;
  }
  if (weight.name === 'bias' && initializer !== 'pytorch') return values;
  return fillRandom(values, weight, initializer, hashText(`${seed}/${layer.name}/${weight.name}`));
}

function fillRandom(
  values: Float32Array,
  { fanIn, fanOut }: WeightSpec,
  initializer: Exclude<InitializerName, 'zeros'>,
  seed: number,
): Float32Array {
  switch (initializer) {
    case 'pytorch':
      return fillUniform(values, 1 / Math.sqrt(fanIn), seed);
    case 'he':
      return fillNormal(values, Math.sqrt(2 / fanIn), seed);
    case 'glorot':
      return fillUniform(values, Math.sqrt(6 / (fanIn + fanOut)), seed);
  }
}

/** Output channel c reads input channel c (within its group) with a kernel that falls off linearly from its centre. */
function fillBilinear(values: Float32Array, shape: readonly number[]): Float32Array {
  const [height, width, outChannels, inChannels] = [at(shape, 0), at(shape, 1), at(shape, 2), at(shape, 3)];
  const [rows, columns] = [bilinearWeights(height), bilinearWeights(width)];
  rows.forEach((row, y) => {
    columns.forEach((column, x) => {
      for (let c = 0; c < inChannels; c++) {
        values[((y * width + x) * outChannels + (c % outChannels)) * inChannels + c] = row * column;
      }
    });
  });
  return values;
}

import { at, lookUp } from '../spec/at';
import type { NDArray } from '../spec/ndarray';
import type { Layer, NetworkSpec, OpName } from '../spec/network';
import type { Shape } from '../spec/shape';
import { analyze } from './analyze';

/** Neighbouring channels of a layer's input that one other layer has made. */
export interface ChannelSource {
  /** The layer that made them. */
  readonly layer: string;
  readonly channels: number;
}

/** Layers that give each channel back, whatever they do to its numbers: who made it is asked of their input. */
const KEEPS_CHANNELS: ReadonlySet<OpName> = new Set<OpName>([
  ...(['batchNormalization', 'activation', 'leakyRelu', 'dropout', 'crop', 'resize'] as const),
  ...([
    'maxPooling2d',
    'averagePooling2d',
    'adaptiveAveragePooling2d',
    'adaptiveMaxPooling2d',
    'globalAveragePooling2d',
  ] as const),
]);

/**
 * Who made the channels that a layer reads. The way back goes through normalization, activation and pooling, which keep each
 * channel, and through `concatenate`, which puts channels side by side; it ends at every other layer.
 *
 * Introduced in notebook densenet.
 *
 * @param name of the layer that reads
 * @returns the sources in the order of their channels
 * @throws RangeError when there is no such layer, or it reads nothing
 */
export function channelSources(net: NetworkSpec, name: string): ChannelSource[] {
  const layers = new Map(net.layers.map(layer => [layer.name, layer]));
  const shapes = new Map(analyze(net).layers.map(({ name: of, outputShape }) => [of, outputShape]));
  const reader = layers.get(name);
  if (reader === undefined) throw new RangeError(`channelSources: there is no layer "${name}" in "${net.name}".`);
  if (reader.inputs.length === 0) throw new RangeError(`channelSources: "${name}" of "${net.name}" reads no layer.`);
  return sourcesBehind(at(reader.inputs, 0), layers, shapes);
}

function sourcesBehind(
  name: string,
  layers: ReadonlyMap<string, Layer>,
  shapes: ReadonlyMap<string, Shape>,
): ChannelSource[] {
  const layer = lookUp(layers, name);
  if (layer.op === 'concatenate') return layer.inputs.flatMap(input => sourcesBehind(input, layers, shapes));
  if (KEEPS_CHANNELS.has(layer.op)) return sourcesBehind(at(layer.inputs, 0), layers, shapes);
  const shape = lookUp(shapes, name);
  return [{ layer: name, channels: at(shape, shape.length - 1) }];
}

/**
 * How much a layer makes of each of its sources: the mean of |weight| over the channels of the source.
 *
 * Introduced in notebook densenet.
 *
 * @param weight in PyTorch's layout, [f, c, k, k] or [f, c]
 * @param sources whose channels add up to c, in the order of the channels
 * @returns a number for each source
 * @throws RangeError when the channels are not those of the weight
 * @see https://arxiv.org/abs/1608.06993, figure 5
 */
export function meanWeights(weight: NDArray, sources: readonly ChannelSource[]): number[] {
  const owner = ownerOfChannels(weight, sources, 'meanWeights');
  const sums = sources.map(() => 0);
  weight.data.forEach((value, i) => {
    const source = owner(i);
    sums[source] = at(sums, source) + Math.abs(value);
  });
  const channels = at(weight.shape, 1);
  return sums.map((sum, i) => sum / ((weight.data.length / channels) * at(sources, i).channels));
}

/**
 * A copy of a layer's weights that reads nothing from one of its sources: those weights are 0.
 *
 * Introduced in notebook densenet.
 *
 * @param weight in PyTorch's layout, [f, c, k, k] or [f, c]
 * @param sources whose channels add up to c, in the order of the channels
 * @param cut index of the source
 * @returns [f, c, k, k] or [f, c]
 * @throws RangeError when the channels are not those of the weight, or there is no such source
 */
export function withoutSource(weight: NDArray, sources: readonly ChannelSource[], cut: number): NDArray {
  const owner = ownerOfChannels(weight, sources, 'withoutSource');
  if (sources[cut] === undefined) {
    throw new RangeError(`withoutSource: there are sources 0 to ${sources.length - 1}. Received ${cut}.`);
  }
  return { shape: weight.shape, data: weight.data.map((value, i) => (owner(i) === cut ? 0 : value)) };
}

/** For each place in the weight's data, which source its channel belongs to. */
function ownerOfChannels(
  { shape, data }: NDArray,
  sources: readonly ChannelSource[],
  where: string,
): (place: number) => number {
  const owners = sources.flatMap(({ channels }, i) => new Array<number>(channels).fill(i));
  const channels = shape[1];
  if (channels !== owners.length) {
    const given = `[${shape.join(', ')}]`;
    throw new RangeError(
      `${where}: the sources have ${owners.length} channels, and so must the weight's second axis. Received ${given}.`,
    );
  }
  const perChannel = data.length / (at(shape, 0) * channels);
  return place => at(owners, Math.floor(place / perChannel) % channels);
}

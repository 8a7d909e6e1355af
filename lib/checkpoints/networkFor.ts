import { networkNamed } from '../models/networkNamed';
import { at } from '../spec/at';
import type { NamedArrays } from '../spec/ndarray';
import type { Layer, NetworkSpec } from '../spec/network';

/**
 * The network that weights were trained with: its number of classes, and the variant, are read off the entries.
 *
 * @param name of a network of the registry
 * @param weights under PyTorch's names
 * @param inputShape [height, width, channels]
 * @throws RangeError when there is no network of that name, or its weights take images of another number of channels
 */
export function networkFor(
  name: string,
  weights: NamedArrays,
  inputShape: readonly [number, number, number],
): NetworkSpec {
  const { build, variants } = networkNamed(name);
  const variant = variants.find(({ entry }) => weights.has(entry));
  const net = build({ ...variant?.options, numClasses: numClassesIn(weights, build()), inputShape });
  checkChannels(net, weights, inputShape[2]);
  return net;
}

/** Filters or units of the last layer with weights; undefined when these are missing, which loading them reports. */
function numClassesIn(weights: NamedArrays, net: NetworkSpec): number | undefined {
  const layers = weighted(net);
  const last = at(layers, layers.length - 1);
  const shape = weights.get(`${last.torchName}.weight`)?.shape;
  return shape?.[last.op === 'conv2dTranspose' ? 1 : 0];
}

function checkChannels(net: NetworkSpec, weights: NamedArrays, channels: number): void {
  const first = at(weighted(net), 0);
  const perGroup = weights.get(`${first.torchName}.weight`)?.shape[1];
  if (first.op !== 'conv2d' || perGroup === undefined || perGroup * first.groups === channels) return;
  throw new RangeError(
    `predict: the weights take images of ${perGroup * first.groups} channels. Received ${channels}. ` +
      'A tensor must be in the order [n, channels, height, width].',
  );
}

function weighted(net: NetworkSpec): readonly Layer[] {
  return net.layers.filter(layer => layer.torchName !== undefined);
}

import type { NetworkSpec } from '../spec/network';

/**
 * A network up to one layer: that layer, and all that it depends on.
 *
 * Introduced in notebook counting.
 *
 * @param layer whose output the shorter network gives
 * @throws RangeError when there is no such layer
 */
export function upTo(net: NetworkSpec, layer: string): NetworkSpec {
  if (!net.layers.some(({ name }) => name === layer)) {
    throw new RangeError(`upTo: "${net.name}" has no layer "${layer}". Its layers are listed in net.layers.`);
  }
  const needed = new Set([layer]);
  // Every layer comes after its inputs, so that one way back through the list finds all.
  for (const { name, inputs } of [...net.layers].reverse()) {
    if (needed.has(name)) for (const input of inputs) needed.add(input);
  }
  return { ...net, layers: net.layers.filter(({ name }) => needed.has(name)), outputs: [layer] };
}

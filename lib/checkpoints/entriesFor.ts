import type { NamedArrays } from '../spec/ndarray';
import type { NetworkSpec } from '../spec/network';
import { stateEntries } from './stateMap';

/**
 * Those entries of a checkpoint that a network has: for a network from which layers were taken after its training.
 *
 * Introduced in notebook resnet.
 *
 * @param entries name → shape and values, as `readSafetensors` gives them
 * @returns the same arrays, without those that the network has no layer for
 */
export function entriesFor(net: NetworkSpec, entries: NamedArrays): NamedArrays {
  const keys = new Set(stateEntries(net).map(({ key }) => key));
  return new Map([...entries].filter(([key]) => keys.has(key)));
}

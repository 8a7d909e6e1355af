import { nearest } from '../spec/nearest';
import type { NetworkEntry } from './networkEntry';
import { registry } from './registry';

/**
 * A network of the registry.
 *
 * @throws RangeError when there is none of that name, with the nearest one
 */
export function networkNamed(name: string): NetworkEntry {
  const entry = Object.hasOwn(registry, name) ? registry[name] : undefined;
  if (entry !== undefined) return entry;
  const suggestion = nearest(name, Object.keys(registry));
  const hint = suggestion === undefined ? '' : ` Did you mean "${suggestion}"?`;
  throw new RangeError(`There is no network "${name}".${hint} All names: npx convnets list`);
}

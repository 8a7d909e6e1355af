import { nearest } from '../spec/nearest';
import { excerpt } from '../spec/quoted';
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
  const shown = excerpt(name);
  const suggestion = nearest(shown, Object.keys(registry));
  const hint = suggestion === undefined ? '' : ` Did you mean "${suggestion}"?`;
  throw new RangeError(`There is no network "${shown}".${hint} All names: npx convnets list`);
}

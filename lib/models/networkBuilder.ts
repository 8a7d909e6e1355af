import { nearest } from '../spec/nearest';
import { type ModelBuilder, registry } from './registry';

/**
 * The function that describes a network.
 *
 * @param name as in the registry
 * @throws RangeError when there is none of that name, with the nearest one
 */
export function networkBuilder(name: string): ModelBuilder {
  const build = Object.hasOwn(registry, name) ? registry[name] : undefined;
  if (build !== undefined) return build;
  const suggestion = nearest(name, Object.keys(registry));
  const hint = suggestion === undefined ? '' : ` Did you mean "${suggestion}"?`;
  throw new RangeError(`There is no network "${name}".${hint} All names: npx convnets list`);
}

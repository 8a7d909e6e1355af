import type { NamedArrays, NDArray } from '../spec/ndarray';
import { showShape } from '../spec/pair';
import { excerpt } from '../spec/quoted';
import { elements, type Shape } from '../spec/shape';
import { BATCHES, type StateEntry } from './stateMap';

const SHOWN = 4;

/**
 * Checks that a checkpoint holds what a network needs. Counts of batches may be absent, as in old checkpoints.
 *
 * @throws RangeError with the missing, unexpected and wrongly shaped entries, how many and the first few of each
 */
export function checkState(name: string, expected: readonly StateEntry[], entries: NamedArrays): void {
  const shapes = new Map(expected.map(({ key, shape }) => [key, shape]));
  const missing = expected.filter(({ key, weight }) => weight !== null && !entries.has(key));
  const unexpected = [...entries].filter(([key]) => !shapes.has(key) && !key.endsWith(BATCHES));
  const misshapen = [...entries].flatMap(([key, entry]) => misfit(key, entry, shapes.get(key)));
  const problems = [
    list(
      'missing',
      missing.map(({ key, shape }) => `${key} ${showShape(shape)}`),
    ),
    list(
      'unexpected',
      unexpected.map(([key, { shape }]) => `${excerpt(key)} ${showShape(shape)}`),
    ),
    list('of another shape', misshapen),
  ].filter(problem => problem !== '');
  if (problems.length === 0) return;
  const advice = adviceFor(missing, unexpected, misshapen.length);
  throw new RangeError(
    `loadStateDict "${name}": the weights do not fit the network; nothing was changed.\n${problems.join('\n')}\n${advice}`,
  );
}

function misfit(key: string, { shape, data }: NDArray, expected: Shape | undefined): string[] {
  if (expected === undefined) return [];
  if (showShape(shape) !== showShape(expected)) {
    // PyTorch's counts have shape [], some writers make that [1].
    if (key.endsWith(BATCHES) && elements(shape) === 1) return [];
    return [`${key} is ${showShape(shape)}, expected ${showShape(expected)}`];
  }
  if (data.length === elements(expected)) return [];
  return [`${key} has ${data.length} values, expected ${elements(expected)} for ${showShape(expected)}`];
}

function list(kind: string, items: readonly string[]): string {
  if (items.length === 0) return '';
  const rest = items.length > SHOWN ? `; and ${items.length - SHOWN} more` : '';
  return `  ${items.length} ${kind}: ${items.slice(0, SHOWN).join('; ')}${rest}`;
}

function adviceFor(
  missing: readonly StateEntry[],
  unexpected: readonly (readonly [string, NDArray])[],
  misshapen: number,
): string {
  const keys = new Set(missing.map(({ key }) => key));
  const prefix = unexpected.map(([key]) => prefixBefore(key, keys)).find(found => found !== undefined);
  if (prefix !== undefined) return `The names start with "${excerpt(prefix)}". Remove it from each name.`;
  if (misshapen > 0 && keys.size === 0) {
    return 'Build the network with the numClasses and input shape that the weights were trained with.';
  }
  return 'Check that the weights belong to this network, with the same options (e.g. numClasses, auxiliary heads).';
}

/** Longer names than any network's take too long to look through. */
const LONGEST_NAME = 1000;

/** What stands before the name of a missing entry, e.g. `module.` in `module.conv1.weight`. */
function prefixBefore(key: string, missing: ReadonlySet<string>): string | undefined {
  if (key.length > LONGEST_NAME) return undefined;
  for (let dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) {
    if (missing.has(key.slice(dot + 1))) return key.slice(0, dot + 1);
  }
  return undefined;
}

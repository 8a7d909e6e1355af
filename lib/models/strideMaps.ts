import { analyze, type LayerReport } from '../arithmetic/analyze';
import { at } from '../spec/at';
import type { NetworkSpec } from '../spec/network';
import { toPair } from '../spec/pair';
import { upTo } from './upTo';

/** For each stride, the last layer with a map on the way to the first output. */
export function lastMaps(backbone: NetworkSpec): ReadonlyMap<number, string> {
  const trunk = upTo(backbone, at(backbone.outputs, 0));
  return new Map(
    analyze(trunk)
      .layers.filter(isMap)
      .map(({ name, receptiveField }) => [at(toPair(receptiveField?.stride ?? 1), 0), name]),
  );
}

/** Layers whose units each see a window. A pool to a fixed size ends the maps, though its units see windows, too. */
function isMap({ op, outputShape, receptiveField }: LayerReport): boolean {
  return outputShape.length === 3 && receptiveField !== null && op !== 'adaptiveAveragePooling2d';
}

/**
 * The map of one stride.
 *
 * @param where names the caller in the message
 * @throws RangeError when the backbone has none
 */
export function mapOfStride(
  maps: ReadonlyMap<number, string>,
  stride: number,
  { name }: NetworkSpec,
  where: string,
): string {
  const map = maps.get(stride);
  if (map !== undefined) return map;
  throw new RangeError(
    `${where}: "${name}" has no map of stride ${stride}. It has ${[...maps.keys()].join(', ')}. Choose among these.`,
  );
}

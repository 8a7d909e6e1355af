import { at, intAt } from '../../../spec/at';
import type { Chosen } from './chosen';

/** A class for each image. */
export interface ClassField {
  readonly kind: 'classes';
  /** [n]: positions in `classNames`. */
  readonly data: Int32Array;
  readonly classNames: readonly string[];
}

export function takeClasses(field: ClassField, chosen: readonly Chosen[]): ClassField {
  return { ...field, data: Int32Array.from(chosen, ({ index }) => intAt(field.data, index)) };
}

/** How many examples there are of each class that occurs. */
export function countClasses(labels: Iterable<number>, classNames: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const label of labels) {
    const name = at(classNames, label);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

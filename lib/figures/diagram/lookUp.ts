/**
 * What a map holds for a box, line or lane that went through the step which filled it.
 *
 * @throws Error when it did not
 */
export function lookUp<Key, Value>(map: ReadonlyMap<Key, Value>, key: Key): Value {
  const value = map.get(key);
  if (value === undefined) throw new Error('figures.networkDiagram: a part of the drawing has no place.');
  return value;
}

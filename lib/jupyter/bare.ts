/**
 * A property descriptor or the handler of a proxy, without a prototype: a cell may have given `Object.prototype` a `get`.
 *
 * @param object - its own fields.
 * @returns a copy.
 */
export function bare<T extends object>(object: T): T {
  return Object.assign(Object.create(null), object);
}

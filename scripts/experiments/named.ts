/**
 * What a table has under the name that an option gives.
 *
 * @throws RangeError that lists the names
 */
export function named<T>(table: Readonly<Record<string, T>>, option: string, name: string): T {
  const found = Object.hasOwn(table, name) ? table[name] : undefined;
  if (found !== undefined) return found;
  throw new RangeError(`${option} is one of ${Object.keys(table).join(', ')}. Received ${name}.`);
}

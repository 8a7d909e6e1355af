/*
 * A family is a table, or a rule for depths. Callers without types can ask for a member that it does not have; nothing
 * falls silently back to another one.
 */

/**
 * What a family's table says of one of its members.
 *
 * @param table of the family
 * @param key of the member
 * @param where the function and its argument, such as `vgg: depth`, for the message
 * @throws RangeError when the table lacks the member, with those it has and, among numbers, the nearest
 */
export function member<Table extends object>(table: Table, key: keyof Table, where: string): Table[keyof Table] {
  if (Object.hasOwn(table, key)) return table[key];
  const known = Object.keys(table);
  const numbers = known.map(Number);
  if (!numbers.some(Number.isNaN)) throw noMember(where, alternatives(known), key, numbers);
  throw noMember(where, alternatives(known.map(name => `'${name}'`)), key, []);
}

/** Depths of the form step · n + rest. */
export interface DepthRule {
  readonly step: number;
  readonly rest: number;
}

/**
 * How often a family's block is repeated to reach a depth: n of step · n + rest.
 *
 * @param where the function and its argument, such as `cifarResnet: depth`, for the message
 * @returns n, 1 or more
 * @throws RangeError when the depth has another form, with the nearest that have it
 */
export function repeats(depth: number, { step, rest }: DepthRule, where: string): number {
  const n = (depth - rest) / step;
  if (Number.isInteger(depth) && Number.isInteger(n) && n >= 1) return n;
  const below = Math.max(1, Math.floor(n));
  const around = [below, below + 1].map(count => step * count + rest);
  throw noMember(where, `${step}n + ${rest} for a whole n of at least 1`, depth, around);
}

/** `11, 13, 16 or 19`. */
function alternatives(names: readonly string[]): string {
  return names.join(', ').replace(/, ([^,]+)$/, ' or $1');
}

function noMember(where: string, rule: string, received: unknown, known: readonly number[]): RangeError {
  const shown = typeof received === 'string' ? `'${received}'` : String(received);
  const nearest = typeof received === 'number' ? neighbours(received, known) : [];
  const hint =
    nearest.length === 0 ? '' : ` The nearest ${nearest.length > 1 ? 'are' : 'is'} ${nearest.join(' and ')}.`;
  return new RangeError(`${where} must be ${rule}. Received ${shown}.${hint}`);
}

/** The nearest numbers below and above, where there are any. */
function neighbours(received: number, known: readonly number[]): number[] {
  const below = known.filter(value => value < received);
  const above = known.filter(value => value > received);
  return [Math.max(...below), Math.min(...above)].filter(Number.isFinite);
}

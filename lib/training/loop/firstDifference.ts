/** Where two plain values differ first. */
export interface Difference {
  /** Keys and positions that lead there; empty where the values themselves differ in kind. */
  readonly path: readonly string[];
  /** Undefined where it is missing. */
  readonly saved: unknown;
  readonly now: unknown;
}

/**
 * Compares two values of JSON, key by key.
 *
 * @returns null where they are equal
 */
export function firstDifference(saved: unknown, now: unknown, path: readonly string[] = []): Difference | null {
  if (!isRecord(saved) || !isRecord(now) || Array.isArray(saved) !== Array.isArray(now)) {
    return Object.is(saved, now) ? null : { path, saved, now };
  }
  for (const key of new Set([...Object.keys(saved), ...Object.keys(now)])) {
    const found = firstDifference(saved[key], now[key], [...path, key]);
    if (found !== null) return found;
  }
  return null;
}

/** An object or a list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** One number for both axes, or `[height, width]`. */
export type Pair = number | readonly [number, number];

/** `3` → `[3, 3]`; `[3, 5]` stays. */
export function toPair(value: Pair): [number, number] {
  return typeof value === 'number' ? [value, value] : [value[0], value[1]];
}

/** The short form for messages: `[3, 3]` → `3`, `[3, 5]` → `[3, 5]`. */
export function showPair(value: Pair): string {
  const [height, width] = toPair(value);
  return height === width ? String(height) : `[${height}, ${width}]`;
}

/** `[5, 5, 64]`, for messages. */
export function showShape(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}

/** What `measure` needs of the world; tests pass their own clock. */
export interface MeasureOptions {
  /** Runs that count. */
  readonly runs?: number;
  /** Milliseconds. */
  readonly now?: () => number;
}

/**
 * Measures how long a calculation takes, run after run. A first run does not count: code and data are not warm yet.
 * Between runs the kernel gets its turn, so that a chart can move and an interrupt is heard.
 *
 * Introduced in notebook convolution-arithmetic.
 *
 * @param run the calculation, with or without a promise
 * @param options.runs how many runs count, 5 when left out
 * @returns milliseconds of each run
 * @throws RangeError when `runs` is not a positive whole number
 */
export async function measure(
  run: () => unknown,
  { runs = 5, now = () => performance.now() }: MeasureOptions = {},
): Promise<number[]> {
  if (!Number.isInteger(runs) || runs < 1) {
    throw new RangeError(`measure: runs must be a positive whole number. Received ${runs}.`);
  }
  await run();
  const times: number[] = [];
  while (times.length < runs) {
    await new Promise(resolve => setImmediate(resolve));
    const start = now();
    await run();
    times.push(now() - start);
  }
  return times;
}

/**
 * The middle of some numbers: half of them are smaller. One slow run does not move it, as it would move the mean.
 *
 * Introduced in notebook convolution-arithmetic.
 *
 * @throws RangeError when there is no number
 */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  if (low === undefined || high === undefined) throw new RangeError('median: give at least one number. Received none.');
  return (low + high) / 2;
}

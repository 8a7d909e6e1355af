/** Medians, quartiles and ratios of repeated measurements. */

export interface Summary {
  readonly median: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * The value below which a share of the measurements lies, between neighbours where no measurement is exactly there.
 *
 * @param share from 0 to 1
 * @throws RangeError when there are no values
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = share * (sorted.length - 1);
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined) {
    throw new RangeError('quantile: needs at least one value. Received none.');
  }
  return below + (above - below) * (position - Math.floor(position));
}

/** Median, first and third quartile. */
export function summarize(values: readonly number[]): Summary {
  return { median: quantile(values, 0.5), lower: quantile(values, 0.25), upper: quantile(values, 0.75) };
}

/**
 * How many times as long `a` takes as `b`: the median of the ratios of each round. Both sides of a ratio were measured
 * one right after the other, so what else the machine did then weighs on both.
 */
export function ratio(a: readonly number[], b: readonly number[]): number {
  const ratios = a.flatMap((value, round) => {
    const other = b[round];
    return other === undefined ? [] : [value / other];
  });
  return quantile(ratios, 0.5);
}

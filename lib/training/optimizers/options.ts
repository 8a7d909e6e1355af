/** @throws RangeError when the value is not in [0, 1) */
export function checkShare(optimizer: string, option: string, value: number): void {
  if (value >= 0 && value < 1) return;
  throw new RangeError(`${optimizer}: ${option} must be at least 0 and below 1. Received ${value}.`);
}

/** @throws RangeError when the value is not a number of at least 0 */
export function checkAtLeastZero(optimizer: string, option: string, value: number): void {
  if (value >= 0 && value < Number.POSITIVE_INFINITY) return;
  throw new RangeError(`${optimizer}: ${option} must be a number of at least 0. Received ${value}.`);
}

/**
 * A length of time in the words of a progress bar.
 * @param seconds any non-negative number
 * @returns for example `0.4 s`, `12 s`, `3 min 20 s`, `1 h 5 min`
 */
export function formatDuration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/**
 * How fast something goes.
 * @param perSecond a positive number of items per second
 * @returns `12.3 per second`, or `4.0 s each` when fewer than one a second
 */
export function formatRate(perSecond: number): string {
  if (perSecond < 1) return `${formatDuration(1 / perSecond)} each`;
  return `${perSecond < 100 ? perSecond.toFixed(1) : Math.round(perSecond)} per second`;
}

import type { Scaling } from './writeImage';

/**
 * Checks the mean and the deviation of each channel.
 *
 * @throws RangeError when one is missing, or is not a number by which pixels can be scaled
 */
export function checkScaling({ mean, std }: Scaling, channels: number, where: string): void {
  if (mean.length !== channels || std.length !== channels) {
    throw new RangeError(
      `${where}: scaling needs a mean and a deviation (std) for each of ${channels} channel${channels === 1 ? '' : 's'}. Received ${mean.length} and ${std.length}.`,
    );
  }
  if (mean.every(Number.isFinite) && std.every(value => value > 0 && Number.isFinite(value))) return;
  throw new RangeError(
    `${where}: scaling needs numbers, and deviations (std) above 0. Received mean [${mean.join(', ')}] and std [${std.join(', ')}].`,
  );
}

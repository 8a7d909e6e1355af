import type { Scaling } from '../batches/writeImage';

/** How a network is looked into. */
export interface StatisticsOptions {
  /** Mean and deviation of each channel; those that `fit` trained the model with by default. */
  readonly scaling?: Scaling;
  /**
   * Whether dropout drops, and batch normalization takes the statistics of these images and remembers them, as in a step
   * of training; false by default.
   */
  readonly training?: boolean;
}

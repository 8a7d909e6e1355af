import type { Placement } from '../placement';

/** An example that goes into a batch. */
export interface Chosen {
  readonly index: number;
  readonly placement: Placement;
}

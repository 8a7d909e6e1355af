import { Context } from './context';
import type { Header } from './wire';

/** One run of a cell. */
export interface Execution {
  /** The header of the request that runs the cell: all that the cell prints and shows carries it. */
  readonly header: Header;
  /** A silent run prints and shows nothing. */
  readonly silent: boolean;
  /** Aborted when the learner interrupts. */
  readonly signal: AbortSignal;
}

/** Which cell the code that runs now works for. */
export const cells = new Context<Execution>();

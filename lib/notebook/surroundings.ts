import { type Send, sendOrPrint } from './display';

/** Where a moving display sends its messages and how it tells the time; tests pass their own. */
export interface Surroundings {
  readonly send: Send;
  /** Milliseconds since some fixed moment. */
  readonly now: () => number;
}

export const notebookSurroundings: Surroundings = { send: sendOrPrint, now: () => performance.now() };

/** Milliseconds between two updates of one display: often enough to look alive, seldom enough not to flood the front end. */
export const UPDATE_INTERVAL = 250;

import { setMaxListeners } from 'node:events';
import { cells, type Execution } from './execution';
import { flags, NONE, REQUEST, TERMINATION, terminating } from './flags';

/** Thrown in the work that an interrupted cell started. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  readonly #stops = true;

  constructor(message = 'The cell was stopped. The variables of earlier cells are kept.') {
    super(message);
  }

  /** `instanceof`, which a thrown proxy cannot answer with an error of its own. */
  static is(thrown: unknown): boolean {
    return typeof thrown === 'object' && thrown !== null && #stops in thrown;
  }
}

let handled = 0;
let running = newController();
/** What the last interrupt has stopped. */
let stopping: AbortController | undefined;

function newController(): AbortController {
  const controller = new AbortController();
  // One listener per piece of work is normal here and no leak.
  setMaxListeners(0, controller.signal);
  return controller;
}

/** The signal for a cell that starts now: every interrupt from now on stops it. */
export function currentSignal(): AbortSignal {
  return running.signal;
}

/**
 * Stops the running cell and all work that earlier cells left in the background.
 *
 * @param request - the request that this deals with.
 */
export function interruptAll(request = handled): void {
  const next = newController();
  // A termination comes at calls and at turns of a loop only: these three stay together.
  handled = request;
  stopping = running;
  running = next;
  stopping.abort(new Interrupted());
}

/** Deals with a request that the other thread has received, once, however often it is called. */
function handleRequest(): void {
  const request = Atomics.load(flags, REQUEST);
  if (request > handled) interruptAll(request);
}

/** Deals with the request and tells the other thread that the event loop runs, so that it terminates nothing. */
export function acknowledgeRequest(): void {
  handleRequest();
  // Once more, in case that a termination came before it.
  stopping?.abort(new Interrupted());
  Atomics.compareExchange(flags, REQUEST, handled, 0);
}

/** Deals with the request whose termination has ended the code. */
export function acknowledgeTermination(): void {
  acknowledgeRequest();
  Atomics.store(flags, TERMINATION, NONE);
}

/**
 * Whether what a stopped cell has scheduled must not be called. A chain of ticks that never lets the event loop turn would
 * go on with the tick behind the one that was terminated.
 */
export function isCutOff({ signal }: Execution): boolean {
  if (!terminating()) return false;
  handleRequest();
  return signal.aborted;
}

const never = new AbortController().signal;
/** Stopped runs of cells in whose work an Interrupted was thrown. */
const told = new WeakSet<Execution>();

/**
 * Whether the code that runs now works for a stopped cell that has caught its Interrupted. One that catches it in a loop
 * without end would go on for ever, and let nothing else run, if it were thrown at it again.
 */
export function goesOn(): boolean {
  return cells.current !== undefined && told.has(cells.current);
}

/**
 * Whether the learner has asked to stop the cell that this code works for. Long work asks between its steps.
 * Outside of a notebook nothing is ever interrupted.
 */
export const interruption = {
  /** True once the cell that this code works for is interrupted. */
  get requested(): boolean {
    return this.signal.aborted;
  },

  /**
   * Ends the work of an interrupted cell.
   *
   * @throws Interrupted when the cell that this code works for is interrupted.
   */
  throwIfRequested(): void {
    if (!this.requested) return;
    if (cells.current) told.add(cells.current);
    throw new Interrupted();
  },

  /**
   * Registers what to do when the cell that this code works for is interrupted.
   *
   * @param f - called once, at the interrupt; at once when that has been already.
   * @returns a function that takes the registration back; call it when the work is done.
   */
  onInterrupt(f: () => void): () => void {
    const { signal } = this;
    if (signal.aborted) f();
    else signal.addEventListener('abort', f, { once: true });
    return () => signal.removeEventListener('abort', f);
  },

  /** The interrupt as a standard signal, for functions that take one. */
  get signal(): AbortSignal {
    handleRequest();
    return cells.current?.signal ?? never;
  },
};

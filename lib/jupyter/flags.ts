/**
 * Memory that the main thread and the thread of the channels share, so that each sees what the other wants even while
 * the main thread runs code that never returns to the event loop.
 */
export type Flags = Int32Array;

/** Index of the number of the newest interrupt request; 0 once the main thread's event loop has dealt with it. */
export const REQUEST = 0;
/** Index of how many calls run now that are not terminated halfway, unless they take too long after an interrupt. */
export const GUARDED = 1;
/** Index of how far a termination of the main thread's code is. */
export const TERMINATION = 2;
/** Index of how many calls run now that are never terminated halfway: those of the kernel itself. */
export const KERNEL = 3;
/** No termination is under way. */
export const NONE = 0;
/** The other thread will terminate what the main thread runs, as soon as it can. */
export const DECIDED = 1;
/** The code is terminated, and the main thread's event loop has not heard of it yet. */
export const DONE = 2;

export const flags: Flags = new Int32Array(new SharedArrayBuffer(16));

/** Whether a termination is under way: the event loop must turn before anything else of the learner's runs. */
export function terminating(): boolean {
  return Atomics.load(flags, TERMINATION) !== NONE;
}

/**
 * Calls a function that an interrupt must not terminate halfway, because it would leave something broken behind. A
 * termination that is decided already comes first.
 *
 * @param f - a function that ends by itself.
 * @param index - KERNEL for work of the kernel itself, which is never terminated; other work is, ten seconds after the code
 * around it would have been.
 * @returns what the function returns.
 */
export function guarded<T>(f: () => T, index = GUARDED): T {
  enterGuard(index);
  try {
    return f();
  } finally {
    Atomics.sub(flags, index, 1);
  }
}

/** The other thread decides first and looks at the guards then; here it is the other way round, so that one gives way. */
function enterGuard(index: number): void {
  for (;;) {
    Atomics.add(flags, index, 1);
    if (Atomics.load(flags, TERMINATION) !== DECIDED) return;
    Atomics.sub(flags, index, 1);
    while (Atomics.load(flags, TERMINATION) === DECIDED);
  }
}

/** Forgets calls that did not come to their end, because a signal terminated them. */
export function releaseGuards(): void {
  Atomics.store(flags, GUARDED, 0);
  Atomics.store(flags, KERNEL, 0);
}

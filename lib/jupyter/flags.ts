/**
 * Memory that the main thread and the thread of the channels share, so that each sees what the other wants even while
 * the main thread runs code that never returns to the event loop.
 */
export type Flags = Int32Array;

/** Index of the number of the newest interrupt request; 0 once the main thread's event loop has dealt with it. */
export const REQUEST = 0;
/** Index of how many calls run now that must not be terminated halfway. */
export const GUARDED = 1;

export const flags: Flags = new Int32Array(new SharedArrayBuffer(8));

/**
 * Calls a function that an interrupt must not terminate halfway, because it would leave something broken behind.
 *
 * @param f - a function that ends by itself.
 * @returns what the function returns.
 */
export function guarded<T>(f: () => T): T {
  Atomics.add(flags, GUARDED, 1);
  try {
    return f();
  } finally {
    Atomics.sub(flags, GUARDED, 1);
  }
}

/** Forgets calls that did not come to their end, because a signal terminated them. */
export function releaseGuards(): void {
  Atomics.store(flags, GUARDED, 0);
}

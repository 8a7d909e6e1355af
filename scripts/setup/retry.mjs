// @ts-check
import { setTimeout as sleepFor } from 'node:timers/promises';
import { SetupFailure } from './failure.mjs';

/** Seconds between tries: about six minutes in all, enough for a router to restart. */
export const waits = [2, 5, 10, 20, 30, 60, 60, 60, 60, 60];

/**
 * Does work that needs the network, and does it again after growing waits when the network failed. Any other failure
 * is passed on at once. Work that got further before it was cut starts the waits from the shortest again.
 *
 * @template T
 * @param {() => Promise<T>} work
 * @param {object} options
 * @param {(text: string) => void} options.note
 * @param {(seconds: number) => Promise<unknown>} [options.sleep]
 * @param {() => number} [options.reached] how far the work is, growing
 * @param {number} [options.most] of the waits
 * @returns {Promise<T>}
 */
export async function withRetries(
  work,
  { note, sleep = s => sleepFor(s * 1000), reached = () => 0, most = waits.length },
) {
  let before = reached();
  for (let failures = 0; ; failures++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof SetupFailure && error.network)) throw error;
      if (reached() > before) failures = 0;
      before = reached();
      const wait = waits[failures];
      if (wait === undefined || failures >= most) throw error;
      note(`The network failed: ${error.lines.at(-1) ?? error.message}`.slice(0, 160));
      note(`Trying again in ${wait} s (${failures + 1} of ${most}); it goes on where it stopped.`);
      await sleep(wait);
    }
  }
}

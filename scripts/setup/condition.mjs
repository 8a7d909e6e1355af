// @ts-check
import { compareFiles } from './record.mjs';
import { stampsIn } from './stamp.mjs';

/**
 * How a step of set-up stands: done; never done; done for something else (an older version, another folder); its
 * result gone; or files of its result damaged or missing (paths below the checkout).
 *
 * @typedef {{ state: 'done' | 'new' | 'changed' | 'gone' } | { state: 'damaged', files: readonly string[] }} Condition
 */

/**
 * @param {import('./steps.mjs').Step} step
 * @param {import('./places.mjs').Places} places
 * @param {{ thorough?: boolean }} [how] thorough: reads every file (seconds); otherwise their sizes and times tell
 * @returns {Condition}
 */
export function conditionOf(step, places, { thorough = false } = {}) {
  const stamps = stampsIn(places.stamps);
  const stamp = stamps.read(step.id);
  if (!stamp) return { state: 'new' };
  if (stamp.inputs !== step.inputs(places)) return { state: 'changed' };
  if (!step.isThere(places)) return { state: 'gone' };
  const { damaged, renewed } = compareFiles(places.root, stamp.files, { thorough });
  if (damaged.length > 0) return { state: 'damaged', files: damaged };
  if (renewed) {
    try {
      stamps.write(step.id, { ...stamp, files: renewed });
    } catch {
      // Where nothing can be written, the next look reads the files again.
    }
  }
  return { state: 'done' };
}

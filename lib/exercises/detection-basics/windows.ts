import { SCATTERED_DIGITS, scenes } from '../../datasets/scenes';
import { iouMatrix } from '../../detection/boxes';
import { type SlidingOptions, slidingWindows } from '../../detection/slidingWindows';
import { describe } from '../../notebook/values';
import { floatAt } from '../../spec/at';
import type { Box } from '../../spec/box';
import type { Pair } from '../../spec/network';
import { nameError, slip } from '../engine/checks';
import type { PlainCheck, Verdict } from '../engine/types';

const PICTURE = [64, 64] as const;
const COUNT = 150;
const MOST_WINDOWS = 100;
const LEAST_SHARE = 0.97;

/**
 * Checks a choice of windows: how many there are on a picture of 64 × 64, and how many of the digits of test scenes have an
 * IoU of 0.5 or more with one of them.
 */
export function coversDigits(): PlainCheck {
  return answer => {
    if (answer === undefined) return { kind: 'unanswered' };
    const options = readOptions(answer);
    if (options === null) {
      return slip(
        `The answer is an object such as { windowSizes: [[32, 32]], stride: 0.25 }. Received ${describe(answer)}.`,
      );
    }
    try {
      return judge(slidingWindows(PICTURE, options), options);
    } catch (error) {
      return slip(nameError(error));
    }
  };
}

function judge(windows: readonly Box[], options: SlidingOptions): Verdict {
  if (windows.length === 0) return slip('No window of these sizes fits into a picture of 64×64 pixels.');
  const missed = digitBoxes().filter(box => bestOverlap(box, windows) < 0.5);
  const share = 1 - missed.length / digitBoxes().length;
  const found = `${windows.length} windows, and ${(100 * share).toFixed(1)} % of the digits have one with an IoU of 0.5 or more.`;
  if (windows.length > MOST_WINDOWS) return slip(`${found} At most ${MOST_WINDOWS} windows are allowed.`);
  if (share < LEAST_SHARE) return slip(`${found} ${100 * LEAST_SHARE} % are asked for. ${advice(missed, options)}`);
  return { kind: 'right', note: found };
}

/** What the missed digits have in common. */
function advice(missed: readonly Box[], { windowSizes }: SlidingOptions): string {
  const narrow = missed.filter(([x1, y1, x2, y2]) => x2 - x1 < 0.6 * (y2 - y1)).length;
  const square = windowSizes.every(size => typeof size === 'number' || size[0] === size[1]);
  if (narrow > missed.length / 2) {
    return `${narrow} of the ${missed.length} missed ones are narrow${square ? ', and all your windows are square' : ''}.`;
  }
  return 'Look at the heights and widths of the digits, and at the stride.';
}

let drawn: readonly Box[] | undefined;

function digitBoxes(): readonly Box[] {
  drawn ??= scenes({ ...SCATTERED_DIGITS, count: COUNT, split: 'test' }).objects.flatMap(objects =>
    objects.map(({ box }) => box),
  );
  return drawn;
}

function bestOverlap(box: Box, windows: readonly Box[]): number {
  const { data } = iouMatrix([box], windows);
  return windows.reduce((best, _, i) => Math.max(best, floatAt(data, i)), 0);
}

function readOptions(answer: unknown): SlidingOptions | null {
  if (typeof answer !== 'object' || answer === null) return null;
  const { windowSizes, stride } = answer as Partial<Record<keyof SlidingOptions, unknown>>; // each is looked at
  if (!Array.isArray(windowSizes) || windowSizes.length === 0 || !windowSizes.every(isSize)) return null;
  if (stride !== undefined && typeof stride !== 'number') return null;
  return { windowSizes, ...(stride !== undefined && { stride }) };
}

function isSize(size: unknown): size is Pair {
  if (typeof size === 'number') return true;
  return Array.isArray(size) && size.length === 2 && size.every(side => typeof side === 'number');
}

import { SCATTERED_DIGITS, scenes } from '../../datasets/scenes';
import { iou } from '../../detection/boxes';
import { describe } from '../../notebook/values';
import type { Box } from '../../spec/box';
import { slip } from '../engine/checks';
import type { PlainCheck, Verdict } from '../engine/types';

type Size = readonly [width: number, height: number];

const SIDE = 64;
const COUNT = 300;
const MOST = 3;
const WANTED = 0.78;

/** Checks a choice of priors: how well the best of them fits each digit of training scenes, around the same middle. */
export function fitsDigits(): PlainCheck {
  return answer => {
    if (answer === undefined) return { kind: 'unanswered' };
    if (!Array.isArray(answer) || answer.length === 0 || !answer.every(isPair)) {
      return slip(`The answer is a list such as [[0.3, 0.3], [0.5, 0.5]]. Received ${describe(answer)}.`);
    }
    return judge(answer);
  };
}

function judge(priors: readonly Size[]): Verdict {
  if (priors.length > MOST) return slip(`You chose ${priors.length} priors. At most ${MOST} are allowed.`);
  if (priors.flat().some(side => side > 1)) {
    return slip('A side is above 1. They are parts of the picture: 32 of 64 pixels are 0.5.');
  }
  const sizes = digitSizes();
  const fits = sizes.map(size => Math.max(...priors.map(prior => sameMiddle(size, prior))));
  const mean = fits.reduce((sum, fit) => sum + fit, 0) / fits.length;
  const found = `The mean IoU with the best of ${priors.length} is ${mean.toFixed(3)}`;
  if (mean >= WANTED) return { kind: 'right', note: `${found}.` };
  return slip(`${found}, and ${WANTED} is asked for. ${advice(priors, sizes)}`);
}

function advice(priors: readonly Size[], sizes: readonly Size[]): string {
  if (priors.length < MOST) return 'Would one more prior help?';
  const best = (size: Size): number => {
    const fits = priors.map(prior => sameMiddle(size, prior));
    return fits.indexOf(Math.max(...fits));
  };
  const chosen = sizes.map(best);
  const idle = priors.filter((_, i) => chosen.filter(one => one === i).length < 0.05 * sizes.length);
  if (idle.length > 0) return `The prior [${idle[0]?.join(', ')}] is the best for hardly any digit.`;
  if (priors.every(([width, height]) => width === height))
    return 'All of yours are squares. Digits are higher than wide.';
  return 'How wide are narrow digits, how wide the others, and how high are they all?';
}

/** The IoU of two boxes around the same middle. */
function sameMiddle(a: Size, b: Size): number {
  const around = ([width, height]: Size): Box => [-width / 2, -height / 2, width / 2, height / 2];
  return iou(around(a), around(b));
}

let drawn: readonly Size[] | undefined;

function digitSizes(): readonly Size[] {
  drawn ??= scenes({ ...SCATTERED_DIGITS, count: COUNT }).objects.flatMap(objects =>
    objects.map(({ box: [x1, y1, x2, y2] }): Size => [(x2 - x1) / SIDE, (y2 - y1) / SIDE]),
  );
  return drawn;
}

function isPair(size: unknown): size is Size {
  return Array.isArray(size) && size.length === 2 && size.every(side => typeof side === 'number' && side > 0);
}

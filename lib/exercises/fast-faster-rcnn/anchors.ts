import { SCATTERED_DIGITS, scenes } from '../../datasets/scenes';
import { anchorGrid } from '../../detection/anchors';
import { iouMatrix } from '../../detection/boxes';
import { describe } from '../../notebook/values';
import type { Box } from '../../spec/box';
import { nameError, slip } from '../engine/checks';
import type { PlainCheck, Verdict } from '../engine/types';

/** What the learner chooses. */
interface AnchorChoice {
  readonly sizes: readonly number[];
  readonly aspectRatios: readonly number[];
}

const GRID = { imageSize: [64, 64], gridSize: [8, 8] } as const;
const PICTURES = 200; // as many as in the notebook
const MOST_ANCHORS = 4;
const LEAST_SHARE = 0.97;

/**
 * Checks a choice of anchors: how many there are at a place, and how many of the digits of test scenes have an IoU of 0.5 or
 * more with one of them.
 */
export function coversWithAnchors(): PlainCheck {
  return answer => {
    if (answer === undefined) return { kind: 'unanswered' };
    const choice = readChoice(answer);
    if (choice === null) {
      return slip(
        `The answer is an object such as { sizes: [16, 32], aspectRatios: [1] }. Received ${describe(answer)}.`,
      );
    }
    try {
      return judge(choice);
    } catch (error) {
      return slip(nameError(error));
    }
  };
}

function judge(choice: AnchorChoice): Verdict {
  const anchors = anchorGrid({ ...choice, ...GRID });
  const perPlace = choice.sizes.length * choice.aspectRatios.length;
  if (perPlace > MOST_ANCHORS) {
    return slip(`${perPlace} anchors at each place, sizes times ratios. At most ${MOST_ANCHORS} are allowed.`);
  }
  const missed = missedBy(anchors);
  const share = 1 - missed.length / digitBoxes().length;
  const found = `${perPlace} anchors at each place, and ${(100 * share).toFixed(1)} % of the digits have one with an IoU of 0.5 or more.`;
  if (share >= LEAST_SHARE) return { kind: 'right', note: found };
  return slip(`${found} ${100 * LEAST_SHARE} % are asked for. ${advice(missed)}`);
}

/** What most of the missed digits have in common. */
function advice(missed: readonly Box[]): string {
  const most = (is: (box: Box) => boolean): boolean => missed.filter(is).length > missed.length / 2;
  const kinds: readonly [name: string, is: (box: Box) => boolean][] = [
    ['large: more than 30 pixels high', ([, y1, , y2]) => y2 - y1 > 30],
    ['small: less than 24 pixels high', ([, y1, , y2]) => y2 - y1 < 24],
    ['narrow: more than 1.8 times as high as wide', ([x1, y1, x2, y2]) => y2 - y1 > 1.8 * (x2 - x1)],
    ['wide: hardly higher than wide', ([x1, y1, x2, y2]) => y2 - y1 < 1.1 * (x2 - x1)],
  ];
  const [name] = kinds.find(([, is]) => most(is)) ?? [];
  if (name !== undefined) return `Most of the ${missed.length} missed ones are ${name}.`;
  return 'Look at the heights and widths of the digits.';
}

function missedBy(anchors: readonly Box[]): Box[] {
  const { data } = iouMatrix(digitBoxes(), anchors);
  return digitBoxes().filter(
    (_, digit) => !data.subarray(digit * anchors.length, (digit + 1) * anchors.length).some(overlap => overlap >= 0.5),
  );
}

let drawn: readonly Box[] | undefined;

function digitBoxes(): readonly Box[] {
  drawn ??= scenes({ ...SCATTERED_DIGITS, count: PICTURES, split: 'test' }).objects.flatMap(objects =>
    objects.map(({ box }) => box),
  );
  return drawn;
}

function readChoice(answer: unknown): AnchorChoice | null {
  if (typeof answer !== 'object' || answer === null) return null;
  const { sizes, aspectRatios } = answer as Partial<Record<keyof AnchorChoice, unknown>>; // each is looked at
  if (!isNumbers(sizes) || !isNumbers(aspectRatios)) return null;
  return { sizes, aspectRatios };
}

function isNumbers(list: unknown): list is readonly number[] {
  return Array.isArray(list) && list.length > 0 && list.every(value => typeof value === 'number');
}

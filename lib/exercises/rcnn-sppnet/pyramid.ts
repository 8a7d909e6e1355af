import { describe } from '../../notebook/values';
import { slip } from '../engine/checks';
import type { PlainCheck } from '../engine/types';

const CHANNELS = 256;
const MOST_NUMBERS = 8000;
const FINEST = 5;

/** Checks the levels of a pyramid: within the budget, with a bin for the whole window, and as fine as the budget allows. */
export function fitsPyramid(): PlainCheck {
  return answer => {
    if (answer === undefined) return { kind: 'unanswered' };
    if (!isLevels(answer)) {
      return slip(`The answer is a list of bins along a side, such as [3, 2]. Received ${describe(answer)}.`);
    }
    if (new Set(answer).size < answer.length) return slip('A level that is there twice says nothing new.');
    const bins = answer.reduce((sum, level) => sum + level * level, 0);
    const found = `${bins} bins of ${CHANNELS} channels are ${bins * CHANNELS} numbers.`;
    if (bins * CHANNELS > MOST_NUMBERS)
      return slip(
        `${found} ${bins <= 125 && answer.length > 1 && squaresForgotten(answer) ? 'A level of n has n × n bins. ' : ''}At most ${MOST_NUMBERS} are allowed.`,
      );
    if (!answer.includes(1)) return slip(`${found} Which level sees the whole window at once?`);
    if (Math.max(...answer) < FINEST) return slip(`${found} A finer level fits into the budget.`);
    return { kind: 'right', note: found };
  };
}

/** Whether the levels would fit if each had only n bins. */
function squaresForgotten(levels: readonly number[]): boolean {
  return levels.reduce((sum, level) => sum + level, 0) * CHANNELS <= MOST_NUMBERS;
}

function isLevels(answer: unknown): answer is readonly number[] {
  return Array.isArray(answer) && answer.length > 0 && answer.every(level => Number.isInteger(level) && level > 0);
}

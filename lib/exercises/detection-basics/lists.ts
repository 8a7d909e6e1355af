import { describe } from '../../notebook/values';
import { slip } from '../engine/checks';
import type { PlainCheck } from '../engine/types';

/** A choice of letters that was foreseen, and what to say about it. */
export interface LetterSlip {
  readonly letters: string;
  readonly says: string;
}

/**
 * Checks which of some letters are chosen, in any order: `'BD'`, `'d, b'` or `['B', 'D']`.
 *
 * @param all the letters to choose from, such as `'ABCD'`
 */
export function letters(all: string, right: string, slips: readonly LetterSlip[]): PlainCheck {
  return answer => {
    if (answer === undefined) return { kind: 'unanswered' };
    const chosen = chosenLetters(answer);
    if (chosen === null || [...chosen].some(letter => !all.includes(letter))) {
      return slip(`The answer is letters of ${all}, such as '${all.slice(0, 2)}'. Received ${describe(answer)}.`);
    }
    if (chosen === sorted(right)) return { kind: 'right' };
    const known = slips.find(({ letters }) => sorted(letters) === chosen);
    return slip(known?.says ?? `${chosen === '' ? 'None' : chosen} is not what is left.`);
  };
}

function chosenLetters(answer: unknown): string | null {
  if (typeof answer === 'string') return sorted(answer.toUpperCase().replace(/[\s,;]/g, ''));
  if (Array.isArray(answer) && answer.every(one => typeof one === 'string')) return chosenLetters(answer.join(''));
  return null;
}

function sorted(text: string): string {
  return [...new Set(text)].sort().join('');
}

import { describe } from '../../notebook/values';
import { slip } from '../engine/checks';
import type { PlainCheck } from '../engine/types';

/** Which kernel made which picture, and what to look at in it. */
const PICTURES = {
  A: { kernel: 3, look: 'even areas are 0, and roofs and ledges, which lie flat, have the strongest lines' },
  B: { kernel: 5, look: 'even areas keep something of their brightness, with its sign' },
  C: { kernel: 2, look: 'even areas are 0, and walls and columns, which stand upright, have the strongest lines' },
  D: { kernel: 1, look: 'even areas keep their brightness, with the other sign' },
} as const;

/** What each kernel does, for who names it at the wrong picture. */
const DOES = [
  'Kernel 1 adds up to −1: it gives each pixel the other sign.',
  'Kernel 2 adds up to 0 and compares left with right.',
  'Kernel 3 adds up to 0 and compares above with below.',
  'Kernel 4 adds up to 0 and answers to edges of every direction alike, with both signs.',
  'Kernel 5 adds up to 0.5: it makes each pixel half as bright.',
] as const;

/** Checks { A, B, C, D }: the number of the kernel that made each picture. */
export const kernelMatch: PlainCheck = answer => {
  if (answer === undefined) return { kind: 'unanswered' };
  if (typeof answer !== 'object' || answer === null) {
    return slip(`The answer is an object { A, B, C, D } of kernel numbers. Received ${describe(answer)}.`);
  }
  const given = new Map<string, unknown>(Object.entries(answer));
  const faults = Object.entries(PICTURES).flatMap(([letter, { kernel, look }]) => {
    const named = given.get(letter);
    if (named === kernel) return [];
    const does = typeof named === 'number' ? DOES[named - 1] : undefined;
    return [
      does === undefined
        ? `${letter}: give a number from 1 to 5.`
        : `${letter}: ${does} In picture ${letter}, ${look}.`,
    ];
  });
  if (faults.length === Object.keys(PICTURES).length && given.size === 0) return { kind: 'unanswered' };
  const right = Object.keys(PICTURES).length - faults.length;
  if (faults.length === 0)
    return { kind: 'right', note: 'Kernel 4 is left over: it answers to edges of every direction.' };
  return slip(`${right} of 4 are right. ${faults[0]}`);
};

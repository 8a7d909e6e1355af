import { describe } from '../../notebook/values';
import { type AxisWindow, outputSize } from '../../spec/window';
import { number, slip } from '../engine/checks';
import type { PlainCheck } from '../engine/types';

/**
 * Checks { floor, ceil, unread } of a pool along one axis, in this order: a later number is looked at when those before
 * it are right, since a slip in one makes the next one wrong as well.
 */
export function pooledRow(pool: AxisWindow & { readonly input: number; readonly stride: number }): PlainCheck {
  const { input, size, stride } = pool;
  const down = outputSize(input, pool);
  const up = outputSize(input, { ...pool, ceilMode: true });
  const last = (down - 1) * stride + size - 1;
  const steps: [name: string, check: PlainCheck][] = [
    [
      'floor',
      number(down, {
        slips: [
          {
            answer: up,
            says: `You rounded up. Rounded down, a window that sticks out is left out.`,
          },
        ],
        question: { quantity: 'outputSize', input, size, stride },
      }),
    ],
    [
      'ceil',
      number(up, {
        slips: [{ answer: down, says: 'You rounded down. Rounded up, there is one more window, which sticks out.' }],
        question: { quantity: 'outputSize', input, size, stride, ceilMode: true },
      }),
    ],
    [
      'unread',
      number(input - 1 - last, {
        slips: [
          { answer: 0, says: `With ${down} windows some are left over. Which pixel does the last window end at?` },
          {
            answer: (input - size) / stride - (down - 1),
            says: `This is a part of a step. A step is ${stride} pixels wide: how many pixels is that?`,
          },
          {
            answer: (up - 1) * stride + size - input,
            says: 'By so much the additional window sticks out when the size is rounded up. Count the pixels after the last window that does not stick out.',
          },
          {
            answer: input - last,
            says: `Pixels are numbered from 0, so the last one is ${input - 1} and not ${input}.`,
          },
        ],
      }),
    ],
  ];
  return answer => {
    if (answer === undefined) return { kind: 'unanswered' };
    if (typeof answer !== 'object' || answer === null) {
      return slip(`The answer is an object { floor, ceil, unread }. Received ${describe(answer)}.`);
    }
    const given = new Map<string, unknown>(Object.entries(answer));
    if (given.get('floor') === up && given.get('ceil') === down) {
      return slip('floor and ceil have changed places: floor rounds down, ceil rounds up.');
    }
    for (const [name, check] of steps) {
      const verdict = check(given.get(name));
      if (verdict.kind === 'slip') return slip(`${name}: ${verdict.message}`);
      if (verdict.kind === 'unanswered') return slip(`${name}: not answered yet.`);
    }
    return { kind: 'right', note: `Rounded down, the last window ends at pixel ${last} of ${input - 1}.` };
  };
}

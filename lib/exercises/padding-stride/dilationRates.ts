import { describe, readValues } from '../../notebook/values';
import { slip } from '../engine/checks';
import type { PlainCheck } from '../engine/types';

const LAYERS = 3;
const FIELD = 15;
const LARGEST_RATE = 3;

/** Checks three dilation rates of 3-wide layers, none above 3: they have to read 15 pixels and leave none of them out. */
export const dilationRates: PlainCheck = answer => {
  if (answer === undefined) return { kind: 'unanswered' };
  const values = readValues(answer);
  if (typeof values === 'string' || values.shape.join() !== String(LAYERS)) {
    return slip(`The answer is an array of three rates, one for each layer. Received ${describe(answer)}.`);
  }
  const rates = values.data;
  if (!rates.every(rate => Number.isInteger(rate) && rate >= 1)) {
    return slip(`A rate is a whole number of pixels, at least 1. Received ${describe(answer)}.`);
  }
  if (Math.max(...rates) > LARGEST_RATE)
    return slip(`No rate may be above ${LARGEST_RATE}. Received ${describe(answer)}.`);
  const field = 1 + rates.reduce((sum, rate) => sum + 2 * rate, 0);
  if (field !== FIELD) {
    return slip(
      `These layers span ${field} pixels: 1 + 2 · (${rates.join(' + ')}). ${FIELD} are asked for, so the rates together have to reach 7 pixels on each side.`,
    );
  }
  const missed = missedBy(rates);
  if (missed.length > 0) {
    return slip(
      `The layers span 15 pixels and skip some of them: those at distance ${missed.join(' and ')} from the centre. One layer has to read direct neighbours.`,
    );
  }
  return { kind: 'right', note: `Each of the 15 pixels is read, with 9 weights along an axis instead of 15.` };
};

/** Distances from the centre, up to the end of the field, that no path through the layers reaches. */
function missedBy(rates: readonly number[]): number[] {
  const reached = rates.reduce<readonly number[]>((places, rate) => places.flatMap(p => [p - rate, p, p + rate]), [0]);
  return Array.from({ length: (FIELD + 1) / 2 }, (_, distance) => distance).filter(d => !reached.includes(d));
}

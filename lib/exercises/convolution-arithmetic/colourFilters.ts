import { describe, readValues, show } from '../../notebook/values';
import { at } from '../../spec/at';
import { slip } from '../engine/checks';
import type { PlainCheck } from '../engine/types';

/** Checks weights [3, 2] of two 1×1 filters on red, green and blue: the mean, and what is bluer than it is red or green. */
export const colourFilters: PlainCheck = answer => {
  if (answer === undefined) return { kind: 'unanswered' };
  const values = readValues(answer);
  if (typeof values === 'string') return slip(`The answer is an array of rows: ${values}.`);
  if (values.shape.join() === '2,3') {
    return slip(
      'You gave a row for each filter. The axes are [k, k, c, f]: a row for each input channel, in it a number for each filter.',
    );
  }
  if (values.shape.join() !== '3,2') {
    return slip(
      `The answer has three rows, one for each input channel, with two numbers, one for each filter. Received ${describe(answer)}.`,
    );
  }
  const filter = (j: number): number[] => [0, 1, 2].map(a => at(values.data, 2 * a + j));
  const message = meanFault(filter(0)) ?? blueFault(filter(1));
  return message === undefined
    ? { kind: 'right', note: 'Both filters do what was asked, on every colour.' }
    : slip(message);
};

function meanFault(weights: readonly number[]): string | undefined {
  const sum = total(weights);
  if (weights.every(weight => Math.abs(weight - 1) < 1e-3))
    return 'Filter 0 adds the channels: white becomes 3. The mean is a third of that.';
  if (weights.some(weight => Math.abs(weight - at(weights, 0)) > 0.011)) {
    return 'Filter 0: in the mean, each channel counts equally.';
  }
  return Math.abs(sum - 1) > 0.02 ? `Filter 0: white becomes ${show(sum)} and should stay 1.` : undefined;
}

function blueFault(weights: readonly number[]): string | undefined {
  const [red, green, blue] = [at(weights, 0), at(weights, 1), at(weights, 2)];
  if (weights.every(weight => weight === 0)) return 'Filter 1 answers 0 to everything.';
  const sum = total(weights);
  if (Math.abs(sum) > 0.02 * Math.max(...weights.map(Math.abs))) {
    return `Filter 1: on white, which is grey at its brightest, it answers ${show(sum)}. Its weights have to add up to 0.`;
  }
  if (blue <= 0) return `Filter 1: pure blue gives ${show(blue)}. It should be positive.`;
  if (red > 0 || green > 0)
    return `Filter 1: pure ${red > 0 ? 'red' : 'green'} gives ${show(Math.max(red, green))}. It must not be positive.`;
  return undefined;
}

function total(weights: readonly number[]): number {
  return weights.reduce((sum, weight) => sum + weight, 0);
}

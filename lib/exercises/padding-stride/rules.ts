import { describe } from '../../notebook/values';
import { outputSize } from '../../spec/window';
import type { Row } from './rows';

/** Two whole numbers, none of them negative. */
export function splitInTwo(result: unknown): string | undefined {
  const pair = pairIn(result);
  if (pair === undefined) return `the result is two numbers, [before, after]. You gave ${describe(result)}.`;
  if (pair.every(pixels => Number.isInteger(pixels) && pixels >= 0)) return undefined;
  return `whole pixels are added, or none. You gave ${describe(result)}.`;
}

/** The two are equal, or the second is larger by one. */
export function halfOfEach(result: unknown): string | undefined {
  const pair = pairIn(result);
  if (pair === undefined) return undefined;
  const [before, after] = pair;
  if (after === before || after === before + 1) return undefined;
  return `half is added before and half after, and one that is left over goes after. You gave ${describe(result)}.`;
}

/** With this padding there are ⌈input / stride⌉ outputs. */
export function outputsOfSame(result: unknown, input: number, kernel: number, stride: number): string | undefined {
  const pair = pairIn(result);
  if (pair === undefined) return undefined;
  const outputs = outputSize(input, { size: kernel, stride, padding: pair });
  const expected = Math.ceil(input / stride);
  if (outputs === expected) return undefined;
  return `with ${describe(result)} there are ${outputs} outputs, and "same" promises ${expected}.`;
}

/** Half as many numbers, rounded up. */
export function outputsOfHalving(result: unknown, row: Row): string | undefined {
  if (!Array.isArray(result)) return 'the result is an array of numbers.';
  const expected = Math.ceil(row.length / 2);
  if (result.length === expected) return undefined;
  return `of ${row.length} numbers every second one is kept, which makes ${expected}. You gave ${result.length}.`;
}

/** An average lies between the smallest and the largest number. */
export function keepsBetween(result: unknown, row: Row): string | undefined {
  if (!Array.isArray(result)) return undefined;
  const [low, high] = [Math.min(...row), Math.max(...row)];
  const beyond: unknown = result.find(
    value => typeof value !== 'number' || !(value >= low - 1e-9 && value <= high + 1e-9),
  );
  if (beyond === undefined) return undefined;
  return `an average of numbers from ${low} to ${high} lies between them. You gave ${describe(beyond)}.`;
}

function pairIn(result: unknown): [number, number] | undefined {
  if (!Array.isArray(result) || result.length !== 2) return undefined;
  const [before, after]: unknown[] = result;
  return typeof before === 'number' && typeof after === 'number' ? [before, after] : undefined;
}

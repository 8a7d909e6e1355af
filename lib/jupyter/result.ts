import { inspect } from 'node:util';
import { cut } from './length';

/** Loaded late: most cells show no object. */
const summaries = (): typeof import('../notebook/result') => require('../notebook/result');

/** The value of a cell's last line, in the MIME types that a front end may draw. */
export type ResultData = Readonly<Record<string, unknown>>;

/**
 * What a cell shows of its last value: a string as it is, a network, a model or an array as its summary, anything else as
 * `console.log` writes it; nothing of nothing.
 *
 * @param value - any value.
 * @returns MIME type → content, or undefined for nothing.
 */
export function resultData(value: unknown): ResultData | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return { 'text/plain': cut(value) };
  return summaryOf(value) ?? { 'text/plain': cut(inspect(value)) };
}

function summaryOf(value: unknown): ResultData | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  try {
    return summaries().resultBundle(value);
  } catch {
    // A value of the learner's that throws when it is looked at is none of those that have a summary.
    return undefined;
  }
}

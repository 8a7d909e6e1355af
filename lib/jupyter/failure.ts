import { inspect, types } from 'node:util';
import { moduleHint } from './hints';
import { faint, red, snippet } from './snippet';
import { type Frame, framesOf } from './stack';

/** Why a cell failed, as Jupyter sends it. */
export interface Failure {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

const MOST_PLACES = 6;

/**
 * Describes what a cell threw: first the message, then the learner's own lines from the innermost call outwards, then in
 * one line where in the course's library it happened.
 *
 * @param thrown - any value.
 * @returns name, message and traceback.
 */
export function describeThrown(thrown: unknown): Failure {
  if (!isError(thrown)) return describeValue(thrown);
  const [name, message] = [String(thrown.name), String(thrown.message)];
  const frames = framesOf(thrown.stack ?? '');
  const traceback = [
    `${red(name)}: ${message}`,
    ...details(thrown),
    ...places(frames.filter(frame => frame.kind === 'own')),
    ...library(frames.filter(frame => frame.kind === 'library')),
  ];
  return { ename: name, evalue: message, traceback };
}

function isError(thrown: unknown): thrown is Error {
  return types.isNativeError(thrown) || thrown instanceof Error;
}

function describeValue(thrown: unknown): Failure {
  const evalue = typeof thrown === 'string' ? thrown : inspect(thrown);
  const ename = 'ThrownValue';
  const advice = "Only an Error knows the line that it was thrown in: write throw new Error('…').";
  return { ename, evalue, traceback: [`${red(ename)}: ${evalue}`, advice] };
}

/** What else an error knows: its causes, the errors it gathers, and advice on a missing module. */
function details(error: Error): string[] {
  const gathered = error instanceof AggregateError ? error.errors.map(each => `  - ${summary(each)}`) : [];
  const cause = error.cause === undefined ? [] : [`Caused by ${summary(error.cause)}`];
  const hint = 'code' in error && error.code === 'MODULE_NOT_FOUND' && moduleHint(error.message, process.cwd());
  return [...gathered, ...cause, ...(hint ? [hint] : [])];
}

function summary(thrown: unknown): string {
  return isError(thrown) ? `${thrown.name}: ${thrown.message}` : inspect(thrown);
}

function place({ file, position, call }: Frame): string {
  return `${file}, line ${position.line}, column ${position.column}${call && `, in ${call}`}`;
}

function places(frames: readonly Frame[]): string[] {
  // A recursion repeats its line.
  const different = frames.filter((frame, i) => i === 0 || place(frame) !== place(frames[i - 1] ?? frame));
  const shown = different.slice(0, MOST_PLACES);
  const lines = shown.flatMap((frame, i) => [
    '',
    `${i === 0 ? '' : 'called from '}${place(frame)}`,
    ...snippet(frame.text, frame.position),
  ]);
  const left = different.length - shown.length;
  return left > 0 ? [...lines, '', `… called from ${left} more places`] : lines;
}

/** The calls in the library, from the one that the cell made to the one that threw. */
function library(frames: readonly Frame[]): string[] {
  const [innermost] = frames;
  if (innermost === undefined) return [];
  const calls = frames.map(({ call }) => call).reverse();
  const shown = calls.length > 4 ? [...calls.slice(0, 2), '…', ...calls.slice(-2)] : calls;
  return ['', faint(`in the library: ${shown.join(' > ')} (${innermost.file}:${innermost.position.line})`)];
}

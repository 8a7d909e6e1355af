import { inspect, types } from 'node:util';
import { moduleHint } from './hints';
import { cut } from './length';
import { faint, red, snippet } from './snippet';
import { type Frame, framesOf } from './stack';

/** Why a cell failed, as Jupyter sends it. */
export interface Failure {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

const MOST_PLACES = 6;
const MOST_GATHERED = 20;
/** Characters of a name, and of an error that another one carries. */
const MOST_CARRIED = 10_000;

/**
 * Describes what a cell threw: first the message, then the learner's own lines from the innermost call outwards, then in
 * one line where in the course's library it happened.
 *
 * @param thrown - any value, even one that throws when it is read.
 * @returns name, message and traceback.
 */
export function describeThrown(thrown: unknown): Failure {
  return isError(thrown) ? describeError(thrown) : describeValue(thrown);
}

/** The code of one of Node's errors. */
export function codeOf(thrown: unknown): unknown {
  return read(() => (isError(thrown) && 'code' in thrown ? thrown.code : undefined), undefined);
}

function describeError(thrown: Error): Failure {
  const [name, message] = [nameOf(thrown), messageOf(thrown)];
  const frames = framesOf(read(() => String(thrown.stack), ''));
  const traceback = [
    `${red(name)}: ${message}`,
    ...read(() => details(thrown), []),
    ...places(frames.filter(frame => frame.kind === 'own')),
    ...library(frames.filter(frame => frame.kind === 'library')),
  ];
  return { ename: name, evalue: message, traceback };
}

/** What a function reads of a thrown value, whose getters and traps may throw themselves. */
function read<T>(f: () => T, otherwise: T): T {
  try {
    return f();
  } catch {
    return otherwise;
  }
}

function isError(thrown: unknown): thrown is Error {
  return types.isNativeError(thrown) || read(() => thrown instanceof Error, false);
}

function nameOf(error: Error): string {
  return read(() => cut(String(error.name), MOST_CARRIED), 'Error');
}

function messageOf(error: Error): string {
  return read(() => cut(String(error.message)), '(to read its message throws another error)');
}

/** A value, without the stacks of errors in it, which go through the kernel. */
function textOf(value: unknown): string {
  return read(() => cut(inspect(value).replaceAll(/\n +at .*/g, '')), '(to show this value throws another error)');
}

function describeValue(thrown: unknown): Failure {
  const evalue = typeof thrown === 'string' ? cut(thrown) : textOf(thrown);
  const ename = 'ThrownValue';
  const advice = "Only an Error knows the line that it was thrown in: write throw new Error('…').";
  return { ename, evalue, traceback: [`${red(ename)}: ${evalue}`, advice] };
}

/** What else an error knows: its causes, the errors it gathers, and advice on a missing module. */
function details(error: Error): string[] {
  const errors: readonly unknown[] = error instanceof AggregateError ? error.errors : [];
  const gathered = errors.slice(0, MOST_GATHERED).map(each => `  - ${summary(each)}`);
  const left = errors.length - gathered.length;
  if (left > 0) gathered.push(`  … and ${left} more`);
  const cause = error.cause === undefined ? [] : [`Caused by ${summary(error.cause)}`];
  const hint = codeOf(error) === 'MODULE_NOT_FOUND' && moduleHint(error.message, process.cwd());
  return [...gathered, ...cause, ...(hint ? [hint] : [])];
}

function summary(thrown: unknown): string {
  return cut(isError(thrown) ? `${nameOf(thrown)}: ${messageOf(thrown)}` : textOf(thrown), MOST_CARRIED);
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

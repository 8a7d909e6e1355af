import { diagnose, type Question } from '../../arithmetic/diagnose';
import { describe, difference, show } from '../../notebook/values';
import { at } from '../../spec/at';
import { type Check, isPromise, type PlainCheck, type Verdict } from './types';

/** A wrong answer that was foreseen, and what to say about it. */
export interface NumberSlip {
  readonly answer: number;
  readonly says: string;
}

/** A wrong way to compute that was foreseen, and what to say about it. */
export interface FunctionSlip<Args extends readonly unknown[]> {
  readonly answer: (...args: Args) => unknown;
  readonly says: string;
}

/** What a stub throws, so that a function with a declared result compiles before it is written. */
const UNANSWERED = /^not (written|answered) yet\b/i;

/**
 * Checks one number: whole ones exactly, others to within `tolerance` of the expected one.
 * @param expected the right number
 * @param options foreseen wrong answers; the arithmetic question, whose usual slips are then recognised as well; and the
 *   relative tolerance (1e-5 when left out)
 */
export function number(
  expected: number,
  options: { readonly slips?: readonly NumberSlip[]; readonly question?: Question; readonly tolerance?: number } = {},
): PlainCheck {
  const { slips = [], question, tolerance } = options;
  return answer => {
    if (answer === undefined) return { kind: 'unanswered' };
    if (typeof answer !== 'number') {
      return slip(`The answer is one number. Received ${describe(answer)}.`);
    }
    if (difference(answer, expected, tolerance) === undefined) return { kind: 'right' };
    const known = slips.find(({ answer: wrong }) => difference(answer, wrong, tolerance) === undefined);
    const says = known?.says ?? (question && usualSlip(question, answer));
    return slip(says ?? `${show(answer)} is not the number that was asked for.`);
  };
}

/** What `arithmetic.diagnose` says, as a sentence. */
function usualSlip(question: Question, answer: number): string | undefined {
  const words = diagnose(question, answer).slip;
  return words && `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

/**
 * Checks an object of numbers field by field, and reports every field that slipped.
 * @param checks a check for each field
 */
export function fields(checks: Readonly<Record<string, PlainCheck>>): PlainCheck {
  const names = Object.keys(checks);
  return answer => {
    if (answer === undefined) return { kind: 'unanswered' };
    if (typeof answer !== 'object' || answer === null) {
      return slip(`The answer is an object { ${names.join(', ')} }. Received ${describe(answer)}.`);
    }
    const given = new Map<string, unknown>(Object.entries(answer));
    if (names.every(name => given.get(name) === undefined)) return { kind: 'unanswered' };
    const messages = Object.entries(checks).flatMap(([name, check]) => {
      const verdict = check(given.get(name));
      if (verdict.kind === 'right') return [];
      return [`${name}: ${verdict.kind === 'slip' ? verdict.message : 'not answered yet.'}`];
    });
    return messages.length === 0 ? { kind: 'right' } : slip(messages.join(' '));
  };
}

/**
 * Checks a function on many inputs against a reference, and reports the first input on which they differ. A slip is
 * recognised when its wrong function agrees with the learner's on every input.
 * @param options the function's name for messages, the inputs, the reference, foreseen slips, and the relative tolerance
 */
export function implementation<Args extends readonly unknown[]>(options: {
  readonly name: string;
  readonly cases: readonly Args[];
  readonly reference: (...args: Args) => unknown;
  readonly slips?: readonly FunctionSlip<Args>[];
  readonly tolerance?: number;
}): Check {
  return answer => {
    if (answer === undefined) return { kind: 'unanswered' };
    if (typeof answer !== 'function') {
      return slip(`The answer is the function ${options.name} itself. Received ${describe(answer)}.`);
    }
    const outcomes = options.cases.map(args => call(answer, args));
    if (!outcomes.some(isPromise)) return judge(options, outcomes.filter(isSettled));
    return Promise.all(outcomes).then(settled => judge(options, settled));
  };
}

type Outcome = { readonly value: unknown } | { readonly error: unknown };

/** Calls the learner's function with copies, so that one that changes its arguments cannot spoil the check. */
function call(answer: CallableFunction, args: readonly unknown[]): Outcome | Promise<Outcome> {
  try {
    const value: unknown = Reflect.apply(answer, undefined, structuredClone(args));
    if (!isPromise(value)) return { value };
    return Promise.resolve(value).then(
      settled => ({ value: settled }),
      (error: unknown) => ({ error }),
    );
  } catch (error) {
    return { error };
  }
}

function isSettled(outcome: Outcome | Promise<Outcome>): outcome is Outcome {
  return !isPromise(outcome);
}

function judge<Args extends readonly unknown[]>(
  { name, cases, reference, slips = [], tolerance }: Parameters<typeof implementation<Args>>[0],
  outcomes: readonly Outcome[],
): Verdict {
  if (outcomes.every(isUnanswered)) return { kind: 'unanswered' };
  for (const [i, args] of cases.entries()) {
    const outcome = at(outcomes, i);
    const example = `${name}(${args.map(describe).join(', ')})`;
    if ('error' in outcome) return slip(`Your function threw ${nameError(outcome.error)} for ${example}.`);
    const wrong = difference(outcome.value, reference(...args), tolerance);
    if (wrong === undefined) continue;
    const known = slips.find(candidate => agrees(candidate.answer, cases, outcomes, tolerance));
    return slip(`${known ? `${known.says} ` : ''}For ${example}: ${wrong}.`);
  }
  return { kind: 'right' };
}

function isUnanswered(outcome: Outcome): boolean {
  if ('value' in outcome) return outcome.value === undefined;
  return outcome.error instanceof Error && UNANSWERED.test(outcome.error.message);
}

/** Whether a foreseen wrong function gives what the learner's gave, wherever that one gave anything. */
function agrees<Args extends readonly unknown[]>(
  wrong: (...args: Args) => unknown,
  cases: readonly Args[],
  outcomes: readonly Outcome[],
  tolerance: number | undefined,
): boolean {
  return cases.every((args, i) => {
    const outcome = at(outcomes, i);
    return 'error' in outcome || difference(outcome.value, wrong(...args), tolerance) === undefined;
  });
}

/** `RangeError: invalid array length`, without a stack trace. */
export function nameError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : describe(error);
}

/** A verdict that says what slipped. */
export function slip(message: string): Verdict {
  return { kind: 'slip', message };
}

import { diagnose, type Question } from '../../arithmetic/diagnose';
import { describe, difference, show } from '../../notebook/values';
import { at } from '../../spec/at';
import { Random } from '../../spec/random';
import { type Check, type Choice, isPromise, type PlainCheck, type Verdict } from './types';

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
 * Checks one number: a whole one exactly unless a tolerance is given, others to within it.
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
    if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) {
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

/** Cases of a function that are drawn at random: the same ones in every check. */
export interface RandomCases<Args extends readonly unknown[]> {
  readonly count: number;
  draw(random: Random): Args;
}

/**
 * A property that every result has, whatever its value: a shape, a range, a sum.
 * @returns what does not hold, as a sentence, or undefined where it holds
 */
export type Property<Args extends readonly unknown[]> = (result: unknown, ...args: Args) => string | undefined;

/** What a function is checked against. */
export interface Implementation<Args extends readonly unknown[]> {
  /** The function's name, for messages. */
  readonly name: string;
  readonly cases: readonly Args[];
  readonly random?: RandomCases<Args>;
  readonly reference: (...args: Args) => unknown;
  /** Named before a value is, in this order. */
  readonly properties?: readonly Property<Args>[];
  readonly slips?: readonly FunctionSlip<Args>[];
  /** Relative; 1e-5 when left out. */
  readonly tolerance?: number;
}

/**
 * Checks a function on many inputs against a reference. It runs every case, says how many are right, and shows the first
 * that is not, with the property that does not hold, or else with both values. A slip is recognised when its wrong
 * function agrees with the learner's on every input.
 */
export function implementation<Args extends readonly unknown[]>(options: Implementation<Args>): Check {
  const cases = [...options.cases, ...drawn(options)];
  return answer => {
    if (answer === undefined) return { kind: 'unanswered' };
    if (typeof answer !== 'function') {
      return slip(`The answer is the function ${options.name} itself. Received ${describe(answer)}.`);
    }
    const outcomes = cases.map(args => call(answer, args));
    if (!outcomes.some(isPromise)) return judge(options, cases, outcomes.filter(isSettled));
    return Promise.all(outcomes).then(settled => judge(options, cases, settled));
  };
}

function drawn<Args extends readonly unknown[]>({ name, random }: Implementation<Args>): Args[] {
  if (random === undefined) return [];
  const numbers = new Random(`cases of ${name}`);
  return Array.from({ length: random.count }, () => random.draw(numbers));
}

/**
 * Checks one word or letter of several.
 * @param choices the answers to choose from
 */
export function oneOf(choices: readonly Choice[]): PlainCheck {
  const names = choices.map(({ answer }) => `'${answer}'`).join(', ');
  return answer => {
    if (answer === undefined) return { kind: 'unanswered' };
    const given = typeof answer === 'string' ? answer.trim().toLowerCase() : answer;
    const chosen = choices.find(choice => choice.answer.toLowerCase() === given);
    if (chosen === undefined) return slip(`The answer is one of ${names}. Received ${describe(answer)}.`);
    return chosen.right ? { kind: 'right', note: chosen.says } : slip(chosen.says);
  };
}

/**
 * A question with answers to choose from: `...choice([{ answer: 'a', text: 'the first layer', says: '…' }, …])` in an
 * exercise. It can be answered on an exported page, too.
 * @param choices at least two, one of them `right`
 */
export function choice(choices: readonly Choice[]): {
  readonly choices: readonly Choice[];
  readonly check: PlainCheck;
} {
  return { choices, check: oneOf(choices) };
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
  { name, reference, properties = [], slips = [], tolerance }: Implementation<Args>,
  cases: readonly Args[],
  outcomes: readonly Outcome[],
): Verdict {
  if (outcomes.every(isUnanswered)) return { kind: 'unanswered' };
  const faults = cases.flatMap((args, i) => {
    const outcome = at(outcomes, i);
    const example = `${name}(${args.map(describe).join(', ')})`;
    if ('error' in outcome) {
      return [{ rank: 0, says: `Your function threw ${nameError(outcome.error)} for ${example}.` }];
    }
    const broken = properties.findIndex(property => property(outcome.value, ...args) !== undefined);
    const property = properties[broken]?.(outcome.value, ...args);
    if (property !== undefined) return [{ rank: 1 + broken, says: `For ${example}: ${property}` }];
    const wrong = difference(outcome.value, reference(...args), tolerance);
    return wrong === undefined ? [] : [{ rank: 1 + properties.length, says: `For ${example}: ${wrong}.` }];
  });
  const [first, ...others] = faults;
  if (first === undefined) return { kind: 'right', note: `All ${cases.length} cases are right.` };
  const worst = others.reduce((lowest, fault) => (fault.rank < lowest.rank ? fault : lowest), first);
  const known = slips.find(candidate => agrees(candidate.answer, cases, outcomes, tolerance));
  const right = cases.length - faults.length;
  const score = `${right === 0 ? 'None' : right} of ${cases.length} cases ${right > 1 ? 'are' : 'is'} right.`;
  return slip([score, known?.says, worst.says].filter(part => part !== undefined).join(' '));
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

/** What a check thinks of an answer. `unanswered` stands for a stub that nobody has filled in. */
export type Verdict =
  | { readonly kind: 'right'; readonly note?: string }
  | { readonly kind: 'slip'; readonly message: string }
  | { readonly kind: 'unanswered' };

/** Tells at once whether an answer is right. */
export type PlainCheck = (answer: unknown) => Verdict;

/** Tells whether an answer is right; it waits only when the answer does. */
export type Check = (answer: unknown) => Verdict | Promise<Verdict>;

/** What an exercise asks for. */
export type Kind = 'calculation' | 'prediction' | 'implementation' | 'design' | 'interpretation' | 'training';

/** One of the answers to choose from. */
export interface Choice {
  /** What the learner writes, such as `b`. */
  readonly answer: string;
  readonly text: string;
  /** What is said to who chooses it: why it is right, or what was overlooked. */
  readonly says: string;
  readonly right?: true;
}

/** An exercise as its notebook's folder defines it. Its solution stands in the notebook's text. */
export interface Exercise {
  /** Notebook and number, such as `counting.3`. */
  readonly id: string;
  readonly kind: Kind;
  /** A few words for lists. */
  readonly title: string;
  /** The task in full, plain text. */
  readonly prompt: string;
  /** Where the task is to choose. */
  readonly choices?: readonly Choice[];
  /** From a gentle push to almost the answer; shown one by one on request. */
  readonly hints: readonly string[];
  readonly check: Check;
  /** Code that is right as well and does it in another way; shown when the exercise is solved. */
  readonly anotherWay?: string;
  /** Where the course goes on with it, or what it is good for; shown when the exercise is solved. */
  readonly leadsTo: string;
}

/**
 * Goes on with a value now when it is there, or later when it is a promise: an exercise whose answer does not wait gives
 * its verdict before the cell ends, without `await`.
 */
export function after<T, R>(value: T | PromiseLike<T>, next: (value: T) => R): R | PromiseLike<R> {
  return isPromise(value) ? value.then(next) : next(value);
}

/** Whether something can be waited for. */
export function isPromise<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

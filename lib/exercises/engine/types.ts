/** What a check thinks of an answer. `unanswered` stands for a stub that nobody has filled in. */
export type Verdict =
  | { readonly kind: 'right'; readonly note?: string }
  | { readonly kind: 'slip'; readonly message: string }
  | { readonly kind: 'unanswered' };

/** Tells at once whether an answer is right. */
export type PlainCheck = (answer: unknown) => Verdict;

/** Tells whether an answer is right; it waits only when the answer does. */
export type Check = (answer: unknown) => Verdict | Promise<Verdict>;

/** An exercise as its notebook's folder defines it. Its solution stands in the notebook's text. */
export interface Exercise {
  /** Notebook and number, such as `counting.3`. */
  readonly id: string;
  /** A few words for lists. */
  readonly title: string;
  /** The task in full, plain text. */
  readonly prompt: string;
  /** From a gentle push to almost the answer; shown one by one on request. */
  readonly hints: readonly string[];
  readonly check: Check;
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

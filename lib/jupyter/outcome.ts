import { codeOf, describeThrown, type Failure } from './failure';
import { Interrupted } from './interrupt';
import { repair } from './repair';
import { type ResultData, resultData } from './result';

/** How a cell ended: with what it shows of its last expression's value, or with an error. */
export type Outcome = { readonly data: ResultData | undefined } | { readonly failure: Failure };

/** The outcome of a cell that threw a value, or that a signal stopped. */
export function failed(thrown: unknown): Outcome {
  const bySignal = codeOf(thrown) === 'ERR_SCRIPT_EXECUTION_INTERRUPTED';
  if (bySignal) repair();
  return { failure: describeThrown(bySignal ? new Interrupted() : thrown) };
}

/** The outcome of a cell that came to its end. A value that cannot be shown is an error of its cell. */
export function outcomeOf(result: () => unknown): Outcome {
  try {
    return { data: resultData(result()) };
  } catch (error) {
    return failed(error);
  }
}

import type { Tensor, Variable } from '@tensorflow/tfjs-node';
import { at, floatAt } from '../../spec/at';
import type { NamedArrays } from '../../spec/ndarray';

/** @throws RangeError when the value is not in [0, 1) */
export function checkShare(optimizer: string, option: string, value: number): void {
  if (value >= 0 && value < 1) return;
  throw new RangeError(`${optimizer}: ${option} must be at least 0 and below 1. Received ${value}.`);
}

/** @throws RangeError when the value is not a number of at least 0 */
export function checkAtLeastZero(optimizer: string, option: string, value: number): void {
  if (value >= 0 && value < Number.POSITIVE_INFINITY) return;
  throw new RangeError(`${optimizer}: ${option} must be a number of at least 0. Received ${value}.`);
}

/** Each variable with its gradient. @throws RangeError when they or the learning rate do not fit */
export function checkedPairs(
  optimizer: string,
  variables: readonly Variable[],
  gradients: readonly Tensor[],
  learningRate: number,
): { readonly variable: Variable; readonly gradient: Tensor }[] {
  checkAtLeastZero(optimizer, 'learningRate', learningRate);
  if (variables.length !== gradients.length) {
    const received = `variables: ${variables.length}, gradients: ${gradients.length}`;
    throw new RangeError(`${optimizer}: each variable needs one gradient. Received ${received}.`);
  }
  return variables.flatMap((variable, i) =>
    gradients.slice(i, i + 1).map(gradient => {
      checkShape(`${optimizer}: the gradient of "${variable.name}"`, variable.shape, gradient.shape);
      return { variable, gradient };
    }),
  );
}

/** What a saved state has for some variables: the number of steps, and for each variable its slots in their order. */
export interface SavedValues {
  readonly step: number;
  /** Empty before the first step. */
  readonly values: ReadonlyMap<Variable, Float32Array[]>;
}

/** @throws RangeError naming the entry that is missing or has another shape */
export function savedValues(
  optimizer: string,
  slots: readonly string[],
  variables: readonly Variable[],
  names: readonly string[],
  saved: NamedArrays,
): SavedValues {
  const read = (key: string, shape: readonly number[]): Float32Array => {
    const entry = saved.get(key);
    if (entry === undefined) throw new RangeError(`${optimizer}: the saved state has no "${key}". ${SAME_NETWORK}`);
    checkShape(`${optimizer}: "${key}" of the saved state`, shape, entry.shape, SAME_NETWORK);
    return entry.data;
  };
  const step = floatAt(read('step', []), 0);
  if (step === 0) return { step, values: new Map() };
  const values = variables.map((variable, i) => {
    return [variable, slots.map(slot => read(`${slot}/${at(names, i)}`, variable.shape))] as const;
  });
  return { step, values: new Map(values) };
}

const SAME_NETWORK = 'Restore it with the network and the optimizer that it was saved from.';

function checkShape(what: string, expected: readonly number[], received: readonly number[], advice = ''): void {
  if (expected.length === received.length && expected.every((size, i) => size === received[i])) return;
  const shapes = `must have shape [${expected.join(', ')}]. Received [${received.join(', ')}].`;
  throw new RangeError(`${what} ${shapes} ${advice}`.trimEnd());
}

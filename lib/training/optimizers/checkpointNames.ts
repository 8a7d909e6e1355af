import type { Variable } from '@tensorflow/tfjs-node';

/**
 * Names of variables that do not depend on how many models were built before: TensorFlow.js calls the kernel of
 * "conv1" `conv1/kernel` in the first model of a process and `conv1/kernel_1` in the second.
 */
export function checkpointNames(variables: readonly Variable[]): string[] {
  const names = variables.map(({ name }) => name);
  const plain = names.map(name => name.replace(/(\/[^/]*?)_\d+$/, '$1'));
  return new Set(plain).size === plain.length ? plain : names;
}

import { readTorchWeights } from '../checkpoints/files';
import type { NamedArrays } from '../spec/ndarray';
import { quoted } from '../spec/quoted';
import type { CommandLine } from './arguments';

/**
 * Weights that the user names.
 *
 * @returns them under PyTorch's names
 * @throws SafetensorsError when they cannot be read; RangeError when nothing can be computed with one of them
 */
export async function readWeights(line: CommandLine, path: string): Promise<NamedArrays> {
  const weights = await readTorchWeights(path);
  checkNumbers(line, path, weights);
  checkVariances(line, path, weights);
  return weights;
}

/** A normalization takes the root of its variance: below zero, all that comes behind it is NaN. */
function checkVariances({ name }: CommandLine, path: string, weights: NamedArrays): void {
  for (const [tensor, { data }] of weights) {
    const wrong = tensor.endsWith('.running_var') ? data.find(value => value < 0) : undefined;
    if (wrong === undefined) continue;
    throw new RangeError(
      `${name}: ${path}: the tensor ${quoted(tensor)} holds variances, which are never negative. Received ${wrong}. Get the file again.`,
    );
  }
}

/**
 * Refuses tensors with which a network computes nothing but NaN, as a training that diverged leaves them.
 *
 * @param path of the file that holds them
 * @throws RangeError naming the tensor
 */
export function checkNumbers({ name }: CommandLine, path: string, tensors: NamedArrays): void {
  for (const [tensor, { data }] of tensors) {
    const wrong = data.findIndex(value => !Number.isFinite(value));
    if (wrong < 0) continue;
    throw new RangeError(
      `${name}: ${path}: the tensor ${quoted(tensor)} holds ${data[wrong]}, in place ${wrong} of ${data.length}. ` +
        'Nothing can be computed with it: get the file again, or train again with a smaller learning rate.',
    );
  }
}

import type { Tensor } from '@tensorflow/tfjs-node';
import { tf } from '../backend';

/**
 * A function whose intermediate results are freed at once. On the way back it is computed again, from its inputs: less
 * memory, one more forward pass. This is called recomputation, or gradient checkpointing.
 *
 * Introduced in notebook densenet.
 *
 * @param f of tensors, and of nothing else that is trained; the same inputs must give the same output
 * @returns the function with the same values and gradients
 * @see https://arxiv.org/abs/1604.06174, for the idea; https://arxiv.org/abs/1707.06990, for DenseNet
 */
export function recomputed<T extends Tensor>(f: (...inputs: T[]) => T): (...inputs: T[]) => T {
  const anew = (...inputs: Tensor[]): Tensor => f(...(inputs as T[])); // the tensors that were given, kept by TensorFlow.js
  const run = tf.customGrad((...args) => {
    const save = args[args.length - 1];
    const inputs = args.slice(0, -1) as Tensor[]; // customGrad's last argument is the function that keeps tensors
    if (typeof save === 'function') save(inputs);
    return {
      value: anew(...inputs),
      gradFunc: (dy: Tensor, kept: Tensor[]) => keepingTape(() => tf.grads(anew)(kept, dy)),
    };
  });
  return (...inputs) => run(...inputs) as T; // what f returns
}

/** TensorFlow.js forgets the outer way back, and with it what to free, when another runs inside of it. */
function keepingTape<T>(run: () => T): T {
  const { state } = tf.engine();
  const { activeTape } = state;
  try {
    return run();
  } finally {
    state.activeTape = activeTape;
  }
}

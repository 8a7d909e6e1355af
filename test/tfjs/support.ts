import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { LayersModel, Tensor, Tensor4D } from '@tensorflow/tfjs-node';
import { stateDictShapes } from '../../lib/checkpoints/stateMap';
import type { NetworkSpec } from '../../lib/spec';
import { tf, useQuietly } from '../../lib/tfjs/backend';
import { filled } from '../support/fill';

/** The weights of a network, filled from their names. */
export function filledState(
  net: NetworkSpec,
  inputShape: readonly number[],
): Map<string, { shape: number[]; data: Float32Array }> {
  const shapes = stateDictShapes(net, { inputShape });
  return new Map([...shapes].map(([key, shape]) => [key, { shape, data: filled(key, shape) }]));
}

/** The tensor "input" of PyTorch's shape [n, c, h, w], as [n, h, w, c]. */
export function filledInput([n = 1, c = 1, h = 1, w = 1]: readonly number[]): Tensor4D {
  return tf.tidy(() => tf.transpose(tf.tensor4d(filled('input', [n, c, h, w]), [n, c, h, w]), [0, 2, 3, 1]));
}

/** Values of a tensor in PyTorch's order, channels first. */
export function torchOrder(x: Tensor): Float32Array {
  if (x.rank !== 4) return x.dataSync<'float32'>();
  const transposed = tf.transpose(x, [0, 3, 1, 2]);
  const values = transposed.dataSync<'float32'>();
  transposed.dispose();
  return values;
}

/** The model's only output. */
export function predict(model: LayersModel, x: Tensor): Tensor {
  const y = model.predict(x);
  assert(!Array.isArray(y));
  return y;
}

/** Computes on another backend until the end of the test, however it ends. */
export function useBackend(t: TestContext, name: string): void {
  const before = tf.getBackend();
  t.after(() => tf.setBackend(before));
  if (name === 'cpu') useQuietly(tf);
  else tf.setBackend(name);
}

import type { Tensor, Tensor1D } from '@tensorflow/tfjs-node';
import { tf } from '../backend';
import { type Attributes, first, isNative, nativeKernel, runNative } from '../native';

/**
 * Adds a bias to each channel.
 *
 * @param x [n, …, c]
 * @param bias [c]
 */
export function biasAdd(x: Tensor, bias: Tensor1D): Tensor {
  return isNative() ? first(nativeBiasAdd({ x, bias }, {})) : tf.add(x, bias);
}

/** The sum of two tensors of one shape; the gradient of `tf.add` reshapes in case that they differ. */
export function sum(a: Tensor, b: Tensor): Tensor {
  return isNative() ? first(nativeSum({ a, b }, {})) : tf.add(a, b);
}

const nativeSum = nativeKernel<'a' | 'b', Attributes>({
  name: 'sum',
  saveInputs: [],
  forward: ({ a, b }) => runNative('AddV2', [a, b], {}),
  gradient: dy => ({ a: () => dy.clone(), b: () => dy.clone() }),
});

const NHWC = { data_format: 'NHWC' } as const;

const nativeBiasAdd = nativeKernel<'x' | 'bias', Attributes>({
  name: 'biasAdd',
  saveInputs: [],
  forward: ({ x, bias }) => runNative('BiasAdd', [x, bias], NHWC),
  gradient: dy => ({ x: () => dy.clone(), bias: () => first(runNative('BiasAddGrad', [dy], NHWC)) }),
});

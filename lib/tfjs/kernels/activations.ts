import type { Tensor } from '@tensorflow/tfjs-node';
import type { ActivationName } from '../../spec/network';
import { tf } from '../backend';
import { type Attributes, first, isNative, nativeKernel, runNative } from '../native';

/** An activation function and its gradient, both in one native kernel each. */
export function activation(name: ActivationName, x: Tensor): Tensor {
  return isNative() ? first(nativeActivation[name]({ x }, {})) : composed[name](x);
}

/** x where it is positive, slope · x elsewhere. */
export function leakyRelu(x: Tensor, slope: number): Tensor {
  return isNative() ? first(nativeLeakyRelu({ x }, { alpha: slope })) : tf.leakyRelu(x, slope);
}

const composed: Readonly<Record<ActivationName, (x: Tensor) => Tensor>> = {
  relu: x => tf.relu(x),
  relu6: x => tf.relu6(x),
  tanh: x => tf.tanh(x),
  sigmoid: x => tf.sigmoid(x),
};

/** The gradients need the output only, so that the input can be freed. */
function fromOutput(op: string, gradient: (y: Tensor, dy: Tensor, attributes: Attributes) => Tensor[]) {
  return nativeKernel<'x', Attributes>({
    name: op,
    saveInputs: [],
    saveOutputs: [true],
    forward: ({ x }, attributes) => runNative(op, [x], attributes),
    gradient: (dy, saved, attributes) => ({ x: () => first(gradient(first(saved), dy, attributes)) }),
  });
}

const nativeActivation: Readonly<Record<ActivationName, ReturnType<typeof fromOutput>>> = {
  relu: fromOutput('Relu', (y, dy) => runNative('ReluGrad', [dy, y], {})),
  relu6: fromOutput('Relu6', (y, dy) => runNative('Relu6Grad', [dy, y], {})),
  tanh: fromOutput('Tanh', (y, dy) => runNative('TanhGrad', [y, dy], {})),
  sigmoid: fromOutput('Sigmoid', (y, dy) => runNative('SigmoidGrad', [y, dy], {})),
};

const nativeLeakyRelu = fromOutput('LeakyRelu', (y, dy, slope) => runNative('LeakyReluGrad', [dy, y], slope));

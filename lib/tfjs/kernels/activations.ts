import type { Tensor } from '@tensorflow/tfjs-node';
import type { ActivationName } from '../../spec/network';
import { tf } from '../backend';
import { type Attributes, first, isNative, nativeKernel, runNative } from '../native';

/** Slope of leaky ReLU below zero, as in YOLO. */
const LEAKY_SLOPE = 0.1;

/** An activation function and its gradient, both in one native kernel each. */
export function activation(name: ActivationName, x: Tensor): Tensor {
  return isNative() ? first(nativeActivation[name]({ x }, {})) : composed[name](x);
}

const composed: Readonly<Record<ActivationName, (x: Tensor) => Tensor>> = {
  relu: x => tf.relu(x),
  relu6: x => tf.relu6(x),
  leakyRelu: x => tf.leakyRelu(x, LEAKY_SLOPE),
  tanh: x => tf.tanh(x),
  sigmoid: x => tf.sigmoid(x),
};

/** The gradients need the output only, so that the input can be freed. */
function fromOutput(op: string, gradient: (y: Tensor, dy: Tensor) => Tensor[], attributes: Attributes = {}) {
  return nativeKernel<'x', Attributes>({
    name: op,
    saveInputs: [],
    saveOutputs: [true],
    forward: ({ x }) => runNative(op, [x], attributes),
    gradient: (dy, saved) => ({ x: () => first(gradient(first(saved), dy)) }),
  });
}

const slope = { alpha: LEAKY_SLOPE };
const nativeActivation: Readonly<Record<ActivationName, ReturnType<typeof fromOutput>>> = {
  relu: fromOutput('Relu', (y, dy) => runNative('ReluGrad', [dy, y], {})),
  relu6: fromOutput('Relu6', (y, dy) => runNative('Relu6Grad', [dy, y], {})),
  leakyRelu: fromOutput('LeakyRelu', (y, dy) => runNative('LeakyReluGrad', [dy, y], slope), slope),
  tanh: fromOutput('Tanh', (y, dy) => runNative('TanhGrad', [y, dy], {})),
  sigmoid: fromOutput('Sigmoid', (y, dy) => runNative('SigmoidGrad', [y, dy], {})),
};

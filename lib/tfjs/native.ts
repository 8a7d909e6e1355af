import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import type { TFEOpAttr } from '@tensorflow/tfjs-node/dist/tfjs_binding';
import { onLoad, tf } from './backend';

/** The value of a TensorFlow attribute. Whole numbers are floats where the name is in `FLOATS`. */
export type AttributeValue = number | boolean | string | readonly number[];
export type Attributes = Readonly<Record<string, AttributeValue>>;

type MutableAttributes = Record<string, number | boolean | string | number[]>;

/** Attributes that hold floats. All other numbers are whole. */
const FLOATS = new Set(['epsilon', 'exponential_avg_factor', 'alpha', 'beta', 'bias']);

/** Whether TensorFlow's native library computes now, so that its kernels can be called by name. */
export function isNative(): boolean {
  return tf.getBackend() === 'tensorflow';
}

/**
 * Runs one of TensorFlow's kernels by its name; tfjs offers only some of them. The result is not recorded for gradients.
 *
 * @param types further type attributes beside `T`, which is float32
 * @see https://www.tensorflow.org/api_docs/python/tf/raw_ops
 */
export function runNative(
  op: string,
  inputs: readonly Tensor[],
  attributes: Attributes,
  outputs = 1,
  types: Readonly<Record<string, 'float32' | 'int32'>> = { T: 'float32' },
): Tensor[] {
  const backend = tf.backend() as NodeJSKernelBackend; // isNative() was checked; tf.backend() has the base type
  const { binding } = backend;
  const typed = Object.entries(types).map(([name, type]): TFEOpAttr => {
    return { name, type: binding.TF_ATTR_TYPE, value: type === 'int32' ? binding.TF_INT32 : binding.TF_FLOAT };
  });
  const others = Object.entries(attributes).map(([name, value]): TFEOpAttr => {
    return { name, type: attributeType(name, value), value: typeof value === 'object' ? [...value] : value };
  });
  return backend.executeMultipleOutputs(op, [...typed, ...others], [...inputs], outputs);

  function attributeType(name: string, value: AttributeValue): number {
    if (typeof value === 'boolean') return binding.TF_ATTR_BOOL;
    if (typeof value === 'string') return binding.TF_ATTR_STRING;
    return FLOATS.has(name) ? binding.TF_ATTR_FLOAT : binding.TF_ATTR_INT;
  }
}

/** Finds out once whether TensorFlow computes something here, by trying; again after TensorFlow was loaded. */
export function whether(attempt: () => void): () => boolean {
  let works: boolean | undefined;
  onLoad(() => {
    works = undefined;
  });
  return () => {
    works ??= tf.tidy(() => {
      try {
        attempt();
        return true;
      } catch {
        return false;
      }
    });
    return works;
  };
}

/** A function on tensors with a gradient of its own. */
export interface Kernel<Inputs extends string, Attrs extends Attributes> {
  readonly name: string;
  /** Inputs that the gradient needs; they come first in `saved`. */
  readonly saveInputs: readonly Inputs[];
  /** Outputs that the gradient needs; they follow. */
  readonly saveOutputs?: readonly boolean[];
  forward(inputs: Readonly<Record<Inputs, Tensor>>, attrs: Attrs): Tensor[];
  /** One function for each input that has a gradient; only those that are needed are called. */
  gradient(dy: Tensor, saved: readonly Tensor[], attrs: Attrs): Partial<Record<Inputs, () => Tensor>>;
}

/**
 * Makes a kernel for the native backend. Registering it instead of using `tf.customGrad` lets TensorFlow.js
 * leave out gradients that nobody asks for, e.g. that of the first convolution to the images.
 */
export function nativeKernel<Inputs extends string, Attrs extends Attributes>(
  kernel: Kernel<Inputs, Attrs>,
): (inputs: Readonly<Record<Inputs, Tensor>>, attrs: Attrs) => Tensor[] {
  const kernelName = `convnets>${kernel.name}`;
  // tfjs types inputs and attributes as open records; this function gives both their types back.
  onLoad(() => {
    tf.registerKernel({
      kernelName,
      backendName: 'tensorflow',
      kernelFunc: ({ inputs, attrs }) =>
        tf.tidy(() => kernel.forward(inputs as Readonly<Record<Inputs, Tensor>>, attrs as Attrs)),
    });
    tf.registerGradient({
      kernelName,
      inputsToSave: [...kernel.saveInputs],
      outputsToSave: kernel.saveOutputs === undefined ? [] : [...kernel.saveOutputs],
      gradFunc: (dy, saved, attrs) =>
        kernel.gradient(first(Array.isArray(dy) ? dy : [dy]), saved, attrs as Attrs) as Record<string, () => Tensor>,
    });
  });
  return (inputs, attrs) => {
    // tfjs's types let it change attributes; it hands them to the two functions above as they are.
    const outputs: unknown = tf.engine().runKernel(kernelName, { ...inputs }, attrs as MutableAttributes);
    return outputs as Tensor[]; // forward returns an array, and runKernel returns what forward does
  };
}

/** The first of some tensors. */
export function first(tensors: readonly Tensor[]): Tensor {
  const [tensor] = tensors;
  if (tensor === undefined) throw new TypeError('needs at least one tensor. Received none.');
  return tensor;
}

/** `[height, width]` of feature maps [n, h, w, c]. */
export function sides(x: Tensor4D): readonly [number, number] {
  return [x.shape[1], x.shape[2]];
}

/** Tells the compiler that a tensor has four axes. */
export function rank4(x: Tensor): Tensor4D {
  if (isRank4(x)) return x;
  throw new RangeError(`needs a tensor [n, height, width, channels]. Received shape [${x.shape.join(', ')}].`);
}

function isRank4(x: Tensor): x is Tensor4D {
  return x.rank === 4;
}

import type { Tensor } from '@tensorflow/tfjs-node';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import { tf } from '../backend';
import { type Attributes, first, runNative } from '../native';

const DTYPE = { dtype: 'float32' } as const;

/** TensorFlow frees a variable of this name together with its handle. @see tensorflow/core/framework/resource_handle.h */
const ANONYMOUS = 'cd2c89b7-88b7-44c8-ad83-06c2a9158347';

/**
 * A float32 array that TensorFlow's kernels change in place, where tensors of TensorFlow.js never change.
 * Native backend only. What is read shares the memory; a kernel that would change it makes a copy first.
 */
export class ResourceVariable {
  readonly handle: Tensor;

  constructor(shape: readonly number[]) {
    this.handle = tf.keep(createHandle(shape));
  }

  /** A variable with that value. */
  static of(value: Tensor): ResourceVariable {
    const variable = new ResourceVariable(value.shape);
    variable.assign(value);
    return variable;
  }

  /** Takes another value, of any shape. */
  assign(value: Tensor): void {
    runNative('AssignVariableOp', [this.handle, value], {}, 0, DTYPE);
  }

  /** The value now. Later changes do not reach it. */
  read(): Tensor {
    return first(runNative('ReadVariableOp', [this.handle], {}, 1, DTYPE));
  }

  /**
   * Runs one of TensorFlow's ResourceApply kernels on this variable.
   *
   * @param inputs what follows the variable: others that change too, and tensors
   * @see https://www.tensorflow.org/api_docs/python/tf/raw_ops
   */
  update(op: string, inputs: readonly (Tensor | ResourceVariable)[], attributes: Attributes = {}): void {
    const tensors = inputs.map(input => (input instanceof ResourceVariable ? input.handle : input));
    runNative(op, [this.handle, ...tensors], { ...attributes, use_locking: false }, 0);
  }

  dispose(): void {
    this.handle.dispose();
  }
}

/** A handle is a scalar that TensorFlow.js takes for a string. */
function createHandle(shape: readonly number[]): Tensor {
  const backend = tf.backend() as NodeJSKernelBackend; // the base type lacks the binding; callers check isNative()
  const { binding } = backend;
  const attributes = [
    { name: 'dtype', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
    { name: 'shape', type: binding.TF_ATTR_SHAPE, value: [...shape] },
    { name: 'container', type: binding.TF_ATTR_STRING, value: '' },
    { name: 'shared_name', type: binding.TF_ATTR_STRING, value: ANONYMOUS },
  ];
  return first(backend.executeMultipleOutputs('VarHandleOp', attributes, [], 1));
}

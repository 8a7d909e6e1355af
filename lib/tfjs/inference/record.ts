import type { DataType, Tensor, TensorInfo } from '@tensorflow/tfjs-node';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import type { TFEOpAttr } from '@tensorflow/tfjs-node/dist/tfjs_binding';
import { tf } from '../backend';
import { first } from '../native';

/** A TensorFlow op that depends on the input of a recorded function. */
export interface RecordedOp {
  readonly kind: 'op';
  readonly name: string;
  readonly op: string;
  /** What it reads: `name:0` is the first output of the node of that name. */
  readonly inputs: readonly string[];
  readonly attributes: readonly TFEOpAttr[];
}

/** A tensor that does not depend on it, such as a layer's weights. */
export interface RecordedConstant {
  readonly kind: 'constant';
  readonly name: string;
  readonly dtype: DataType;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** One that is too large for TensorFlow to copy and look through; it becomes a second input of the graph. */
export interface RecordedInput {
  readonly kind: 'input';
  readonly name: string;
  readonly shape: readonly number[];
  /** Kept until it is disposed of. */
  readonly value: Tensor;
}

export type RecordedNode = RecordedOp | RecordedConstant | RecordedInput;

/** What a function computed, in an order in which each node comes after its inputs. */
export interface Recording {
  readonly inputShape: readonly number[];
  readonly nodes: readonly RecordedNode[];
  readonly outputs: readonly string[];
}

/** The name of the input's node. */
export const INPUT = 'input';

/**
 * Values. TensorFlow copies constants again and again when it prepares a graph: with VGG-16's dense layers among them,
 * 36 s and 5 GB. Kernels of convolutions are smaller, and as constants they are brought into oneDNN's order once, not at each call.
 */
const LARGE = 2 ** 22;

/**
 * Runs a function once, on zeros, and writes down the TensorFlow ops that lead from its input to its outputs. What does
 * not depend on the input becomes a constant. Native backend only.
 *
 * @throws RangeError when the function looks at a value that depends on the input: another input could lead elsewhere
 */
export function record(inputShape: readonly number[], run: (x: Tensor) => readonly Tensor[]): Recording {
  const x = tf.zeros([...inputShape]);
  const backend = tf.backend() as NodeJSKernelBackend; // the base type lacks its ops; callers check isNative()
  const { executeSingleOutput, executeMultipleOutputs, readSync } = backend;
  const nodes: RecordedNode[] = [];
  const names = new Map<object, string>([[x.dataId, `${INPUT}:0`]]);
  const dependent = new Set<object>([x.dataId]);

  backend.executeMultipleOutputs = (op, attributes, inputs, count) => {
    const outputs = executeMultipleOutputs.call(backend, op, attributes, inputs, count);
    if (inputs.some(({ dataId }) => dependent.has(dataId))) {
      const sources = inputs.map(nameOf);
      const name = `${op}_${nodes.length}`;
      nodes.push({ kind: 'op', name, op, inputs: sources, attributes });
      outputs.forEach(({ dataId }, i) => {
        names.set(dataId, `${name}:${i}`);
        dependent.add(dataId);
      });
    }
    return outputs;
  };
  backend.executeSingleOutput = (op, attributes, inputs) =>
    first(backend.executeMultipleOutputs(op, attributes, inputs, 1));
  backend.readSync = dataId => {
    if (!dependent.has(dataId)) return readSync.call(backend, dataId);
    throw new RangeError('compileForInference: the model looks at values while it runs, so it has no fixed graph.');
  };
  try {
    const outputs = tf.tidy(() => run(x).map(nameOf));
    return { inputShape, nodes, outputs };
  } finally {
    x.dispose();
    Object.assign(backend, { executeSingleOutput, executeMultipleOutputs, readSync });
  }

  function nameOf(tensor: TensorInfo): string {
    const known = names.get(tensor.dataId);
    if (known !== undefined) return known;
    const node = independent(tensor, nodes.length);
    nodes.push(node);
    names.set(tensor.dataId, `${node.name}:0`);
    return `${node.name}:0`;
  }

  /** The values are copied or kept, because kernels dispose of what they made for themselves. */
  function independent(tensor: TensorInfo, index: number): RecordedConstant | RecordedInput {
    const { dataId, dtype, shape } = tensor;
    if (tensor instanceof tf.Tensor && dtype === 'float32' && tensor.size >= LARGE) {
      return { kind: 'input', name: `Input_${index}`, shape, value: tf.keep(tf.clone(tensor)) };
    }
    const { buffer, byteOffset, byteLength } = readSync.call(backend, dataId) as Float32Array; // no strings, so an array
    return {
      kind: 'constant',
      name: `Const_${index}`,
      dtype,
      shape,
      bytes: new Uint8Array(buffer, byteOffset, byteLength),
    };
  }
}

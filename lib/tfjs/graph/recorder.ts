import type { Tensor, TensorInfo } from '@tensorflow/tfjs-node';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import type { TFEOpAttr } from '@tensorflow/tfjs-node/dist/tfjs_binding';
import { Interrupted, interruption } from '../../jupyter/interrupt';
import { at, lookUp } from '../../spec/at';
import { tf } from '../backend';
import { first } from '../native';
import { type Feed, type GraphNode, TYPES } from './nodes';
import { type Execute, reserve, reserveOutputs } from './reserveOutputs';

/** That a computation has no fixed graph. The message says why, as the end of a sentence. */
export class NoFixedGraph extends Error {}

/**
 * Values. TensorFlow copies constants again and again when it prepares a graph: with VGG-16's dense layers among them,
 * 36 s and 5 GB. Kernels of convolutions are smaller, and as constants they are brought into oneDNN's order once, not at each call.
 */
const LARGE = 2 ** 22;

/** Runs what makes a graph of a recording, and frees the recording where that fails. */
export function disposingOnFailure<T>(recorder: Recorder, f: () => T): T {
  try {
    return f();
  } catch (error) {
    recorder.dispose();
    throw error;
  }
}

let current: Recorder | null = null;

/** Whether ops are recorded now, so that no value can be looked at. */
export function isRecording(): boolean {
  return current !== null;
}

/**
 * A tensor that follows from nothing that a graph is given, and yet is another one in each run, such as dropout's choice.
 * A graph gets it as one more input.
 *
 * @param make is called once now, and once for each run of a graph that is recorded now
 */
export function anewEachRun(make: () => Tensor): Tensor {
  const tensor = make();
  current?.repeatInput(tensor, make);
  return tensor;
}

/** Does something now, and again in each run of a graph that is recorded now. */
export function inEachRun(action: () => void): void {
  action();
  current?.repeat(action);
}

/** A variable, and what must have run before it is read or changed. */
interface Access {
  readonly shape: readonly number[];
  /** The node that changed it last; none at first. */
  written: readonly string[];
  /** Nodes that have read it, or use what was read, since then. */
  users: string[];
}

/**
 * Writes down the TensorFlow ops that lead from a graph's inputs and variables to its outputs, while functions run that
 * call them. What depends on neither becomes a constant. Ops that change a variable come after all that read it before, so
 * that they can change it in place. Native backend only.
 */
export class Recorder {
  readonly nodes: GraphNode[] = [];
  /** Constants that are too large for TensorFlow to copy and look through: inputs that each run is given. */
  private readonly large: Feed[] = [];
  /** What each run does before it starts, in this order. */
  private readonly beforeRun: (() => Feed | null)[] = [];
  /** Where each tensor comes from, such as `Conv2D_7:0`. */
  private readonly outputs = new Map<object, string>();
  private readonly dependent = new Set<object>();
  /** Of variables, by the output that is the handle. */
  private readonly handles = new Map<string, Access>();
  /** The same by the outputs that are the value. */
  private readonly values = new Map<string, Access>();

  /** Declares a tensor as an input: what is computed from it is recorded. */
  input(name: string, tensor: Tensor): void {
    const { dtype, shape } = tensor;
    this.nodes.push({ kind: 'input', name, dtype, shape });
    this.declare(tensor, `${name}:0`);
  }

  /**
   * Declares a tensor as the value of a variable before the run.
   *
   * @param handle through which kernels read and change the variable in what is recorded
   */
  variable(name: string, tensor: Tensor, handle?: TensorInfo): void {
    const { shape } = tensor;
    this.nodes.push({ kind: 'variable', name, shape });
    this.handles.set(`${name}:0`, { shape, written: [], users: [] });
    if (handle !== undefined) this.declare(handle, `${name}:0`);
    this.declare(tensor, this.read(name));
  }

  /** Adds an input that `make` gives anew for each run; `tensor` is the one for now. */
  repeatInput(tensor: Tensor, make: () => Tensor): void {
    const name = `EachRun_${this.nodes.length}`;
    this.input(name, tensor);
    this.beforeRun.push(() => ({ name, tensor: make() }));
  }

  /** Adds something to do before each run. */
  repeat(action: () => void): void {
    this.beforeRun.push(() => {
      action();
      return null;
    });
  }

  /** Does what is to be done before each run. @returns inputs that are new in each run, and those that never change */
  prepareRun(): Feed[] {
    const feeds = this.beforeRun.map(prepare => prepare());
    return [...feeds.filter((feed): feed is Feed => feed !== null), ...this.large];
  }

  /** Where a variable's value comes from, after all changes that were recorded so far. */
  read(name: string): string {
    return `${this.add('ReadVariableOp', [`${name}:0`], [ofFloats()])}:0`;
  }

  /** Where a variable's value comes from in a run that changes nothing. */
  peek(name: string): string {
    const peek = `${name}/peek`;
    this.nodes.push({
      kind: 'op',
      name: peek,
      op: 'ReadVariableOp',
      inputs: [`${name}:0`],
      after: [],
      attributes: [ofFloats()],
    });
    return `${peek}:0`;
  }

  /**
   * An output that gives variables the values of inputs, and does nothing else.
   *
   * @param inputs by the variable's name; they are added
   */
  setter(name: string, inputs: ReadonlyMap<string, string>): string {
    const setters = [...inputs].map(([variable, input]) => {
      const setter = `${variable}/set`;
      const { shape } = lookUp(this.handles, `${variable}:0`);
      this.nodes.push({ kind: 'input', name: input, dtype: 'float32', shape });
      const inputs = [`${variable}:0`, `${input}:0`];
      this.nodes.push({
        kind: 'op',
        name: setter,
        op: 'AssignVariableOp',
        inputs,
        after: [],
        attributes: [ofFloats()],
      });
      return setter;
    });
    return this.signal(name, setters);
  }

  /** Gives a variable another value. */
  assign(name: string, value: string): void {
    this.add('AssignVariableOp', [`${name}:0`, value], [ofFloats()]);
  }

  /** The output that a tensor came from; a constant where it depends on nothing. */
  outputOf(tensor: TensorInfo): string {
    const known = this.outputs.get(tensor.dataId);
    if (known !== undefined) return known;
    const output = `${this.addIndependent(tensor)}:0`;
    this.outputs.set(tensor.dataId, output);
    return output;
  }

  /** An output that is there when some nodes have run. */
  private signal(name: string, after: readonly string[]): string {
    const value = { dtype: 'float32', shape: [], bytes: new Uint8Array(Float32Array.BYTES_PER_ELEMENT) } as const;
    this.nodes.push({ kind: 'constant', name, after, ...value });
    return `${name}:0`;
  }

  /**
   * Runs a function and records the ops in it.
   *
   * @throws NoFixedGraph when it looks at a value that depends on an input: another input could lead elsewhere
   * @throws Interrupted when the cell is stopped meanwhile, after which nothing is recorded
   */
  run<T>(f: () => T): T {
    const backend = tf.backend() as NodeJSKernelBackend; // the base type lacks its ops; callers check isNative()
    const { executeSingleOutput, executeMultipleOutputs, readSync } = backend;
    const outer = current;
    let isStopped = false;
    const restore = (): void => {
      current = outer;
      Object.assign(backend, { executeSingleOutput, executeMultipleOutputs, readSync });
    };
    // A function that never ends is terminated, and then no `finally` is called.
    const takeBack = interruption.onInterrupt(() => {
      isStopped = true;
      restore();
    });
    if (isStopped) throw new Interrupted();
    backend.executeMultipleOutputs = (op, attributes, inputs, count) => {
      const execute = executeMultipleOutputs.bind(backend);
      if (!inputs.some(({ dataId }) => this.dependent.has(dataId))) return execute(op, attributes, inputs, count);
      const sources = inputs.map(input => this.outputOf(input));
      const outputs = this.imitate(execute, op, attributes, inputs, count) ?? execute(op, attributes, inputs, count);
      const name = this.add(op, sources, completed(op, attributes, inputs));
      for (const [i, output] of outputs.entries()) this.declare(output, `${name}:${i}`);
      return outputs;
    };
    backend.executeSingleOutput = (op, attributes, inputs) =>
      first(backend.executeMultipleOutputs(op, attributes, inputs, 1));
    backend.readSync = dataId => {
      if (!this.dependent.has(dataId)) return readSync.call(backend, dataId);
      throw new NoFixedGraph('a value is looked at while it runs, so there is no fixed graph');
    };
    current = this;
    try {
      const result = f();
      interruption.throwIfRequested();
      return result;
    } finally {
      takeBack();
      restore();
    }
  }

  /** Frees the large constants. */
  dispose(): void {
    tf.dispose(this.large.map(({ tensor }) => tensor));
  }

  /**
   * What an op gives while it is recorded, where it need not be computed: one without outputs only has an effect, which is
   * for the graph's runs, and of the others it is shapes that count.
   */
  private imitate(
    execute: Execute,
    op: string,
    attributes: readonly TFEOpAttr[],
    inputs: readonly TensorInfo[],
    count: number,
  ): Tensor[] | null {
    if (count === 0) return [];
    if (op !== 'ReadVariableOp') return reserveOutputs(execute, op, attributes, inputs);
    return inputs.map(handle => reserve(execute, lookUp(this.handles, this.outputOf(handle)).shape));
  }

  private declare({ dataId }: TensorInfo, output: string): void {
    this.outputs.set(dataId, output);
    this.dependent.add(dataId);
  }

  /** Adds an op. @returns its name */
  private add(op: string, inputs: readonly string[], attributes: readonly TFEOpAttr[]): string {
    const name = `${op.replace(/^_/, '')}_${this.nodes.length}`; // a name begins with no underscore
    const after: string[] = [];
    for (const input of inputs) {
      this.values.get(input)?.users.push(name);
      const access = this.handles.get(input);
      if (access === undefined) continue;
      after.push(...access.written);
      if (op === 'ReadVariableOp') {
        access.users.push(name);
        this.values.set(`${name}:0`, access);
      } else {
        after.push(...access.users);
        access.written = [name];
        access.users = [];
      }
    }
    this.nodes.push({ kind: 'op', name, op, inputs, after: unique(after), attributes });
    return name;
  }

  /** The values are copied or kept, because kernels dispose of what they made for themselves. @returns the node's name */
  private addIndependent(tensor: TensorInfo): string {
    const { dataId, dtype, shape } = tensor;
    if (tensor instanceof tf.Tensor && dtype === 'float32' && tensor.size >= LARGE) {
      const name = `Input_${this.nodes.length}`;
      this.nodes.push({ kind: 'input', name, dtype, shape });
      this.large.push({ name, tensor: tf.keep(tf.clone(tensor)) });
      return name;
    }
    if (!TYPES.has(dtype))
      throw new NoFixedGraph(`a tensor of the type ${dtype} is used, which is not kept in graphs here`);
    const values = tf.backend().readSync(dataId) as Float32Array; // of the types above, so an array of numbers
    const { buffer, byteOffset, byteLength } = values;
    const name = `Const_${this.nodes.length}`;
    // A copy: what was read is the tensor's own memory where it never came to TensorFlow.
    const bytes = new Uint8Array(buffer, byteOffset, byteLength).slice();
    this.nodes.push({ kind: 'constant', name, after: [], dtype, shape, bytes });
    return name;
  }
}

/** tfjs-node leaves the type of this op to be found out, which does not happen in graphs. */
function completed(op: string, attributes: readonly TFEOpAttr[], inputs: readonly TensorInfo[]): readonly TFEOpAttr[] {
  if (op !== 'ExpandDims') return attributes;
  const { binding } = tf.backend() as NodeJSKernelBackend; // the base type lacks the binding; callers check isNative()
  return [...attributes, { name: 'T', type: binding.TF_ATTR_TYPE, value: lookUp(TYPES, at(inputs, 0).dtype) }];
}

function ofFloats(): TFEOpAttr {
  const { binding } = tf.backend() as NodeJSKernelBackend; // the base type lacks the binding; callers check isNative()
  return { name: 'dtype', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
}

const unique = (names: readonly string[]): string[] => [...new Set(names)];

import type { Tensor, Variable } from '@tensorflow/tfjs-node';
import { tf } from '../backend';

/** What tfjs-node notes of a tensor. */
interface Held {
  /** TensorFlow's tensor; null or below 0 where there is none yet. */
  id: number | null;
  /** Values that have not come to TensorFlow yet. */
  values: object | null;
  /** How many tensors of TensorFlow.js share it. */
  readonly refCount: number;
}

/** The parts of tfjs-node's backend that its types keep private. */
interface Memory {
  readonly tensorMap: { get(dataId: object): Held | undefined };
  readonly binding: { deleteTensor(id: number): void };
}

const NONE = -1;

/**
 * The hold that a variable of TensorFlow.js has on its memory. TensorFlow's kernels change an array in place only where nothing
 * else holds it, and copy it otherwise; so a variable lets go of its memory while they run, and takes it again afterwards.
 * Tensors that were read from the variable before keep theirs. Native backend only.
 */
export class VariableMemory {
  private seen: { readonly dataId: object; readonly id: number | null } | null = null;
  private isReleased = false;

  constructor(private readonly variable: Variable) {}

  /** Whether the variable has another value than the one that it took last. */
  get isChanged(): boolean {
    const { dataId } = this.variable;
    return this.seen?.dataId !== dataId || this.seen.id !== held(dataId).id;
  }

  /** Lets go of the memory. Until `take`, the variable cannot be read. */
  release(): void {
    const memory = held(this.variable.dataId);
    if (memory.refCount > 1 || this.isReleased) return; // somebody else reads it
    if (memory.id !== null && memory.id >= 0) backend().binding.deleteTensor(memory.id);
    Object.assign(memory, { id: NONE, values: null });
    this.isReleased = true;
  }

  /** Gives the variable the memory of a tensor of its shape, which is disposed of. */
  take(value: Tensor): void {
    if (this.isReleased) {
      const [mine, its] = [held(this.variable.dataId), held(value.dataId)];
      mine.id = its.id;
      its.id = NONE;
      this.isReleased = false;
    } else {
      this.variable.assign(value);
    }
    value.dispose();
    this.seen = { dataId: this.variable.dataId, id: held(this.variable.dataId).id };
  }
}

function backend(): Memory {
  return tf.backend() as unknown as Memory; // callers check isNative()
}

function held(dataId: object): Held {
  const found = backend().tensorMap.get(dataId);
  if (found !== undefined) return found;
  throw new Error('The variable was disposed of. Build the model again.');
}

import type { Tensor } from '@tensorflow/tfjs-node';
import { tf } from '../../tfjs/backend';

/** Numbers as tensors, each made once for all variables of a step. */
export class SharedScalars {
  private readonly made = new Map<number, Tensor>();

  get(value: number): Tensor {
    const scalar = this.made.get(value) ?? tf.keep(tf.scalar(value, 'float32'));
    this.made.set(value, scalar);
    return scalar;
  }

  dispose(): void {
    for (const scalar of this.made.values()) scalar.dispose();
  }
}

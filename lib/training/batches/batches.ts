import type { LabelledImages } from '../../datasets/labelledImages';
import { permutation, Random } from '../../spec/random';
import { type Augmentation, drawChange, type Scaling, writeImage } from './augmentation';

/** How the images of a run become batches. Everything that is random follows from the seed and the place in the run. */
export interface BatchPlan {
  readonly batchSize: number;
  readonly augment: Augmentation;
  readonly scaling: Scaling;
  readonly seed: number;
}

/** Images as a network reads them, with their classes. */
export interface Batch {
  /** [n, h, w, c] */
  readonly images: Float32Array;
  readonly shape: readonly [number, number, number, number];
  /** [n] */
  readonly labels: Int32Array;
}

/** Batches of an epoch. What is left over when all batches have one size waits for the next epoch's order. */
export function stepsPerEpoch(count: number, batchSize: number): number {
  return Math.max(1, Math.floor(count / batchSize));
}

/** Makes any batch of a run, in any order: a run that goes on from the middle sees what an unbroken one sees. */
export class Batches {
  private readonly set: LabelledImages;
  private readonly plan: BatchPlan;
  private epoch = -1;
  private order = new Uint32Array(0);

  constructor(set: LabelledImages, plan: BatchPlan) {
    this.set = set;
    this.plan = plan;
  }

  /** The batch of a step of the run, counted from 0 over all epochs. */
  at(step: number): Batch {
    const { seed, augment, scaling, batchSize } = this.plan;
    const [count, height, width, channels] = this.set.shape;
    const perEpoch = stepsPerEpoch(count, batchSize);
    this.shuffle(Math.floor(step / perEpoch));
    const start = (step % perEpoch) * batchSize;
    const chosen = this.order.subarray(start, start + batchSize);
    const random = new Random(`augment/${seed}/${step}`);
    const size = height * width * channels;
    const images = new Float32Array(chosen.length * size);
    chosen.forEach((index, i) => {
      const source = this.set.images.subarray(index * size, (index + 1) * size);
      const target = images.subarray(i * size, (i + 1) * size);
      writeImage(source, [height, width, channels], drawChange(augment, random), scaling, target);
    });
    const labels = Int32Array.from(chosen, index => this.set.labels[index]);
    return { images, shape: [chosen.length, height, width, channels], labels };
  }

  private shuffle(epoch: number): void {
    if (epoch === this.epoch) return;
    this.order = permutation(this.set.shape[0], new Random(`order/${this.plan.seed}/${epoch}`));
    this.epoch = epoch;
  }
}

const UNCHANGED = { flip: false, shift: [0, 0], brightness: 1, contrast: 1 } as const;

/** The images from `start` to below `end` in their order, unchanged. */
export function plainBatch(set: LabelledImages, scaling: Scaling, start: number, end: number): Batch {
  const [count, height, width, channels] = set.shape;
  const size = height * width * channels;
  const last = Math.min(end, count);
  const images = new Float32Array((last - start) * size);
  for (let i = start; i < last; i++) {
    const target = images.subarray((i - start) * size, (i - start + 1) * size);
    writeImage(set.images.subarray(i * size, (i + 1) * size), [height, width, channels], UNCHANGED, scaling, target);
  }
  return { images, shape: [last - start, height, width, channels], labels: set.labels.slice(start, last) };
}

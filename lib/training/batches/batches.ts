import { at } from '../../spec/at';
import { permutation, Random } from '../../spec/random';
import { type Augmentation, type Change, drawChange, drawSize } from './augmentation';
import type { Examples } from './examples';
import { type Fields, takeFields } from './fields';
import { imageBytes, imageCount, isOfOneSize } from './imageSet';
import { MIDDLE, place } from './placement';
import { type Scaling, writeImage } from './writeImage';

/** How images become the numbers that a network reads. */
export interface InputForm {
  /** `[h, w, c]` of the network's input. */
  readonly shape: readonly [number, number, number];
  readonly scaling: Scaling;
}

/** How the images of a run become batches. Everything that is random follows from the seed and the place in the run. */
export interface BatchPlan {
  readonly batchSize: number;
  readonly augment: Augmentation;
  readonly input: InputForm;
  readonly seed: number;
}

/** Images as a network reads them, with what the task has to know of each. */
export interface Batch<F extends Fields = Fields> {
  /** [n, h, w, c] */
  readonly images: Float32Array;
  readonly shape: readonly [number, number, number, number];
  /** Of n examples, in the pixels of these images. */
  readonly fields: F;
  /** Names the random numbers that a task may draw for this batch; null where nothing is to be random, in an evaluation. */
  readonly choices: string | null;
}

/** Batches of an epoch. What is left over when all batches have one size waits for the next epoch's order. */
export function stepsPerEpoch(count: number, batchSize: number): number {
  return Math.max(1, Math.floor(count / batchSize));
}

/** Makes any batch of a run, in any order: a run that goes on from the middle sees what an unbroken one sees. */
export class Batches<F extends Fields = Fields> {
  private readonly examples: Examples<F>;
  private readonly plan: BatchPlan;
  private epoch = -1;
  private order = new Uint32Array(0);

  constructor(examples: Examples<F>, plan: BatchPlan) {
    this.examples = examples;
    this.plan = plan;
  }

  /** The batch of a step of the run, counted from 0 over all epochs. */
  at(step: number): Batch<F> {
    const { seed, augment, batchSize, input } = this.plan;
    const perEpoch = stepsPerEpoch(imageCount(this.examples.images), batchSize);
    this.shuffle(Math.floor(step / perEpoch));
    const start = (step % perEpoch) * batchSize;
    const chosen = [...this.order.subarray(start, start + batchSize)];
    const [changes, sizes] = [new Random(`augment/${seed}/${step}`), new Random(`size/${seed}/${step}`)];
    const drawn = chosen.map(() => ({ ...drawChange(augment, changes), ...drawSize(augment, sizes) }));
    return { ...makeBatch(this.examples, input, chosen, drawn), choices: `choices/${seed}/${step}` };
  }

  private shuffle(epoch: number): void {
    if (epoch === this.epoch) return;
    const count = imageCount(this.examples.images);
    this.order = permutation(count, new Random(`order/${this.plan.seed}/${epoch}`));
    this.epoch = epoch;
  }
}

export const UNCHANGED: Change = { ...MIDDLE, brightness: 1, contrast: 1 };

/** The images from `start` to below `end` in their order, unchanged. */
export function plainBatch<F extends Fields>(
  examples: Examples<F>,
  input: InputForm,
  start: number,
  end: number,
): Batch<F> {
  const last = Math.min(end, imageCount(examples.images));
  const chosen = Array.from({ length: last - start }, (_, i) => start + i);
  const unchanged = chosen.map(() => UNCHANGED);
  return { ...makeBatch(examples, input, chosen, unchanged), choices: null };
}

function makeBatch<F extends Fields>(
  { images: set, fields }: Examples<F>,
  { shape: [height, width, channels], scaling }: InputForm,
  indices: readonly number[],
  changes: readonly Change[],
): Omit<Batch<F>, 'choices'> {
  const frame = isOfOneSize(set) ? 'crop' : set.frame;
  const size = height * width * channels;
  const images = new Float32Array(indices.length * size);
  const chosen = indices.map((index, i) => {
    const [image, change] = [imageBytes(set, index), at(changes, i)];
    const [imageHeight, imageWidth] = image.shape;
    const placement = place([imageHeight, imageWidth], [height, width], frame, change);
    writeImage(image, placement, change, scaling, images.subarray(i * size, (i + 1) * size));
    return { index, placement };
  });
  return { images, shape: [indices.length, height, width, channels], fields: takeFields(fields, chosen) };
}

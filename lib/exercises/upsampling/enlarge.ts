import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node';
import { type PhotographName, photograph } from '../../datasets/photographs';
import { grayscale } from '../../images/grayscale';
import type { Progress } from '../../notebook/progress';
import { batch, zeros } from '../../ops/array';
import { averagePooling2d } from '../../ops/pooling';
import { resizeBilinear } from '../../ops/resize';
import { bilinearKernel } from '../../ops/upsampling';
import { floatAt } from '../../spec/at';
import type { NDArray } from '../../spec/ndarray';
import { Random } from '../../spec/random';
import { toNDArray, toTensor } from '../../tfjs/arrays';
import { tf } from '../../tfjs/backend';
import { type Trainer, trainedRecipe } from '../engine/trainedRecipe';
import type { Check } from '../engine/types';

/** What the learner chooses. */
export interface EnlargeRecipe {
  readonly kernelSize: number;
  readonly start: 'bilinear' | 'random';
  readonly rate: number;
}

const SEEDS = [0, 1] as const;
/** The part of bilinear's error that has to be gone. */
const WANTED = 0.2;
const STEPS = 150;
const TRAINED_ON: readonly PhotographName[] = ['astronaut', 'chelsea', 'china', 'coffee'];
const TESTED_ON: PhotographName = 'flower';
/** Pixels of a large photograph, and of the border that is not judged. */
const [SIDE, BORDER] = [128, 8];
/** Pixels of a small piece that a step learns from. */
const PIECE = 32;

/**
 * Trains one transposed convolution to make photographs twice as large, once for each of two seeds, and compares its error
 * on another photograph with that of bilinear resizing.
 *
 * @param train tests pass their own
 */
export function enlargesPhotographs(train: Trainer<EnlargeRecipe> = trainEnlarging): Check {
  return trainedRecipe({
    example: "{ kernelSize: 4, start: 'random', rate: 0.01 }",
    ...{ read: readRecipe, train, advice, seeds: SEEDS, wanted: WANTED },
    measured: 'Part of bilinear’s error that is gone, seeds',
    accuracyOf: part => part,
  });
}

function readRecipe(
  { kernelSize, start, rate }: Readonly<Record<string, unknown>>,
  form: string,
): EnlargeRecipe | string {
  if (kernelSize !== 4 && kernelSize !== 6 && kernelSize !== 8) return `${form} kernelSize is 4, 6 or 8.`;
  if (start !== 'bilinear' && start !== 'random') return `${form} start is 'bilinear' or 'random'.`;
  if (typeof rate !== 'number' || !(rate > 0)) return `${form} rate is a number above 0.`;
  return { kernelSize, start, rate };
}

function advice({ kernelSize, start }: EnlargeRecipe, parts: readonly number[]): string {
  if (start === 'random') return `In ${STEPS} steps a random kernel has hardly found what the other start begins with.`;
  if (kernelSize === 4) return 'A kernel of 4 reads 2 × 2 values, as bilinear does. How many does a larger one read?';
  if (Math.max(...parts) < 0) return 'It became worse than at its start: the steps are too large.';
  return 'It learns. Is there a better rate, three times larger or smaller?';
}

async function trainEnlarging(recipe: EnlargeRecipe, seed: number, bar: Progress): Promise<number> {
  const trained = TRAINED_ON.map(pairOf);
  const test = pairOf(TESTED_ON);
  const [small, large] = [stack(trained.map(pair => pair.small)), stack(trained.map(pair => pair.large))];
  const kernel = tf.variable(tf.tidy(() => toTensor(startOf(recipe, seed))));
  const optimizer = tf.train.adam(recipe.rate);
  try {
    const random = new Random(`pieces ${seed}`);
    for (let step = 0; step < STEPS; step++) {
      const corner = [random.integer(SIDE / 2 - PIECE), random.integer(SIDE / 2 - PIECE)] as const;
      optimizer.minimize(() => lossOfPiece(small, large, kernel as Tensor4D, corner)); // made of four axes
    }
    const tensor = tf.tidy(() => enlarge(toTensor(test.small) as Tensor4D, kernel as Tensor4D));
    const grown = toNDArray(tensor);
    tensor.dispose();
    bar.advance();
    return 1 - errorOf(grown, test.large) / errorOf(resizeBilinear(test.small, { size: SIDE }), test.large);
  } finally {
    optimizer.dispose();
    tf.dispose([small, large, kernel]);
  }
}

/** A photograph, and the same with half as many pixels along each axis: [1, h, w, 1]. */
function pairOf(name: PhotographName): { readonly small: NDArray; readonly large: NDArray } {
  const large = batch(grayscale(photograph(name, { size: SIDE })));
  return { small: averagePooling2d(large, { poolSize: 2 }), large };
}

function stack(images: readonly NDArray[]): Tensor4D {
  return tf.tidy(() => tf.concat(images.map(toTensor)) as Tensor4D); // all have four axes
}

function startOf({ kernelSize, start }: EnlargeRecipe, seed: number): NDArray {
  const kernel = zeros([kernelSize, kernelSize, 1, 1]);
  if (start === 'random') {
    const random = new Random(`kernel ${seed}`);
    const bound = Math.sqrt(12) / kernelSize;
    kernel.data.forEach((_, i) => {
      kernel.data[i] = random.uniform(-bound, bound);
    });
    return kernel;
  }
  const [middle, rim] = [bilinearKernel({ kernelSize: 4, channels: 1 }), (kernelSize - 4) / 2];
  for (let i = 0; i < 16; i++) {
    kernel.data[(Math.floor(i / 4) + rim) * kernelSize + (i % 4) + rim] = floatAt(middle.data, i);
  }
  return kernel;
}

/** Twice as large: stride 2, and a padding that cuts the rest off. */
function enlarge(x: Tensor4D, kernel: Tensor4D): Tensor4D {
  const [n, h, w] = x.shape;
  const [size, cut] = [kernel.shape[0], kernel.shape[0] / 2 - 1];
  const painted = tf.conv2dTranspose(x, kernel, [n, 2 * (h - 1) + size, 2 * (w - 1) + size, 1], 2, 'valid');
  return tf.slice(painted, [0, cut, cut, 0], [n, 2 * h, 2 * w, 1]);
}

function lossOfPiece(
  small: Tensor4D,
  large: Tensor4D,
  kernel: Tensor4D,
  [top, left]: readonly [number, number],
): ReturnType<typeof tf.scalar> {
  const part = (from: number, size: number, images: Tensor4D): Tensor4D =>
    tf.slice(images, [0, from * top, from * left, 0], [-1, size, size, 1]);
  const [seen, wanted] = [enlarge(part(1, PIECE, small), kernel), part(2, 2 * PIECE, large)];
  const inside = (x: Tensor4D): Tensor =>
    tf.slice(x, [0, BORDER, BORDER, 0], [-1, 2 * (PIECE - BORDER), 2 * (PIECE - BORDER), 1]);
  return tf.mean(tf.squaredDifference(inside(seen), inside(wanted)));
}

/** Mean squared difference, without the border. */
function errorOf({ data }: NDArray, { data: wanted }: NDArray): number {
  let [sum, count] = [0, 0];
  data.forEach((value, i) => {
    const [row, column] = [Math.floor(i / SIDE), i % SIDE];
    if (Math.min(row, column, SIDE - 1 - row, SIDE - 1 - column) < BORDER) return;
    sum += (value - floatAt(wanted, i)) ** 2;
    count++;
  });
  return sum / count;
}

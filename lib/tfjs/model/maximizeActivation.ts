import type { LayersModel, Tensor, Tensor4D } from '@tensorflow/tfjs-node';
import { at } from '../../spec/at';
import type { NDArray } from '../../spec/ndarray';
import { showShape } from '../../spec/pair';
import { Random } from '../../spec/random';
import { elements, imageShape } from '../../spec/shape';
import { toNDArray } from '../arrays';
import { tf } from '../backend';
import { inputShapeOf, opLayerOf } from './modelLayers';

export interface MaximizationOptions {
  /** The layer's name in the network. */
  readonly layer: string;
  /** One image is made for each; of a dense layer, its units. */
  readonly channels: readonly number[];
  /** Row and column of the one unit to excite. When left out: the mean of the channel over all places. */
  readonly place?: readonly [row: number, column: number];
  /** How the network's input was scaled in training; pixels go in as they are when left out. */
  readonly scaling?: { readonly mean: readonly number[]; readonly std: readonly number[] };
  /** 100 when left out. */
  readonly steps?: number;
  /** Root mean square of the change of a pixel in a step, where black is 0 and white 1; 0.02 when left out. */
  readonly rate?: number;
  /** Each step moves the image by up to so many pixels first, and back after it; 2 when left out. */
  readonly jitter?: number;
  /** The share of its distance from the middle gray, 0.5, that each pixel loses in a step; 0.01 when left out. */
  readonly decay?: number;
  /** Of the first image, which is gray with a little noise, and of the jitter; 0 when left out. */
  readonly seed?: number;
}

/** What `maximizeActivation` made. */
export interface Maximized {
  /** [channels, h, w, c], pixels from 0 to 1 */
  readonly images: NDArray;
  /** What was made large, for each channel: of the gray start, and of the images. */
  readonly before: readonly number[];
  readonly after: readonly number[];
}

const START = { gray: 0.5, noise: 0.05 } as const;

/**
 * Images that excite one channel each, made by gradient ascent on the pixels. The weights stay as they are. Without a
 * brake the result is fine noise, so there are three: pixels stay between 0 and 1, `decay` pulls them to gray, and `jitter`
 * keeps a pattern from leaning on single pixels. Gradients are brought to one size, so that one rate suits all layers.
 * Batch normalization uses its moving statistics.
 *
 * Introduced in notebook vgg.
 *
 * @param model what `buildModel` made
 * @throws TypeError when the model has no such layer
 * @throws RangeError when the layer has no such channel or place
 * @see K. Simonyan, A. Vedaldi and A. Zisserman, Deep inside convolutional networks, https://arxiv.org/abs/1312.6034,
 *   section 2: ascent with a decay
 * @see A. Mordvintsev and others, https://github.com/google/deepdream/blob/master/dream.ipynb: jitter, and gradients of one size
 */
export function maximizeActivation(model: LayersModel, options: MaximizationOptions): Maximized {
  const { steps = 100, rate = 0.02, jitter = 2, decay = 0.01, seed = 0 } = options;
  const activation = activationOf(model, options);
  const gradientOf = tf.grad((images: Tensor) => tf.sum(activation(images))) as (images: Tensor4D) => Tensor4D; // of one shape
  const measure = (images: Tensor): number[] => tf.tidy(() => Array.from(activation(images).dataSync()));
  const random = new Random(`${seed} jitter`);
  let images = firstImages([options.channels.length, ...imageShape(inputShapeOf(model), 'maximizeActivation')], seed);
  const before = measure(images);
  for (let step = 0; step < steps; step++) {
    const shift = [0, 1].map(() => random.integer(2 * jitter + 1) - jitter);
    const last = images;
    images = tf.tidy(() => {
      const gradient = roll(gradientOf(roll(last, shift)), shift.map(negative));
      const ascended = tf.add(last, tf.mul(ofOneSize(gradient), rate));
      const decayed = tf.add(tf.mul(tf.sub(ascended, START.gray), 1 - decay), START.gray);
      return tf.clipByValue(decayed, 0, 1) as Tensor4D; // of the shape of `last`
    });
    last.dispose();
  }
  const made = { images: toNDArray(images), before, after: measure(images) };
  images.dispose();
  return made;
}

/** Gray, with a little noise, so that the images do not all take the same way. */
function firstImages(shape: readonly [number, number, number, number], seed: number): Tensor4D {
  const random = new Random(`${seed} first image`);
  const { gray, noise } = START;
  const values = Float32Array.from({ length: elements(shape) }, () => random.uniform(gray - noise, gray + noise));
  return tf.tensor4d(values, [...shape]);
}

/** Pixels → one number for each image: how strongly its channel answers. */
function activationOf(model: LayersModel, options: MaximizationOptions): (images: Tensor) => Tensor {
  const { layer, channels, place, scaling } = options;
  const { output } = opLayerOf(model, layer);
  const part = tf.model({ inputs: model.inputs, outputs: output });
  const [, ...shape] = part.outputs.map(({ shape }) => shape)[0] ?? [];
  checkPlace(options, shape.map(Number));
  const count = at(shape.map(Number), shape.length - 1);
  return images => {
    const scaled = scaling === undefined ? images : tf.div(tf.sub(images, scaling.mean), scaling.std);
    const maps = part.apply(scaled) as Tensor; // a layer of a network has one output
    const [row, column] = place ?? [];
    const looked =
      row === undefined || column === undefined ? maps : tf.slice(maps, [0, row, column, 0], [-1, 1, 1, -1]);
    const byChannel = tf.mean(tf.reshape(looked, [channels.length, -1, count]), 1); // [images, channels]
    return tf.sum(tf.mul(byChannel, tf.oneHot(tf.tensor1d([...channels], 'int32'), count)), 1);
  };
}

function checkPlace({ layer, channels, place }: MaximizationOptions, shape: readonly number[]): void {
  const wanted = [...(place ?? [])];
  const sizes = place === undefined ? shape.slice(-1) : shape;
  const isInside = channels.every(channel => {
    const position = [...wanted, channel];
    return (
      position.length === sizes.length && position.every((p, i) => Number.isInteger(p) && p >= 0 && p < at(sizes, i))
    );
  });
  if (isInside && channels.length > 0) return;
  const asked = place === undefined ? '' : `, row ${place[0]}, column ${place[1]}`;
  throw new RangeError(
    `maximizeActivation: layer "${layer}" gives ${showShape(shape)}, without the batch. Choose channels, and a place if any, ` +
      `from 0 on within that shape. Received channels [${channels.join(', ')}]${asked}.`,
  );
}

function negative(value: number): number {
  return -value;
}

/** Moves images by rows and columns; what leaves at one side comes in at the other. */
function roll(images: Tensor4D, shift: readonly number[]): Tensor4D {
  return shift.reduce((moved, by, i) => {
    const axis = i + 1;
    const size = at(moved.shape, axis);
    const cut = (((size - by) % size) + size) % size;
    const part = (from: number, to: number): Tensor4D => {
      // What is not named of a slice's shape is taken whole.
      const before = Array.from({ length: axis }, () => 0);
      return tf.slice(moved, [...before, from], [...before.map(() => -1), to - from]);
    };
    return cut === 0 ? moved : tf.concat([part(cut, size), part(0, cut)], axis);
  }, images);
}

/** Each image's gradient divided by its root mean square; one that is 0 everywhere stays 0. */
function ofOneSize(gradient: Tensor): Tensor {
  const size = tf.sqrt(tf.mean(tf.square(gradient), [1, 2, 3], true));
  return tf.div(gradient, tf.add(size, 1e-12));
}

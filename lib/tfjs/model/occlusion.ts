import type { LayersModel } from '@tensorflow/tfjs-node';
import { batch, unbatch } from '../../ops/array';
import { at, doubleAt, floatAt } from '../../spec/at';
import type { NDArray } from '../../spec/ndarray';
import { imageShape } from '../../spec/shape';
import { toTensor } from '../arrays';
import { tf } from '../backend';
import { logits } from './logits';
import { unitOf } from './outputFrom';

export interface OcclusionOptions {
  /** Which number of the main output, such as the number of a class. */
  readonly unit: number;
  /** Side of the patch, in pixels. */
  readonly size: number;
  /** Pixels from one place of the patch to the next; half of its side, rounded up, unless told. */
  readonly stride?: number;
  /** What the patch is filled with, in every channel: 0, the mean colour of scaled images, unless told. */
  readonly value?: number;
}

/** Covered images that run at once. */
const AT_ONCE = 64;

/**
 * Where in an image a class is seen, by hiding: a patch is laid on the image place by place, and the fall of the class's
 * score is noted. A pixel gets the mean over the patches that hide it.
 *
 * Introduced in notebook resnet.
 *
 * @param model a classifier that `buildModel` made; it should end before softmax
 * @param images [n, h, w, c], scaled
 * @returns [n, h, w, 1]: above 0 where hiding lowers the score, below 0 where hiding raises it
 * @throws RangeError when the patch does not fit into the image, or the output has no such unit
 * @see Zeiler and Fergus, Visualizing and Understanding Convolutional Networks, https://arxiv.org/abs/1311.2901, section 4.2
 */
export function occlusion(model: LayersModel, images: NDArray, options: OcclusionOptions): NDArray {
  return batch(...unbatch(images).map(image => occlusionOf(model, image, options)));
}

/** The map of one image, [h, w, 1]. */
function occlusionOf(model: LayersModel, image: NDArray, options: OcclusionOptions): NDArray {
  const { unit, size, stride = Math.ceil(size / 2), value = 0 } = options;
  const [height, width] = imageShape(image.shape, 'occlusion');
  const corners = cornersOf(height, { size, stride }).flatMap(top =>
    cornersOf(width, { size, stride }).map(left => [top, left] as const),
  );
  const whole = at(scoresOf(model, [image], unit), 0);
  const [sums, counts] = [new Float64Array(height * width), new Float64Array(height * width)];
  for (let start = 0; start < corners.length; start += AT_ONCE) {
    const some = corners.slice(start, start + AT_ONCE);
    const covered = some.map(corner => cover(image, corner, size, value));
    const scores = scoresOf(model, covered, unit);
    some.forEach(([top, left], i) => {
      const fall = whole - at(scores, i);
      for (let row = top; row < top + size; row++) {
        for (let column = left; column < left + size; column++) {
          const place = row * width + column;
          sums[place] = doubleAt(sums, place) + fall;
          counts[place] = doubleAt(counts, place) + 1;
        }
      }
    });
  }
  const data = Float32Array.from(sums, (sum, place) => sum / doubleAt(counts, place));
  return { shape: [height, width, 1], data };
}

/** Where the patch begins along one side: every `stride` pixels, and once so that it ends at the last. */
function cornersOf(side: number, { size, stride }: { readonly size: number; readonly stride: number }): number[] {
  if (!Number.isInteger(size) || size < 1 || size > side) {
    throw new RangeError(`occlusion: size is a whole number from 1 to the image's side, ${side}. Received ${size}.`);
  }
  if (!Number.isInteger(stride) || stride < 1 || stride > size) {
    throw new RangeError(
      `occlusion: stride is a whole number from 1 to size, ${size}, so that every pixel is hidden. Received ${stride}.`,
    );
  }
  const last = side - size;
  const corners = Array.from({ length: Math.floor(last / stride) + 1 }, (_, i) => i * stride);
  return corners.includes(last) ? corners : [...corners, last];
}

function cover({ shape, data }: NDArray, [top, left]: readonly [number, number], size: number, value: number): NDArray {
  const [, width, channels] = imageShape(shape, 'occlusion');
  const covered = Float32Array.from(data);
  for (let row = top; row < top + size; row++) {
    const from = (row * width + left) * channels;
    covered.fill(value, from, from + size * channels);
  }
  return { shape, data: covered };
}

function scoresOf(model: LayersModel, images: readonly NDArray[], unit: number): number[] {
  const scores = tf.tidy(() => unitOf(logits(model, toTensor(batch(...images))), unit, 'occlusion'));
  const values = scores.dataSync<'float32'>();
  scores.dispose();
  return images.map((_, i) => floatAt(values, i));
}

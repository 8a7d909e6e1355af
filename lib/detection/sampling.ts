import { intAt } from '../spec/at';
import { Random } from '../spec/random';
import { BACKGROUND } from './matching';

export interface SamplingOptions {
  /** Boxes wanted: 256 for the RPN, 128 an image for Fast R-CNN's heads, as in their papers. */
  readonly size: number;
  /** The largest share of them that is positive: ½ for the RPN, ¼ for Fast R-CNN's heads. */
  readonly positiveShare: number;
  /** The same seed draws the same boxes. */
  readonly seed: number | string;
}

/** Positions of boxes, in random order. */
export interface BalancedSample {
  readonly positive: Int32Array;
  readonly negative: Int32Array;
}

/**
 * Draws training examples among the boxes of one picture: positive ones up to their share, and background for all the rest,
 * since most boxes show nothing but background. Fewer where there are not enough.
 *
 * @param truths [n]: of each box the position of its truth, BACKGROUND or IGNORED, as `matchBoxes` gives them
 * @throws RangeError when the size is no whole number, or the share is not within 0 … 1
 * @see Girshick, Fast R-CNN, https://arxiv.org/abs/1504.08083, section 2.3; torchvision's BalancedPositiveNegativeSampler
 */
export function balancedSample(truths: Int32Array, options: SamplingOptions): BalancedSample {
  const { size, positiveShare, seed } = options;
  if (!(Number.isInteger(size) && size >= 0)) {
    throw new RangeError(`balancedSample: size must be a whole number from 0 on. Received ${size}.`);
  }
  if (!(positiveShare >= 0 && positiveShare <= 1)) {
    throw new RangeError(`balancedSample: positiveShare must be from 0 to 1. Received ${positiveShare}.`);
  }
  const random = new Random(`balanced sample ${seed}`);
  const positive = draw(
    placesWhere(truths, truth => truth >= 0),
    Math.floor(size * positiveShare),
    random,
  );
  const negative = draw(
    placesWhere(truths, truth => truth === BACKGROUND),
    size - positive.length,
    random,
  );
  return { positive, negative };
}

function placesWhere(truths: Int32Array, wanted: (truth: number) => boolean): Int32Array {
  const places = Int32Array.from(truths, (_, place) => place);
  return places.filter(place => wanted(intAt(truths, place)));
}

/** The first steps of Fisher and Yates's shuffle: as many as there are places to draw. */
function draw(places: Int32Array, count: number, random: Random): Int32Array {
  const drawn = Math.min(count, places.length);
  for (let i = 0; i < drawn; i++) {
    const j = i + random.integer(places.length - i);
    [places[i], places[j]] = [intAt(places, j), intAt(places, i)];
  }
  return places.slice(0, drawn);
}

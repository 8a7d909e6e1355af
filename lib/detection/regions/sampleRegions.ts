import { floatAt, intAt } from '../../spec/at';
import type { Box } from '../../spec/box';
import { type Boxes, type CodingOptions, clipBoxes, encodeBoxes, type ImageSize, packBoxes, takeBoxes } from '../boxes';
import { BACKGROUND, IGNORED, matchBoxes } from '../matching';
import { balancedSample } from '../sampling';

/** What the heads learn is multiplied by these, so that its spread is about 1. */
export const HEAD_WEIGHTS = [10, 10, 5, 5] as const;

export interface RegionSampleOptions {
  /** Regions of a picture in a step, drawn from all proposals; 64 unless told. */
  readonly sampleSize?: number;
  /** The largest share of them with an object; ¼ unless told, as published: 1 to 3. */
  readonly positiveShare?: number;
  /** From this IoU with an object on a region shows it; 0.5 unless told. */
  readonly high?: number;
  /** Regions that overlap every object by less are no negative examples: 0.1 in Fast R-CNN; 0, the default, in Faster R-CNN. */
  readonly leastOverlap?: number;
}

/** Regions of one picture for the heads, and what these shall say of them. */
export interface RegionSample {
  /** [sampleSize, 4], inside the picture. Where there are not so many, the rest are pixels that do not count. */
  readonly boxes: Float32Array;
  /** [sampleSize]: 0 for background, 1 + the object's label. */
  readonly classes: Int32Array;
  /** [sampleSize]: 1 for regions that count. */
  readonly counted: Float32Array;
  /** [sampleSize, 4]: codes from each region with an object to it; 0 elsewhere. */
  readonly codes: Float32Array;
}

interface Labelled {
  readonly box: Box;
  readonly label: number;
}

/**
 * Draws the regions of a picture that the heads learn from, one with an object for three of background. The objects' own
 * boxes are among the proposals.
 *
 * @param seed the same seed draws the same regions; null takes the first proposals as they come and no box of an object,
 *   to measure what the heads make of them
 * @see Girshick, Fast R-CNN, https://arxiv.org/abs/1504.08083, section 2.3; torchvision's select_training_samples
 */
export function sampleRegions(
  objects: readonly Labelled[],
  proposals: Boxes,
  imageSize: ImageSize,
  seed: string | null,
  options: RegionSampleOptions = {},
): RegionSample {
  const { sampleSize = 64, positiveShare = 0.25, high = 0.5, leastOverlap = 0 } = options;
  const truths = objects.map(({ box }) => box);
  const given = clipBoxes(packBoxes(proposals, 'sampleRegions'), imageSize);
  const boxes = seed === null ? given.subarray(0, 4 * sampleSize) : joined(given, packBoxes(truths));
  const matched = matchBoxes(truths, boxes, { high });
  if (seed === null)
    return regionsAt(
      matched.truths.map((_, place) => place),
      boxes,
      matched.truths,
      objects,
      sampleSize,
    );
  const able = matched.truths.map((truth, place) =>
    truth === BACKGROUND && floatAt(matched.overlaps, place) < leastOverlap ? IGNORED : truth,
  );
  const { positive, negative } = balancedSample(able, { size: sampleSize, positiveShare, seed });
  return regionsAt(Int32Array.from([...positive, ...negative]), boxes, able, objects, sampleSize);
}

function joined(a: Float32Array, b: Float32Array): Float32Array {
  const all = new Float32Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}

function regionsAt(
  places: Int32Array,
  candidates: Float32Array,
  truths: Int32Array,
  objects: readonly Labelled[],
  size: number,
): RegionSample {
  const boxes = Float32Array.from({ length: 4 * size }, (_, i) => (i % 4 < 2 ? 0 : 1));
  const [classes, counted] = [new Int32Array(size), new Float32Array(size)];
  const codes = new Float32Array(4 * size);
  boxes.set(takeBoxes(candidates, places));
  const coding: CodingOptions = { weights: HEAD_WEIGHTS };
  places.forEach((place, i) => {
    counted[i] = 1;
    const object = objects[intAt(truths, place)];
    if (object === undefined) return;
    classes[i] = 1 + object.label;
    const region = boxes.subarray(4 * i, 4 * i + 4);
    codes.set(encodeBoxes(packBoxes([object.box]), region, coding), 4 * i);
  });
  return { boxes, classes, counted, codes };
}

import { at, floatAt } from '../../spec/at';
import {
  type Boxes,
  boxAt,
  boxCount,
  clipBoxes,
  decodeBoxes,
  type ImageSize,
  packBoxes,
  placesOfLarge,
  takeBoxes,
} from '../boxes';
import type { Detection } from '../detection';
import { nms } from '../nms';
import { HEAD_WEIGHTS } from './sampleRegions';

export interface RegionDetectionOptions {
  /** Detections that score less are left out; 0.05 unless told. */
  readonly scoreThreshold?: number;
  /** Of two boxes of a class that overlap by more, the surer is kept; 0.5 unless told. */
  readonly iouThreshold?: number;
  /** The most detections of a picture; 100 unless told. */
  readonly most?: number;
}

/** What the heads say of the regions of one picture. */
export interface RegionOutputs {
  /** [regions, 1 + classes], background first; each row adds up to 1. */
  readonly probabilities: Float32Array;
  /** [regions, 4 · (1 + classes)]: what moves each region to the object, if it is of that class. */
  readonly codes: Float32Array;
}

/**
 * The detections among the regions of a picture: each region is moved for each class, cut off at the edges, and of boxes of one
 * class that overlap the surest is kept. What is not finite is left out.
 *
 * @param regions in pixels
 * @param imageSize of the picture, in the same pixels
 * @returns the surest first
 * @see torchvision's postprocess_detections
 */
export function regionDetections(
  { probabilities, codes }: RegionOutputs,
  regions: Boxes,
  imageSize: ImageSize,
  options: RegionDetectionOptions = {},
): Detection[] {
  const { scoreThreshold = 0.05, iouThreshold = 0.5, most = 100 } = options;
  const count = boxCount(regions);
  const classes = count === 0 ? 1 : probabilities.length / count;
  const found = Array.from({ length: classes - 1 }, (_, label) => {
    const score = (region: number): number => floatAt(probabilities, region * classes + label + 1);
    const codeAt = (region: number): Float32Array => {
      const start = 4 * (region * classes + label + 1);
      return codes.subarray(start, start + 4);
    };
    const sure = Array.from({ length: count }, (_, region) => region).filter(
      region => score(region) > scoreThreshold && codeAt(region).every(Number.isFinite),
    );
    const references = takeBoxes(packBoxes(regions, 'regionDetections'), sure);
    const own = Float32Array.from(sure.flatMap(region => [...codeAt(region)]));
    const moved = clipBoxes(decodeBoxes(own, references, { weights: HEAD_WEIGHTS }), imageSize);
    const large = placesOfLarge(moved, 1e-2);
    const [boxes, scores] = [takeBoxes(moved, large), large.map(place => score(at(sure, place)))];
    return Array.from(nms(boxes, scores, { iouThreshold }), place => {
      return { box: boxAt(boxes, place), label, score: at(scores, place) };
    });
  });
  return found
    .flat()
    .sort((a, b) => b.score - a.score)
    .slice(0, most);
}

import { floatAt } from '../../spec/at';
import { type Boxes, boxCount, clipBoxes, decodeBoxes, type ImageSize, placesOfLarge, takeBoxes } from '../boxes';
import { nms } from '../nms';

export interface ProposalOptions {
  /** Anchors that are moved and compared, the likeliest ones; 2,000 unless told. */
  readonly before?: number;
  /** Proposals that are kept; 300 unless told. */
  readonly after?: number;
  /** Of two proposals that overlap by more, the likelier is kept; 0.7 unless told. */
  readonly iouThreshold?: number;
  /** Proposals with a side of fewer pixels are dropped; 0.001 unless told, which are those without area, as in torchvision. */
  readonly minSize?: number;
}

/** Where objects may be, whatever they are. */
export interface Proposals {
  /** [n, 4], the likeliest first. */
  readonly boxes: Float32Array;
  /** [n]: how likely each is an object, from 0 to 1. */
  readonly scores: Float32Array;
}

/**
 * What the region proposal network proposes for one picture: the likeliest anchors, moved as it says, cut off at the edges,
 * without small ones and without those that overlap a likelier one.
 *
 * @param objectness [n] scores of the anchors, before the sigmoid; those that are not finite propose nothing
 * @param codes [n, 4] what moves each anchor to its object
 * @param anchors n boxes
 * @param imageSize in pixels
 * @throws RangeError when the numbers of anchors, scores and codes differ
 * @see Ren and others, Faster R-CNN, https://arxiv.org/abs/1506.01497, section 3.3; torchvision's filter_proposals
 */
export function regionProposals(
  { objectness, codes }: { readonly objectness: Float32Array; readonly codes: Float32Array },
  anchors: Boxes,
  imageSize: ImageSize,
  options: ProposalOptions = {},
): Proposals {
  const { before = 2000, after = 300, iouThreshold = 0.7, minSize = 1e-3 } = options;
  if (objectness.length !== boxCount(anchors) || codes.length !== 4 * objectness.length) {
    throw new RangeError(
      `regionProposals: each of ${boxCount(anchors)} anchors needs a score and four numbers. ` +
        `Received ${objectness.length} scores and ${codes.length} numbers.`,
    );
  }
  const likeliest = finitePlaces(objectness, codes)
    .sort((a, b) => floatAt(objectness, b) - floatAt(objectness, a) || a - b)
    .slice(0, before);
  const moved = clipBoxes(decodeBoxes(takeBoxes(codes, likeliest), takeBoxes(anchors, likeliest)), imageSize);
  const large = placesOfLarge(moved, minSize);
  const boxes = takeBoxes(moved, large);
  const scores = Float32Array.from(large, place => sigmoid(floatAt(objectness, likeliest[place] ?? 0)));
  const kept = Array.from(nms(boxes, scores, { iouThreshold })).slice(0, after);
  return { boxes: takeBoxes(boxes, kept), scores: Float32Array.from(kept, place => floatAt(scores, place)) };
}

function finitePlaces(objectness: Float32Array, codes: Float32Array): number[] {
  const places = Array.from(objectness, (_, place) => place);
  return places.filter(
    place =>
      Number.isFinite(floatAt(objectness, place)) && codes.subarray(4 * place, 4 * place + 4).every(Number.isFinite),
  );
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

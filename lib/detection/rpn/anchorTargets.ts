import { intAt } from '../../spec/at';
import type { Box } from '../../spec/box';
import { type Boxes, boxAt, boxCount, encodeBoxes } from '../boxes';
import { matchBoxes } from '../matching';
import { balancedSample } from '../sampling';

export interface AnchorTargetOptions {
  /** From this IoU with an object on an anchor is positive; 0.7 unless told. The nearest to each object are so in any case. */
  readonly high?: number;
  /** Below this IoU an anchor is negative, 0.3 unless told; between both it is ignored. */
  readonly low?: number;
  /** Anchors of a picture that count in a step; 256 unless told. */
  readonly sampleSize?: number;
  /** The largest share of these that is positive; ½ unless told. */
  readonly positiveShare?: number;
}

export interface AnchorTargets {
  /** [n]: 1 for positive anchors. */
  readonly positive: Float32Array;
  /** [n]: 1 for anchors that count in this step. */
  readonly counted: Float32Array;
  /** [n, 4]: codes from each positive anchor that counts to its object; 0 elsewhere. */
  readonly codes: Float32Array;
  /** [n]: of each anchor the position of its object, BACKGROUND or IGNORED, before some are drawn. */
  readonly truths: Int32Array;
}

/**
 * What the region proposal network shall say of each anchor: which are objects, which background, which of these are drawn
 * for a step, and how the objects lie to them.
 *
 * Introduced in notebook fast-faster-rcnn.
 *
 * @param objects boxes of a picture; there may be none
 * @param anchors n boxes
 * @param seed the same seed draws the same anchors
 * @see Ren and others, Faster R-CNN, https://arxiv.org/abs/1506.01497, section 3.1.2
 */
export function anchorTargets(
  objects: readonly Box[],
  anchors: Boxes,
  seed: string,
  options: AnchorTargetOptions = {},
): AnchorTargets {
  const { high = 0.7, low = 0.3, sampleSize = 256, positiveShare = 0.5 } = options;
  const count = boxCount(anchors);
  const { truths } = matchBoxes(objects, anchors, { high, low, lowQuality: true });
  const drawn = balancedSample(truths, { size: sampleSize, positiveShare, seed });
  const [positive, counted] = [new Float32Array(count), new Float32Array(count)];
  const codes = new Float32Array(4 * count);
  truths.forEach((truth, anchor) => {
    if (truth >= 0) positive[anchor] = 1;
  });
  for (const anchor of [...drawn.positive, ...drawn.negative]) counted[anchor] = 1;
  const wanted = Array.from(drawn.positive, anchor => boxAt(objects, intAt(truths, anchor)));
  const references = Array.from(drawn.positive, anchor => boxAt(anchors, anchor));
  encodeBoxes(wanted, references).forEach((code, i) => {
    codes.set(code, 4 * intAt(drawn.positive, i));
  });
  return { positive, counted, codes, truths };
}

import { type Box, boxHeight, boxWidth } from '../../spec/box';

/** A box by its middle and its size, in pixels. */
export type CenteredBox = readonly [centerX: number, centerY: number, width: number, height: number];

/** A box by its top left corner and its size, in pixels, as COCO's files have it. */
export type CornerBox = readonly [x: number, y: number, width: number, height: number];

/** A box by its middle and its size. */
export function toCentered(box: Box): CenteredBox {
  const [x1, y1, x2, y2] = box;
  return [(x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1];
}

/** A box by its edges. */
export function fromCentered([centerX, centerY, width, height]: CenteredBox): Box {
  return [centerX - width / 2, centerY - height / 2, centerX + width / 2, centerY + height / 2];
}

/** Introduced in notebook detection-basics. */
export function toCorner(box: Box): CornerBox {
  return [box[0], box[1], boxWidth(box), boxHeight(box)];
}

/** A box by its edges. */
export function fromCorner([x, y, width, height]: CornerBox): Box {
  return [x, y, x + width, y + height];
}

/** In square pixels; 0 for an inverted box, which encloses nothing. */
export function boxArea(box: Box): number {
  return Math.max(boxWidth(box), 0) * Math.max(boxHeight(box), 0);
}

/**
 * The same box in a picture of another size, whose sides are multiplied by the scales.
 *
 * @param scale a factor, or one for each axis: `[vertical, horizontal]`
 */
export function scaleBox([x1, y1, x2, y2]: Box, scale: number | readonly [vertical: number, horizontal: number]): Box {
  const [vertical, horizontal] = typeof scale === 'number' ? [scale, scale] : scale;
  return [x1 * horizontal, y1 * vertical, x2 * horizontal, y2 * vertical];
}

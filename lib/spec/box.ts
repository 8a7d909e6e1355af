/**
 * A rectangle in an image, in pixels: `[x1, y1, x2, y2]`, x to the right and y downwards from the image's top left corner.
 * The right and the bottom edge are exclusive, so that the width is x2 − x1: the box of the first pixel is `[0, 0, 1, 1]`.
 *
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.ops.box_iou.html
 */
export type Box = readonly [x1: number, y1: number, x2: number, y2: number];

/** In pixels; negative where the box is inverted. */
export function boxWidth([x1, , x2]: Box): number {
  return x2 - x1;
}

/** In pixels; negative where the box is inverted. */
export function boxHeight([, y1, , y2]: Box): number {
  return y2 - y1;
}

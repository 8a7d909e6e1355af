import type { CellBox } from './assignment';

/** Width and height that a box starts from, as parts of the picture. */
export type Prior = readonly [width: number, height: number];

/**
 * A cell's box from the numbers that YOLO v2 predicts: the middle cannot leave its cell, and the size is a factor on that of
 * a box given beforehand.
 *
 * x = σ(tₓ), y = σ(t_y), w = p_w · exp(t_w), h = p_h · exp(t_h)
 *
 * Introduced in notebook yolo.
 *
 * @param numbers tₓ, t_y, t_w and t_h
 * @returns the middle in the cell, and the roots of width and height, as YOLO's first version predicts them
 * @see Redmon and Farhadi, YOLO9000, https://arxiv.org/abs/1612.08242, section 2, "Direct location prediction"
 */
export function fromPrior([x, y, w, h]: CellBox, [width, height]: Prior): CellBox {
  return [sigmoid(x), sigmoid(y), Math.sqrt(width * Math.exp(w)), Math.sqrt(height * Math.exp(h))];
}

/**
 * The numbers that YOLO v2 has to predict for a box; undoes `fromPrior`.
 *
 * Introduced in notebook yolo.
 *
 * @param box as `assignToCells` tells it; a middle on the edge of its cell would need an infinite number
 */
export function toPrior([x, y, rootWidth, rootHeight]: CellBox, [width, height]: Prior): CellBox {
  return [logit(x), logit(y), Math.log(rootWidth ** 2 / width), Math.log(rootHeight ** 2 / height)];
}

export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

function logit(p: number): number {
  return Math.log(p / (1 - p));
}

import { at, byteAt, intAt } from '../../../spec/at';
import { type Placement, sourceColumns, sourceRows } from '../placement';
import type { Chosen } from './chosen';

/** A class for each pixel of each image. */
export interface MaskField {
  readonly kind: 'masks';
  /** For each image [h, w] of its size: positions in `classNames`, or `ignore`. */
  readonly masks: readonly Uint8Array[];
  readonly classNames: readonly string[];
  /** The label of pixels that belong to no class, 255 as a rule. What lies outside of the image gets it too. */
  readonly ignore: number;
}

/** Moves masks as their images were moved; each pixel gets the label of the nearest one. */
export function takeMasks(field: MaskField, chosen: readonly Chosen[]): MaskField {
  const masks = chosen.map(({ index, placement }) => placeMask(at(field.masks, index), placement, field.ignore));
  return { ...field, masks };
}

function placeMask(mask: Uint8Array, placement: Placement, fill: number): Uint8Array {
  const { from, to } = placement;
  const placed = new Uint8Array(to[0] * to[1]).fill(fill);
  const columns = sourceColumns(placement);
  sourceRows(placement).forEach((row, y) => {
    if (row < 0) return;
    for (let x = 0; x < columns.length; x++) {
      const column = intAt(columns, x);
      if (column >= 0) placed[y * to[1] + x] = byteAt(mask, row * from[1] + column);
    }
  });
  return placed;
}

import { at } from '../../../spec/at';
import type { Box } from '../../../spec/box';
import { placeBox, visiblePart } from '../placement';
import type { Chosen } from './chosen';

/** Something in an image, with its place. Whatever else it has travels with it. */
export interface Located {
  readonly box: Box;
  /** Position in the field's `classNames`. */
  readonly label: number;
}

/** A list of boxes for each image, of any length. */
export interface BoxField<Entry extends Located = Located> {
  readonly kind: 'boxes';
  readonly objects: readonly (readonly Entry[])[];
  readonly classNames: readonly string[];
  /** A box is dropped when less than this part of its area is left inside the network's input, from 0 to 1. */
  readonly leastVisible: number;
}

/** Moves boxes as their images were moved, cuts off what lies outside, and drops those of which too little is left. */
export function takeBoxes(field: BoxField, chosen: readonly Chosen[]): BoxField {
  const objects = chosen.map(({ index, placement }) =>
    at(field.objects, index).flatMap(object => {
      const box = visiblePart(placeBox(object.box, placement), placement.to, field.leastVisible);
      return box === null ? [] : [{ ...object, box }];
    }),
  );
  return { ...field, objects };
}

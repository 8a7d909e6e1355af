import { at } from '../at';
import { type Pair, showPair, showShape, toPair } from '../pair';
import { imageShape } from '../shape';
import type { OpDefinition } from './definition';
import { costless, STAYS } from './traits';

/** Cuts the first input to the height and width of the second, from row and column `offset` on. */
export interface CropArgs {
  readonly op: 'crop';
  readonly offset: Pair;
}

/** [h, w, c] and [h', w', …] → [h', w', c]. */
export const crop: OpDefinition<CropArgs> = {
  ...costless,
  inputs: { least: 2, most: 2, values: 'first' },
  role: 'begins',
  features: 'mixes',
  inference: STAYS,
  words: { kind: 'resize', short: () => 'crop', long: ({ offset }) => `crop from ${showPair(offset)}` },
  shape(args, inputs, where) {
    const [height, width, channels] = imageShape(at(inputs, 0), where);
    const [rows, columns] = imageShape(at(inputs, 1), where);
    const [top, left] = toPair(args.offset);
    if (top >= 0 && left >= 0 && top + rows <= height && left + columns <= width) return [rows, columns, channels];
    throw new RangeError(
      `${where}: a cut of ${rows}×${columns} at offset [${top}, ${left}] leaves the input. Received inputShape ${showShape(at(inputs, 0))}.`,
    );
  },
  reach: args => ({ kind: 'shift', offset: toPair(args.offset) }),
};

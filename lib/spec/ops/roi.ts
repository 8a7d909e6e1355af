import { at } from '../at';
import { type Pair, showShape, toPair } from '../pair';
import { imageShape, type Shape } from '../shape';
import { costless, reachesAll, STAYS } from './traits';

/** What RoI pooling and RoI align have in common. */
export interface RoiArgs {
  /** `[height, width]` of what is made of each region. */
  readonly outputSize: Pair;
  /** Feature pixels for one pixel of the image, e.g. 1/16. */
  readonly spatialScale: number;
}

/** [h, w, c] and the regions [count, 4] → [outputSize, c] for each region, which is an example of its own from here on. */
export const roiTraits = {
  ...costless,
  ...reachesAll,
  inputs: { least: 2, most: 2, values: 'all' },
  role: 'begins',
  features: 'mixes',
  inference: STAYS,
  examples: (inputs: readonly Shape[]): number => at(at(inputs, 1), 0),
  shape({ outputSize, spatialScale }: RoiArgs, inputs: readonly Shape[], where: string): Shape {
    const size = toPair(outputSize);
    if (!size.every(side => Number.isInteger(side) && side >= 1)) {
      throw new RangeError(`${where}: outputSize must be positive whole numbers. Received ${showShape(size)}.`);
    }
    if (!(spatialScale > 0 && Number.isFinite(spatialScale))) {
      throw new RangeError(`${where}: spatialScale must be a positive number. Received ${spatialScale}.`);
    }
    const regions = at(inputs, 1);
    if (regions.length !== 2 || regions[1] !== 4) {
      throw new RangeError(
        `${where}: the second input must be regions [count, 4], as Graph.regions gives them. Received ${showShape(regions)}.`,
      );
    }
    return [...size, imageShape(at(inputs, 0), where)[2]];
  },
} as const;

/** `RoI pool 7×7`. */
export function roiWords(name: string, { outputSize }: RoiArgs): string {
  return `${name} ${toPair(outputSize).join('×')}`;
}

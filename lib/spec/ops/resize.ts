import { at } from '../at';
import { type Pair, showShape, toPair } from '../pair';
import { imageShape } from '../shape';
import type { OpDefinition } from './definition';
import { costless, STAYS } from './traits';

/** Resamples the first input to the height and width of the second, or by `scale` where there is no second. */
export interface ResizeArgs {
  readonly op: 'resize';
  readonly method: 'bilinear' | 'nearest';
  readonly scale: Pair;
  /** Whether the corner pixels' centres stay in place (true, for bilinear only) or the images' edges do (false, the default everywhere). */
  readonly alignCorners: boolean;
}

/** [h, w, c] → [h', w', c]. */
export const resize: OpDefinition<ResizeArgs> = {
  ...costless,
  inputs: { least: 1, most: 2, values: 'first' },
  role: 'begins',
  features: 'mixes',
  inference: STAYS,
  words: { kind: 'resize', short: () => 'resize', long: ({ method }) => `${method} resize` },
  shape(args, inputs, where) {
    const [height, width, channels] = imageShape(at(inputs, 0), where);
    if (args.method !== 'nearest' && args.method !== 'bilinear') {
      throw new RangeError(`${where}: method must be 'bilinear' or 'nearest'. Received ${String(args.method)}.`);
    }
    if (args.alignCorners && args.method === 'nearest') {
      throw new RangeError(
        `${where}: alignCorners needs method 'bilinear'. Received 'nearest', which copies pixels whole.`,
      );
    }
    const [, reference] = inputs;
    if (reference !== undefined) return [...imageShape(reference, where).slice(0, 2), channels];
    const [rows, columns] = toPair(args.scale);
    const size = [Math.floor(height * rows), Math.floor(width * columns)];
    if (size.every(side => side >= 1)) return [...size, channels];
    throw new RangeError(
      `${where}: scale must leave at least one pixel. Received ${showShape([rows, columns])}, inputShape ${showShape(at(inputs, 0))}.`,
    );
  },
  reach({ method, alignCorners, scale }, inputs, output) {
    const [height, width] = imageShape(at(inputs, 0), 'resize');
    const [rows, columns] = imageShape(output, 'resize');
    return { kind: 'resize', method, alignCorners, scale, input: [height, width], output: [rows, columns] };
  },
};

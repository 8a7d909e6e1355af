import { at } from '../at';
import { imageShape } from '../shape';
import type { OpDefinition } from './definition';
import { costless, elementwise, ONE_INPUT, STAYS } from './traits';

/** Appends channels of zeros: the parameter-free shortcut (option A) of the ResNet paper. */
export interface PadChannelsArgs {
  readonly op: 'padChannels';
  readonly before: number;
  readonly after: number;
}

/** [h, w, c] → [h, w, before + c + after]. */
export const padChannels: OpDefinition<PadChannelsArgs> = {
  ...costless,
  ...elementwise,
  inputs: ONE_INPUT,
  role: 'begins',
  features: 'mixes',
  inference: STAYS,
  words: {
    kind: 'resize',
    short: () => 'zero channels',
    long: ({ before, after }) => `${before + after} channels of zeros`,
  },
  shape(args, inputs, where) {
    const [height, width, channels] = imageShape(at(inputs, 0), where);
    if (![args.before, args.after].every(count => Number.isInteger(count) && count >= 0)) {
      throw new RangeError(
        `${where}: before and after must be whole numbers of at least 0. Received ${args.before} and ${args.after}.`,
      );
    }
    return [height, width, args.before + channels + args.after];
  },
};

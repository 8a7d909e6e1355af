import { at } from '../at';
import { imageShape } from '../shape';
import type { OpDefinition } from './definition';
import { poolTraits } from './pooling';
import { called, reachesAll } from './traits';

export interface GlobalAveragePooling2dArgs {
  readonly op: 'globalAveragePooling2d';
}

/** [h, w, c] → [c]: the mean over height and width. */
export const globalAveragePooling2d: OpDefinition<GlobalAveragePooling2dArgs> = {
  ...poolTraits,
  ...reachesAll,
  words: { kind: 'pooling', ...called('global average pool') },
  shape: (_args, inputs, where) => [imageShape(at(inputs, 0), where)[2]],
};

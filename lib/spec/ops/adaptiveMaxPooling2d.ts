import { type AdaptivePoolingArgs, adaptiveReach, adaptiveShape, adaptiveWords } from './adaptivePooling';
import type { OpDefinition } from './definition';
import { poolTraits } from './pooling';

export interface AdaptiveMaxPooling2dArgs extends AdaptivePoolingArgs {
  readonly op: 'adaptiveMaxPooling2d';
}

/** [h, w, c] → [outputSize, c]: the largest number of each window, of windows that share the input out. */
export const adaptiveMaxPooling2d: OpDefinition<AdaptiveMaxPooling2dArgs> = {
  ...poolTraits,
  words: { kind: 'pooling', short: () => 'max pool', long: args => adaptiveWords('max pool', args) },
  shape: adaptiveShape,
  reach: adaptiveReach,
};

import { type AdaptivePoolingArgs, adaptiveReach, adaptiveShape, adaptiveWords } from './adaptivePooling';
import type { OpDefinition } from './definition';
import { poolTraits } from './pooling';

export interface AdaptiveAveragePooling2dArgs extends AdaptivePoolingArgs {
  readonly op: 'adaptiveAveragePooling2d';
}

/** [h, w, c] → [outputSize, c]: means of windows that share the input out. */
export const adaptiveAveragePooling2d: OpDefinition<AdaptiveAveragePooling2dArgs> = {
  ...poolTraits,
  words: { kind: 'pooling', short: () => 'average pool', long: args => adaptiveWords('average pool', args) },
  shape: adaptiveShape,
  reach: adaptiveReach,
};

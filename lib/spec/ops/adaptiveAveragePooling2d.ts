import { at } from '../at';
import { type Pair, showShape, toPair } from '../pair';
import { imageShape, type Shape } from '../shape';
import type { OpDefinition, Reach } from './definition';
import { poolTraits } from './pooling';

export interface AdaptiveAveragePooling2dArgs {
  readonly op: 'adaptiveAveragePooling2d';
  /** `[height, width]` of the output, whatever the input's size. */
  readonly outputSize: Pair;
}

/** [h, w, c] → [outputSize, c]: means of windows that share the input out. */
export const adaptiveAveragePooling2d: OpDefinition<AdaptiveAveragePooling2dArgs> = {
  ...poolTraits,
  words: {
    kind: 'pooling',
    short: () => 'average pool',
    long: ({ outputSize }) => `average pool to ${toPair(outputSize).join('×')}`,
  },
  shape(args, inputs, where) {
    const size = toPair(args.outputSize);
    if (!size.every(n => Number.isInteger(n) && n >= 1)) {
      throw new RangeError(`${where}: outputSize must be positive whole numbers. Received ${showShape(size)}.`);
    }
    return [...size, imageShape(at(inputs, 0), where)[2]];
  },
  reach: (args, inputs) => adaptiveReach(at(inputs, 0), toPair(args.outputSize)),
};

/** Adaptive pooling is an ordinary pool where the sizes divide; elsewhere its windows differ from place to place. */
function adaptiveReach(input: Shape, output: readonly [number, number]): Reach {
  const [height, width] = imageShape(input, 'adaptiveAveragePooling2d');
  const size: [number, number] = [height / output[0], width / output[1]];
  if (!size.every(Number.isInteger)) return { kind: 'whole' };
  const none = [0, 0] as const;
  return {
    kind: 'window',
    window: { size, strides: size, dilationRate: [1, 1], padding: [none, none], output },
  };
}

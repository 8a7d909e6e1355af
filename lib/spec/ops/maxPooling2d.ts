import { at } from '../at';
import type { Pair } from '../pair';
import type { Shape } from '../shape';
import type { ResolvedWindow } from '../window';
import type { OpDefinition } from './definition';
import { type PoolingArgs, pooledShape, poolSteps, poolTraits, poolWindow, poolWords } from './pooling';

export interface MaxPooling2dArgs extends PoolingArgs {
  readonly op: 'maxPooling2d';
  readonly dilationRate: Pair;
}

/** The pool on an input of known size, sides worked out. */
export function maxPoolWindow(args: MaxPooling2dArgs, input: Shape, where: string): ResolvedWindow {
  return poolWindow(args, args.dilationRate, input, where);
}

/** [h, w, c] → [h', w', c]: the largest number in each window. */
export const maxPooling2d: OpDefinition<MaxPooling2dArgs> = {
  ...poolTraits,
  words: { kind: 'pooling', short: () => 'max pool', long: args => poolWords('max pool', args) },
  shape: (args, inputs, where) => pooledShape(maxPoolWindow(args, at(inputs, 0), where), inputs, where),
  reach: (args, inputs) => ({ kind: 'window', window: maxPoolWindow(args, at(inputs, 0), args.op) }),
  explain(args, inputs) {
    const input = at(inputs, 0);
    return { size: poolSteps(args, maxPoolWindow(args, input, args.op), input), costs: [] };
  },
};

import { at } from '../at';
import type { Shape } from '../shape';
import type { ResolvedWindow } from '../window';
import type { OpDefinition } from './definition';
import { type PoolingArgs, pooledShape, poolSteps, poolTraits, poolWindow, poolWords } from './pooling';

export interface AveragePooling2dArgs extends PoolingArgs {
  readonly op: 'averagePooling2d';
  /** Whether padded zeros count in the divisor. */
  readonly countIncludePad: boolean;
}

/** The pool on an input of known size, sides worked out. */
export function averagePoolWindow(args: AveragePooling2dArgs, input: Shape, where: string): ResolvedWindow {
  return poolWindow(args, 1, input, where);
}

/** [h, w, c] → [h', w', c]: the mean of each window. */
export const averagePooling2d: OpDefinition<AveragePooling2dArgs> = {
  ...poolTraits,
  words: { kind: 'pooling', short: () => 'average pool', long: args => poolWords('average pool', args) },
  shape: (args, inputs, where) => pooledShape(averagePoolWindow(args, at(inputs, 0), where), inputs, where),
  reach: (args, inputs) => ({ kind: 'window', window: averagePoolWindow(args, at(inputs, 0), args.op) }),
  explain(args, inputs) {
    const input = at(inputs, 0);
    return { size: poolSteps(args, averagePoolWindow(args, input, args.op), input), costs: [] };
  },
};

import { showShape } from '../pair';
import type { Shape } from '../shape';
import type { OpDefinition } from './definition';
import { called, costless, elementwise, SEVERAL_INPUTS } from './traits';

export interface AddArgs {
  readonly op: 'add';
}

/** The sum of two or more inputs of one shape. */
export const add: OpDefinition<AddArgs> = {
  ...costless,
  ...elementwise,
  inputs: SEVERAL_INPUTS,
  role: 'begins',
  features: 'keeps',
  inference: { becomes: 'itself', takes: 'activation' },
  words: { kind: 'join', ...called('add') },
  shape: (_args, inputs, where) => agreeing(inputs, shape => shape, 'shape', where),
};

/**
 * The first of several shapes that agree.
 *
 * @param part of a shape that must be the same in all
 * @param what the part is called
 */
export function agreeing(inputs: readonly Shape[], part: (shape: Shape) => Shape, what: string, where: string): Shape {
  const [first, ...others] = inputs;
  const agrees = (shape: Shape, to: Shape): boolean => showShape(part(shape)) === showShape(part(to));
  if (first !== undefined && others.length > 0 && others.every(shape => agrees(shape, first))) return first;
  throw new RangeError(
    `${where}: needs two or more inputs of the same ${what}. Received ${inputs.map(showShape).join(' and ')}.`,
  );
}

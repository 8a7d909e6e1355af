import { at } from '../at';
import { type Pair, showShape, toPair } from '../pair';
import { imageShape, type Shape } from '../shape';
import type { Reach } from './definition';

/** What adaptive pools have in common. */
export interface AdaptivePoolingArgs {
  /** `[height, width]` of the output, whatever the input's size. */
  readonly outputSize: Pair;
}

/** [h, w, c] → [outputSize, c] */
export function adaptiveShape({ outputSize }: AdaptivePoolingArgs, inputs: readonly Shape[], where: string): Shape {
  const size = toPair(outputSize);
  if (!size.every(n => Number.isInteger(n) && n >= 1)) {
    throw new RangeError(`${where}: outputSize must be positive whole numbers. Received ${showShape(size)}.`);
  }
  return [...size, imageShape(at(inputs, 0), where)[2]];
}

/** `max pool to 4×4`. */
export function adaptiveWords(name: string, { outputSize }: AdaptivePoolingArgs): string {
  return `${name} to ${toPair(outputSize).join('×')}`;
}

/** Adaptive pooling is an ordinary pool where the sizes divide; elsewhere its windows differ from place to place. */
export function adaptiveReach({ outputSize }: AdaptivePoolingArgs, inputs: readonly Shape[]): Reach {
  const [height, width] = imageShape(at(inputs, 0), 'adaptive pooling');
  const output = toPair(outputSize);
  const size: [number, number] = [height / output[0], width / output[1]];
  if (!size.every(Number.isInteger)) return { kind: 'whole' };
  const none = [0, 0] as const;
  return {
    kind: 'window',
    window: { size, strides: size, dilationRate: [1, 1], padding: [none, none], output },
  };
}

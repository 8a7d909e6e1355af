import type { Layer, OpName, Pair } from '../../spec/network';
import { definitionOf, definitions } from '../../spec/ops';
import type { Kind } from '../../spec/ops/definition';
import { toPair } from '../../spec/pair';

/** What kind of work a layer does; its colour in the drawing. */
export function kindOf(layer: Layer): Kind {
  return definitions[layer.op].words.kind;
}

/** `conv`. */
export function shortWords<K extends OpName>(layer: Layer<K>): string {
  return definitionOf<K>(layer.op).words.short(layer);
}

/** `conv 3×3, 64, stride 2`. */
export function longWords<K extends OpName>(layer: Layer<K>): string {
  return definitionOf<K>(layer.op).words.long(layer);
}

/** `3×3`. */
export function times(size: Pair): string {
  return toPair(size).join('×');
}

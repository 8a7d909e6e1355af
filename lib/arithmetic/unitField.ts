import type { Box } from '../spec/box';
import { toPair } from '../spec/pair';
import type { Report } from './analyze';

/**
 * The pixels of the input that one unit sees.
 *
 * Introduced in notebook counting.
 *
 * @param report what `analyze` returned
 * @param name of the layer
 * @param unit its row and column, from 0 on; the middle one when left out
 * @returns the box in the input; it may reach into the padding
 * @throws RangeError when there is no such layer, or its units see the whole input
 */
export function unitField(report: Report, name: string, unit?: readonly [number, number]): Box {
  const layer = report.layers.find(candidate => candidate.name === name);
  if (layer === undefined) throw new RangeError(`unitField: there is no layer "${name}" in "${report.name}".`);
  const { outputShape, receptiveField: field } = layer;
  if (field === null) {
    throw new RangeError(`unitField: units of layer "${name}" see the whole input. Ask for a layer before it.`);
  }
  const at = unit ?? [Math.floor((outputShape[0] ?? 0) / 2), Math.floor((outputShape[1] ?? 0) / 2)];
  const [[height, width], steps, starts] = [toPair(field.size), toPair(field.stride), toPair(field.start)];
  const top = starts[0] + at[0] * steps[0] - height / 2;
  const left = starts[1] + at[1] * steps[1] - width / 2;
  return [left, top, left + width, top + height];
}

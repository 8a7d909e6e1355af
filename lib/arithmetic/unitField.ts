import type { Box } from '../spec/box';
import { toPair } from '../spec/pair';
import { imageShape } from '../spec/shape';
import type { Report } from './analyze';

/**
 * The pixels of the input that one unit sees. The box may reach into the padding, and so out of the image.
 *
 * Introduced in notebook counting.
 *
 * @param report what `analyze` returned
 * @param name of the layer
 * @param unit its row and column, from 0 on; the middle one when left out
 * @returns `[x1, y1, x2, y2]` in pixels of the input
 * @throws RangeError when there is no such layer, or its units see the whole input
 */
export function unitField(report: Report, name: string, unit?: readonly [number, number]): Box {
  const layer = report.layers.find(candidate => candidate.name === name);
  if (layer === undefined) throw new RangeError(`unitField: there is no layer "${name}" in "${report.name}".`);
  const { outputShape, receptiveField: field } = layer;
  if (field === null) {
    throw new RangeError(`unitField: units of layer "${name}" see the whole input. Ask for a layer before it.`);
  }
  const [rows, columns] = imageShape(outputShape, `unitField "${name}"`);
  const [row, column] = unit ?? [Math.floor(rows / 2), Math.floor(columns / 2)];
  const [[height, width], steps, starts] = [toPair(field.size), toPair(field.stride), toPair(field.start)];
  const [top, left] = [starts[0] + row * steps[0] - height / 2, starts[1] + column * steps[1] - width / 2];
  return [left, top, left + width, top + height];
}

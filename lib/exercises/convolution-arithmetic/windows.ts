import { describe } from '../../notebook/values';
import { at } from '../../spec/at';
import type { Random } from '../../spec/random';
import { slip } from '../engine/checks';
import { fill, type Matrix, transpose } from '../engine/matrix';
import type { PlainCheck } from '../engine/types';

/** Arguments of im2col: one channel, a square kernel. */
export type WindowArguments = readonly [image: Matrix, kernel: number];

/** Small images of different heights and widths. */
export const WINDOW_CASES: readonly WindowArguments[] = [
  [fill(4, 4, (r, c) => 4 * r + c + 1), 3],
  [fill(2, 3, (r, c) => 3 * r + c + 1), 2],
  [fill(3, 3, (r, c) => 3 * r + c), 1],
];

export function drawWindowCase(random: Random): WindowArguments {
  const kernel = 1 + random.integer(3);
  const image = fill(kernel + random.integer(4), kernel + random.integer(4), () => random.integer(20) - 5);
  return [image, kernel];
}

/** The windows of an image, one a row. */
export function windowRows([image, kernel]: WindowArguments, step = 1, last = 0): number[][] {
  const rows: number[][] = [];
  for (let top = 0; top <= image.length - kernel - last; top += step) {
    for (let left = 0; left <= at(image, 0).length - kernel - last; left += step) {
      const window = image.slice(top, top + kernel).map(row => row.slice(left, left + kernel));
      rows.push(window.flat());
    }
  }
  return rows;
}

/** As windowRows, but each window is read column by column. */
export function readByColumns([image, kernel]: WindowArguments): number[][] {
  return windowRows([image, kernel]).map(row =>
    transpose(fill(kernel, kernel, (u, v) => at(row, kernel * u + v))).flat(),
  );
}

/** As windowRows, but the window moves down first. */
export function downFirst([image, kernel]: WindowArguments): number[][] {
  return readByColumns([transpose(image), kernel]);
}

/** What is wrong with the shape of the windows, before any value counts. */
export function windowShape(result: unknown, image: Matrix, kernel: number): string | undefined {
  const places = (image.length - kernel + 1) * (at(image, 0).length - kernel + 1);
  if (!Array.isArray(result) || !result.every(Array.isArray)) return 'the result must be an array of rows.';
  if (result.length !== places) return `there are ${places} windows, and so ${places} rows. Received ${result.length}.`;
  const length = kernel * kernel;
  const odd = result.find(row => row.length !== length);
  return odd === undefined ? undefined : `each row holds the ${length} numbers of its window. Received ${odd.length}.`;
}

/** Checks { kernel, stride, padding } that make 56 pixels of 224 and read every one of them. */
export const quarterLayer: PlainCheck = answer => {
  if (answer === undefined) return { kind: 'unanswered' };
  const given = new Map<string, unknown>(typeof answer === 'object' && answer !== null ? Object.entries(answer) : []);
  const [kernel, stride, padding] = ['kernel', 'stride', 'padding'].map(name => Number(given.get(name)));
  if (kernel === undefined || stride === undefined || padding === undefined) return slip('Give all three numbers.');
  if (![kernel, stride, padding].every(Number.isInteger) || kernel < 1 || stride < 1 || padding < 0) {
    return slip(`The answer is { kernel, stride, padding } in whole pixels. Received ${describe(answer)}.`);
  }
  const output = Math.floor((224 + 2 * padding - kernel) / stride) + 1;
  if (output !== 56) return slip(`This layer makes ${output} pixels of 224. ${sizeAdvice(output)}`);
  if (padding >= kernel) return slip('The first window sees zeros only. The padding must be smaller than the kernel.');
  if (kernel < stride) {
    return slip(
      `A step of ${stride} is longer than the kernel of ${kernel}: the pixels between two windows are not read.`,
    );
  }
  const end = (output - 1) * stride - padding + kernel;
  if (end < 224) return slip(`The last window ends at pixel ${end - 1}, and the picture at 223: its end is not read.`);
  return { kind: 'right', note: `The last window starts at pixel ${(output - 1) * stride - padding}.` };
};

function sizeAdvice(output: number): string {
  if (Math.abs(output - 56) > 4) return 'The stride decides the size: which one makes about a quarter?';
  return output < 56
    ? 'It is a little too small: use more padding, or a smaller kernel.'
    : 'It is a little too large: use less padding, or a larger kernel.';
}

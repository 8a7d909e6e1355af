import { at } from '../../spec/at';
import { showNumber, sizeOf } from '../style/numbers';
import { FONT_SIZE, MUTED, textWidth } from '../style/theme';
import { type Panel, panelCaption } from './convolutionPanels';
import type { ConvolutionTrace } from './convolutionTrace';

/** Where the matrices of a convolution lie: a row for each channel, the output in the middle of the right. */
export interface Arrangement {
  readonly inputs: readonly Panel[];
  readonly kernels: readonly Panel[];
  readonly output: Panel;
  /** The words above the matrices, as plotly writes them. */
  readonly captions: readonly Record<string, unknown>[];
  readonly height: number;
}

/** Pixels of a cell's side; several channels stand above each other. */
const LARGEST_CELL = { one: 40, several: 32 } as const;
/** Below this many pixels the numbers do not fit their cells. */
const SMALLEST_CELL = 22;
const MOST_STEPS = 64;
const GAP = 44;
const CAPTION = 22;
const BELOW = 12;

interface Size {
  readonly rows: number;
  readonly columns: number;
}

/**
 * Finds a place for every matrix.
 *
 * @param width pixels
 * @throws RangeError when the cells would be too small to read, or the steps too many
 */
export function arrange(trace: ConvolutionTrace, width: number): Arrangement {
  const { inputs, steps } = trace;
  const sizes = matrixSizes(trace);
  const { input, kernel, output } = sizes;
  const words = captionWords(trace);
  const { cell, rooms } = largestCells(sizes, words, width - 2 * GAP, inputs.length > 1);
  if (cell < SMALLEST_CELL || steps.length > MOST_STEPS) throw tooLarge(sizes);
  const start = Math.floor((width - 2 * GAP - rooms[0] - rooms[1] - rooms[2]) / 2);
  const rowHeight = CAPTION + cell * Math.max(input.rows, kernel.rows) + BELOW;
  const height = Math.max(rowHeight * inputs.length, CAPTION + cell * output.rows + BELOW);
  const middle = ({ rows }: Size, top: number, within: number): number =>
    top + (within - CAPTION - BELOW - cell * rows) / 2;
  const tops = inputs.map((_, channel) => channel * rowHeight + CAPTION);
  const place = (left: number, top: number, size: Size): Panel => ({ left, top, cell, ...size });
  const kernelLeft = start + rooms[0] + GAP;
  const inputPanels = tops.map(top => place(start, top, input));
  const kernelPanels = tops.map(top => place(kernelLeft, middle(kernel, top, rowHeight), kernel));
  const outputPanel = place(kernelLeft + rooms[1] + GAP, middle(output, CAPTION, height), output);
  const captions = [
    ...inputPanels.map((panel, channel) => panelCaption(panel, at(words.inputs, channel))),
    ...kernelPanels.map(panel => panelCaption(panel, words.kernel)),
    panelCaption(outputPanel, words.output),
  ];
  return { inputs: inputPanels, kernels: kernelPanels, output: outputPanel, captions, height };
}

/** The largest cells with which the matrices, or the words above them where these are longer, fit beside each other. */
function largestCells(
  { input, kernel, output }: Sizes,
  words: CaptionWords,
  width: number,
  several: boolean,
): { readonly cell: number; readonly rooms: readonly [number, number, number] } {
  for (let cell: number = several ? LARGEST_CELL.several : LARGEST_CELL.one; ; cell--) {
    const room = (text: string, { columns }: Size): number => Math.max(cell * columns, textWidth(text, FONT_SIZE));
    const rooms = [room(at(words.inputs, 0), input), room(words.kernel, kernel), room(words.output, output)] as const;
    if (rooms[0] + rooms[1] + rooms[2] <= width || cell < SMALLEST_CELL) return { cell, rooms };
  }
}

interface Sizes {
  /** With its padding. */
  readonly input: Size;
  readonly kernel: Size;
  readonly output: Size;
}

function matrixSizes({ window, inputs }: ConvolutionTrace): Sizes {
  const [[top, bottom], [left, right]] = window.padding;
  const [height, width] = sizeOf(at(inputs, 0));
  return {
    input: { rows: height + top + bottom, columns: width + left + right },
    kernel: { rows: window.size[0], columns: window.size[1] },
    output: { rows: window.output[0], columns: window.output[1] },
  };
}

function tooLarge({ input, output }: Sizes): RangeError {
  return new RangeError(
    'figures.convolutionSteps: the matrices are too large to be read in one figure. ' +
      `Received a padded input of ${input.rows} × ${input.columns} and an output of ${output.rows} × ${output.columns}. ` +
      `Use a smaller input; the output may have ${MOST_STEPS} values at most.`,
  );
}

interface CaptionWords {
  /** One for each channel. */
  readonly inputs: readonly string[];
  readonly kernel: string;
  readonly output: string;
}

function captionWords({ inputs, bias, window }: ConvolutionTrace): CaptionWords {
  const size = `${sizeOf(at(inputs, 0)).join(' × ')}${paddingWords(window.padding.flat())}`;
  return {
    inputs: inputs.map((_, channel) => (inputs.length > 1 ? `channel ${channel}, ${size}` : `input ${size}`)),
    kernel: `kernel ${window.size.join(' × ')}`,
    output: `output ${window.output.join(' × ')}${bias === undefined ? '' : `, bias ${showNumber(bias)}`}`,
  };
}

/** `, padding 1`, or that there is some where the sides differ. */
function paddingWords(sides: readonly number[]): string {
  const most = Math.max(...sides);
  if (most === 0) return '';
  return sides.every(pixels => pixels === most) ? `, padding ${most}` : ', padded';
}

/** The star of convolution between input and kernel, and the sign of equality before the output. */
export function signs({ kernels, output }: Arrangement): Record<string, unknown>[] {
  const font = { size: 20, color: MUTED };
  const before = (text: string, { left, top, rows, cell }: Panel): Record<string, unknown> => ({
    ...{ text, x: left - GAP / 2, y: top + (rows * cell) / 2, showarrow: false, font },
  });
  return [...kernels.map(panel => before('∗', panel)), before('=', output)];
}

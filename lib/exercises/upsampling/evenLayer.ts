import { describe } from '../../notebook/values';
import { overlapCounts } from '../../ops/upsampling';
import { floatAt } from '../../spec/at';
import { transposedOutputSize } from '../../spec/window';
import { slip } from '../engine/checks';
import type { PlainCheck, Verdict } from '../engine/types';

const [INPUT, FACTOR] = [15, 3];
const WANTED = INPUT * FACTOR;
const MOST_WEIGHTS = 100;
/** Input values, along an axis, that an output has to read. */
const LEAST_READ = 2;
const FORM = 'The answer is an object { kernelSize, strides, padding, outputPadding } of whole numbers.';

interface Layer {
  readonly kernelSize: number;
  readonly strides: number;
  readonly padding: number;
  readonly outputPadding: number;
}

/** Checks a transposed convolution that makes a map three times as large, by its size and by what overlaps. */
export const evenLayer: PlainCheck = answer => {
  if (answer === undefined) return { kind: 'unanswered' };
  const layer = readLayer(answer);
  return typeof layer === 'string' ? slip(layer) : verdictOn(layer);
};

function readLayer(answer: unknown): Layer | string {
  if (typeof answer !== 'object' || answer === null) return `${FORM} Received ${describe(answer)}.`;
  const { kernelSize, strides, padding = 0, outputPadding = 0 }: Readonly<Record<string, unknown>> = { ...answer };
  if (!isWhole(kernelSize) || !isWhole(strides) || !isWhole(padding) || !isWhole(outputPadding)) return FORM;
  if (kernelSize < 1 || strides < 1) return 'kernelSize and strides are 1 or more.';
  return { kernelSize, strides, padding, outputPadding };
}

const isWhole = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0;

function verdictOn({ kernelSize, strides, padding, outputPadding }: Layer): Verdict {
  if (strides !== FACTOR) return slip(`Each input value is to become ${FACTOR} along each axis: that is the stride.`);
  if (outputPadding >= strides) {
    return slip(`Output padding chooses among the ${strides} sizes that one stride allows: it is 0 to ${strides - 1}.`);
  }
  if (kernelSize ** 2 > MOST_WEIGHTS) {
    return slip(
      `A kernel of ${kernelSize} × ${kernelSize} has ${kernelSize ** 2} weights, and ${MOST_WEIGHTS} are allowed.`,
    );
  }
  const axis = { size: kernelSize, stride: strides, padding: [padding, padding] as const, outputPadding };
  const output = transposedOutputSize(INPUT, axis);
  const size = `(${INPUT} − 1) · ${strides} − 2 · ${padding} + ${kernelSize} + ${outputPadding} = ${output}`;
  if (output !== WANTED) return slip(`Along an axis there are ${size} outputs. ${WANTED} are asked for.`);
  const [least, most] = innerCounts({ kernelSize, strides, padding, outputPadding });
  if (least !== most) {
    return slip(
      `The size is right. But inside, an output reads ${least} or ${most} input values along an axis: ${kernelSize} is no multiple of ${strides}.`,
    );
  }
  if (least < LEAST_READ) {
    return slip('The size is right, and nothing overlaps at all: each output reads one input value, as nearest does.');
  }
  return { kind: 'right', note: `${size}, and inside each output reads ${least} × ${least} input values.` };
}

/** The least and the most, away from the border. */
function innerCounts(layer: Layer): readonly [number, number] {
  const { data } = overlapCounts([1, INPUT], {
    ...{ kernelSize: [1, layer.kernelSize], strides: [1, layer.strides] },
    ...{ padding: [0, layer.padding], outputPadding: [0, layer.outputPadding] },
  });
  const [from, to] = [layer.kernelSize, data.length - layer.kernelSize];
  const inside = Array.from({ length: to - from }, (_, i) => floatAt(data, from + i));
  return [Math.min(...inside), Math.max(...inside)];
}

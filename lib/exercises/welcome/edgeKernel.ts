import { describe, readValues, show } from '../../notebook/values';
import { correlate2d } from '../../ops/correlate2d';
import { at } from '../../spec/at';
import { slip } from '../engine/checks';
import { fill, type Matrix, strongest, transpose } from '../engine/matrix';
import type { PlainCheck } from '../engine/types';

/** What a kernel is asked for. */
export interface EdgeTask {
  /** The edges to answer to. */
  readonly edges: 'vertical' | 'horizontal';
  /** Asks for a positive answer where it is bright above (or left) and dark below (or right); either sign when left out. */
  readonly brightFirst?: boolean;
}

const FLAT = fill(4, 4, () => 1);
const BRIGHT_LEFT = fill(4, 4, (_row, column) => (column < 2 ? 1 : 0));

/**
 * Checks a 3×3 kernel for edges. Any kernel with the asked properties is right, so the check looks at what the kernel
 * answers to three small images, and not at its values.
 */
export function edgeKernel({ edges, brightFirst = false }: EdgeTask): PlainCheck {
  return answer => {
    if (answer === undefined) return { kind: 'unanswered' };
    const kernel = readKernel(answer);
    if (typeof kernel === 'string') return slip(kernel);
    const [vertical, horizontal] = [strongest(BRIGHT_LEFT, kernel), strongest(transpose(BRIGHT_LEFT), kernel)];
    const [asked, other] = edges === 'vertical' ? [vertical, horizontal] : [horizontal, vertical];
    const complaint = findFault(kernel, edges, asked, other);
    if (complaint !== undefined) return slip(complaint);
    if (brightFirst && asked < 0) {
      return slip(`Where it is bright above and dark below the kernel answers ${show(asked)}. Change all signs.`);
    }
    return { kind: 'right', note: `Its strongest answer to an edge between 0 and 1 is ${show(Math.abs(asked))}.` };
  };
}

/** The 3×3 kernel, or a sentence that says why it is none. */
function readKernel(answer: unknown): Matrix | string {
  const values = readValues(answer);
  if (typeof values === 'string') return `The answer is a 3×3 array: ${values}.`;
  if (values.shape.join() !== '3,3') return `The answer is a 3×3 array of numbers. Received ${describe(answer)}.`;
  if (!values.data.every(Number.isFinite)) return `All nine values have to be numbers. Received ${describe(answer)}.`;
  if (values.data.every(value => value === 0)) return 'All values are 0, so the kernel answers to nothing.';
  return fill(3, 3, (r, c) => at(values.data, 3 * r + c));
}

function findFault(kernel: Matrix, edges: EdgeTask['edges'], asked: number, other: number): string | undefined {
  const [others, lines, line] =
    edges === 'vertical' ? ['horizontal', 'columns', 'row'] : ['vertical', 'rows', 'column'];
  const flat = strongest(FLAT, kernel);
  if (flat !== 0) return `On an even area of 1s the answer is ${show(flat)}. The nine values have to sum to 0.`;
  if (asked === 0 && other !== 0) {
    return `The kernel answers to ${others} edges and not to ${edges} ones. Swap its rows and columns.`;
  }
  if (asked === 0) return `The kernel answers 0 to a ${edges} edge. Its ${lines} need different signs.`;
  if (other !== 0)
    return `The kernel also answers to ${others} edges, with ${show(other)}. Each ${line} has to sum to 0.`;
  return findLine(kernel, edges);
}

/** A kernel for thin lines answers to one edge twice, with both signs. */
function findLine(kernel: Matrix, edges: EdgeTask['edges']): string | undefined {
  const answers = correlate2d(edges === 'vertical' ? BRIGHT_LEFT : transpose(BRIGHT_LEFT), kernel).flat();
  const [least, most] = [Math.min(...answers), Math.max(...answers)];
  const rounding = 1e-6 * Math.max(...kernel.flat().map(Math.abs));
  if (least >= -rounding || most <= rounding) return undefined;
  const ends = edges === 'vertical' ? 'left and the right column' : 'top and the bottom row';
  return (
    `To one edge the kernel answers twice, with ${show(most)} and with ${show(least)}: it finds thin lines. ` +
    `For edges, the ${ends} must not have the same sign.`
  );
}

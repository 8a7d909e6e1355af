import { analyze, type Report } from '../../arithmetic/analyze';
import { describe } from '../../notebook/values';
import { lookUp } from '../../spec/at';
import type { NetworkSpec } from '../../spec/network';
import { showShape, toPair } from '../../spec/pair';
import type { Shape } from '../../spec/shape';
import { nameError, slip } from '../engine/checks';
import type { PlainCheck, Verdict } from '../engine/types';

/** What a network may cost, and what it has to see. */
export interface NetworkBudget {
  readonly inputShape: readonly [number, number, number];
  readonly outputShape: readonly number[];
  readonly params: number;
  readonly macs: number;
  /** Pixels that the units of one convolution have to see, at least, in width and height. Pools alone do not count. */
  readonly receptiveField: number;
}

/** Checks a network that the learner wrote down against a budget, and tells by how much it is missed. */
export function networkBudget(budget: NetworkBudget): PlainCheck {
  return answer => {
    if (answer === undefined) return { kind: 'unanswered' };
    if (!isNetwork(answer)) {
      return slip(`The answer is a network, as g.build(…) returns it. Received ${describe(answer)}.`);
    }
    try {
      const report = analyze(answer, { inputShape: budget.inputShape });
      const shapes = new Map(report.layers.map(({ name, outputShape }) => [name, outputShape]));
      return judge(report, lookUp(shapes, answer.outputs[0]), budget);
    } catch (error) {
      return slip(`The network does not fit together: ${nameError(error)}`);
    }
  };
}

function isNetwork(answer: unknown): answer is NetworkSpec {
  if (typeof answer !== 'object' || answer === null) return false;
  if (!('name' in answer) || typeof answer.name !== 'string') return false;
  return 'layers' in answer && Array.isArray(answer.layers) && 'outputs' in answer && Array.isArray(answer.outputs);
}

function judge({ layers, totals }: Report, outputShape: Shape, budget: NetworkBudget): Verdict {
  const fields = layers.map(({ op, receptiveField }) => (op === 'conv2d' && receptiveField ? receptiveField.size : 1));
  const field = Math.max(...fields.map(size => Math.min(...toPair(size))));
  const pixels = field === 1 ? '1 pixel' : `${field} pixels`;
  const counts = `${say(totals.params)} parameters, ${say(totals.macs)} MACs, a receptive field of ${pixels}`;
  const faults = [
    showShape(outputShape) === showShape(budget.outputShape)
      ? ''
      : `It gives ${showShape(outputShape)}, and ${showShape(budget.outputShape)} is asked for.`,
    totals.params <= budget.params ? '' : `It has ${say(totals.params - budget.params)} parameters too many.`,
    totals.macs <= budget.macs ? '' : `It takes ${say(totals.macs - budget.macs)} MACs too many.`,
    field >= budget.receptiveField ? '' : `Its units see ${pixels}, and ${budget.receptiveField} are asked for.`,
  ].filter(fault => fault !== '');
  if (faults.length === 0) return { kind: 'right', note: `Yours has ${counts}.` };
  return slip(`${faults.join(' ')} Now it has ${counts}.`);
}

function say(count: number): string {
  return count.toLocaleString('en-US');
}

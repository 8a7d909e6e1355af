import { analyze, type LayerReport, type Report } from '../../arithmetic/analyze';
import { describe } from '../../notebook/values';
import { lookUp } from '../../spec/at';
import type { Layer, NetworkSpec, OpName } from '../../spec/network';
import { definitions } from '../../spec/ops';
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
  /** How many convolutions stand one behind the other on a way to the output, at least. */
  readonly convolutions?: number;
  /** The largest kernel that a convolution may have, in width or height. */
  readonly largestKernel?: number;
  /** Whether an activation has to follow every convolution, before the next convolution or fully connected layer. */
  readonly activations?: boolean;
}

/**
 * Checks a network that the learner wrote down against a budget, and tells by how much it is missed. A layer that the
 * output does not depend on is not in the network: it neither costs nor sees anything.
 */
export function networkBudget(budget: NetworkBudget): PlainCheck {
  return answer => {
    if (answer === undefined) return { kind: 'unanswered' };
    if (!isNetwork(answer)) {
      return slip(`The answer is a network, as g.build(…) returns it. Received ${describe(answer)}.`);
    }
    try {
      return judge(answer, analyze(answer, { inputShape: budget.inputShape }), budget);
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

function judge(net: NetworkSpec, report: Report, budget: NetworkBudget): Verdict {
  const needed = behind(net);
  const layers = report.layers.filter(({ name }) => needed.has(name));
  const shapes = new Map(layers.map(({ name, outputShape }) => [name, outputShape]));
  const path = net.layers.filter(({ name }) => needed.has(name));
  const idle = net.layers.filter(({ name }) => !needed.has(name)).map(({ name }) => `"${name}"`);
  const idleNote =
    idle.length === 0 ? '' : ` Not counted, because the output does not depend on it: ${idle.join(', ')}.`;
  const costs = costsOf(layers);
  const faults = [
    ...budgetFaults(costs, lookUp(shapes, net.outputs[0]), budget),
    ...designFaults(path, budget),
  ];
  if (faults.length === 0) return { kind: 'right', note: `Yours has ${costs.words}.${idleNote}` };
  return slip(`${faults.join(' ')} Now it has ${costs.words}.${idleNote}`);
}

/** Names of the layers whose values reach the first output. */
function behind({ layers, outputs }: NetworkSpec): ReadonlySet<string> {
  const needed = new Set<string>([outputs[0]]);
  // Every layer comes after its inputs, so that one way back through the list finds all.
  for (const layer of [...layers].reverse()) {
    if (needed.has(layer.name)) for (const input of valuesRead(layer)) needed.add(input);
  }
  return needed;
}

/** An input that gives only its size has no part in the values. */
function valuesRead({ op, inputs }: Layer): readonly string[] {
  return definitions[op].inputs.values === 'first' ? inputs.slice(0, 1) : inputs;
}

interface Costs {
  readonly params: number;
  readonly macs: number;
  readonly field: number;
  readonly words: string;
}

function costsOf(layers: readonly LayerReport[]): Costs {
  const params = layers.reduce((total, layer) => total + layer.params, 0);
  const macs = layers.reduce((total, layer) => total + layer.macs, 0);
  const sizes = layers.map(({ op, receptiveField }) => (op === 'conv2d' && receptiveField ? receptiveField.size : 1));
  const field = Math.max(...sizes.map(size => Math.min(...toPair(size))));
  const words = `${say(params)} parameters, ${say(macs)} MACs, a receptive field of ${pixels(field)}`;
  return { params, macs, field, words };
}

function budgetFaults({ params, macs, field }: Costs, outputShape: Shape, budget: NetworkBudget): string[] {
  return [
    showShape(outputShape) === showShape(budget.outputShape)
      ? ''
      : `It gives ${showShape(outputShape)}, and ${showShape(budget.outputShape)} is asked for.`,
    params <= budget.params ? '' : `It has ${say(params - budget.params)} parameters too many.`,
    macs <= budget.macs ? '' : `It takes ${say(macs - budget.macs)} MACs too many.`,
    field >= budget.receptiveField
      ? ''
      : `Its units see ${pixels(field)}, and ${budget.receptiveField} are asked for.`,
  ].filter(fault => fault !== '');
}

/** What is wrong with the design, whatever it costs. */
function designFaults(path: readonly Layer[], budget: NetworkBudget): string[] {
  const { convolutions = 0, largestKernel = Number.POSITIVE_INFINITY, activations = false } = budget;
  const large = path.find(layer => layer.op === 'conv2d' && Math.max(...toPair(layer.kernelSize)) > largestKernel);
  const depth = longestChain(path);
  const bare = activations ? withoutActivation(path) : undefined;
  return [
    large === undefined ? '' : `The kernel of "${large.name}" is larger than ${largestKernel} × ${largestKernel}.`,
    depth >= convolutions
      ? ''
      : `It has ${depth} of the ${convolutions} convolutions, one behind the other, that are asked for.`,
    bare === undefined ? '' : `No activation stands between "${bare.from}" and "${bare.to}".`,
  ].filter(fault => fault !== '');
}

/** The most convolutions on a way from the input to the output. */
function longestChain(path: readonly Layer[]): number {
  const depths = new Map<string, number>();
  for (const layer of path) {
    const before = valuesRead(layer).map(input => lookUp(depths, input));
    depths.set(layer.name, Math.max(0, ...before) + (layer.op === 'conv2d' ? 1 : 0));
  }
  return Math.max(...depths.values());
}

const ACTIVATIONS: readonly OpName[] = ['activation', 'leakyRelu'];

/** The first layer with weights that reads a convolution with no activation in between. */
function withoutActivation(path: readonly Layer[]): { readonly from: string; readonly to: string } | undefined {
  // For each layer, a convolution whose values it holds and that no activation has changed.
  const bare = new Map<string, string | undefined>();
  for (const layer of path) {
    const from = valuesRead(layer)
      .map(input => bare.get(input))
      .find(name => name !== undefined);
    if (from !== undefined && (layer.op === 'conv2d' || layer.op === 'dense')) return { from, to: layer.name };
    if (layer.op === 'conv2d') bare.set(layer.name, layer.name);
    else bare.set(layer.name, ACTIVATIONS.includes(layer.op) ? undefined : from);
  }
  return undefined;
}

function pixels(count: number): string {
  return count === 1 ? '1 pixel' : `${count} pixels`;
}

function say(count: number): string {
  return count.toLocaleString('en-US');
}

import { analyze } from '../../arithmetic/analyze';
import { at, lookUp } from '../../spec/at';
import type { Layer, NetworkSpec } from '../../spec/network';
import { definitions } from '../../spec/ops';
import { elements, type Shape } from '../../spec/shape';
import { networkBudget } from '../counting/networkBudget';
import { slip } from '../engine/checks';
import type { PlainCheck } from '../engine/types';

const INPUT = [32, 32, 3] as const;
const LONGEST = 38;
const SHORTEST = 5;
const READ_AT_THE_END = 64;

const budget = networkBudget({
  inputShape: INPUT,
  ...{ outputShape: [10], params: 60_000, macs: 12_000_000, receptiveField: 1 },
});

/** Checks a deep network with ways around its layers: first what it costs, then how long its ways are. */
export function thinNetwork(): PlainCheck {
  return answer => {
    const verdict = budget(answer);
    if (verdict.kind !== 'right') return verdict;
    const net = answer as NetworkSpec; // the budget has analysed it
    const { longest, shortest } = waysThrough(net);
    const fault = faultOf(net, longest, shortest);
    if (fault !== undefined) return slip(fault);
    return { kind: 'right', note: `${verdict.note} Its ways have ${shortest} to ${longest} layers with weights.` };
  };
}

function faultOf(net: NetworkSpec, longest: number, shortest: number): string | undefined {
  if (longest < LONGEST) {
    return `The longest way has ${longest} layers with weights, and ${LONGEST} are asked for.`;
  }
  if (shortest > SHORTEST) {
    return `The shortest way has ${shortest} layers with weights, and at most ${SHORTEST} are asked for. Where is there no shortcut?`;
  }
  return bareConvolution(net) ?? narrowEnd(net);
}

const isWeighted = ({ op }: Layer): boolean => definitions[op].kernel !== 'none';

function valuesRead({ op, inputs }: Layer): readonly string[] {
  return definitions[op].inputs.values === 'first' ? inputs.slice(0, 1) : inputs;
}

/** Layers with weights on the longest and on the shortest way from the picture to the output. */
function waysThrough({ layers, outputs }: NetworkSpec): { readonly longest: number; readonly shortest: number } {
  const ways = new Map<string, { longest: number; shortest: number }>();
  for (const layer of layers) {
    const before = valuesRead(layer).map(input => lookUp(ways, input));
    const own = isWeighted(layer) ? 1 : 0;
    ways.set(layer.name, {
      longest: own + Math.max(0, ...before.map(way => way.longest)),
      shortest: own + (before.length === 0 ? 0 : Math.min(...before.map(way => way.shortest))),
    });
  }
  return lookUp(ways, outputs[0]);
}

/** A convolution whose values something else than a normalization reads. One that stands at the end as a classifier has none. */
function bareConvolution({ layers, outputs }: NetworkSpec): string | undefined {
  const last = layers.filter(isWeighted).at(-1);
  const bare = layers.find(
    layer =>
      layer.op === 'conv2d' &&
      layer !== last &&
      (outputs.includes(layer.name) ||
        layers.some(({ op, inputs }) => inputs.includes(layer.name) && !NORMALIZATIONS.includes(op))),
  );
  return bare && `No normalization follows "${bare.name}".`;
}

const NORMALIZATIONS: readonly Layer['op'][] = ['batchNormalization', 'groupNormalization'];

function narrowEnd(net: NetworkSpec): string | undefined {
  const last = at(net.layers.filter(isWeighted).slice(-1), 0);
  const shapes = new Map(
    analyze(net, { inputShape: INPUT }).layers.map(({ name, outputShape }) => [name, outputShape]),
  );
  const shape: Shape = lookUp(shapes, at(last.inputs, 0));
  const read = last.op === 'dense' ? elements(shape) : at(shape, shape.length - 1);
  if (read >= READ_AT_THE_END) return undefined;
  return `"${last.name}" at the end reads ${read} numbers, and at least ${READ_AT_THE_END} are asked for.`;
}

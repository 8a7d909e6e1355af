import { analyze } from '../../arithmetic/analyze';
import { lookUp } from '../../spec/at';
import type { Layer, NetworkSpec } from '../../spec/network';
import { definitions } from '../../spec/ops';
import { toPair } from '../../spec/pair';
import { networkBudget } from '../counting/networkBudget';
import { slip } from '../engine/checks';
import type { PlainCheck } from '../engine/types';

const INPUT = [64, 64, 3] as const;
/** Strides that a skip brings together: a fine map and a coarse one. */
const FINE = 8;
const COARSE = 16;

const budget = networkBudget({
  ...{ inputShape: INPUT, outputShape: [64, 64, 11], params: 75_000, macs: 12_000_000, receptiveField: 60 },
});

/**
 * Checks a small network for masks: first what it costs and sees, then whether a skip joins a fine map to what comes back
 * from a coarse one.
 */
export function skipNetwork(): PlainCheck {
  return answer => {
    const verdict = budget(answer);
    if (verdict.kind !== 'right') return verdict;
    const fault = skipFault(answer as NetworkSpec); // the budget has analysed it
    return fault === undefined ? verdict : slip(fault);
  };
}

function skipFault(net: NetworkSpec): string | undefined {
  const coarsest = coarsestStrides(net);
  const joins = net.layers.filter(({ op }) => op === 'add' || op === 'concatenate').filter(reaches(net));
  if (joins.length === 0) {
    return 'It has no skip: nothing is added or concatenated on the way to the output.';
  }
  const strides = joins.map(({ inputs }) => inputs.map(input => lookUp(coarsest, input)));
  if (strides.some(all => Math.min(...all) <= FINE && Math.max(...all) >= COARSE)) return undefined;
  const seen = strides.map(all => all.join(' and ')).join('; ');
  return `A skip joins a map of stride ${FINE} or finer with what comes back from stride ${COARSE} or coarser. Yours join maps that have been at strides ${seen}.`;
}

/** For each layer, the largest stride that its values have been at on any way. */
function coarsestStrides(net: NetworkSpec): ReadonlyMap<string, number> {
  const strides = new Map(
    analyze(net, { inputShape: INPUT }).layers.map(({ name, receptiveField }) => {
      return [name, receptiveField === null ? 1 : Math.max(...toPair(receptiveField.stride))] as const;
    }),
  );
  const coarsest = new Map<string, number>();
  for (const layer of net.layers) {
    const before = valuesRead(layer).map(input => lookUp(coarsest, input));
    coarsest.set(layer.name, Math.max(lookUp(strides, layer.name), ...before));
  }
  return coarsest;
}

/** An input that gives only its size has no part in the values. */
function valuesRead({ op, inputs }: Layer): readonly string[] {
  return definitions[op].inputs.values === 'first' ? inputs.slice(0, 1) : inputs;
}

/** Whether a layer's values reach the first output. */
function reaches({ layers, outputs }: NetworkSpec): (layer: Layer) => boolean {
  const needed = new Set<string>([outputs[0]]);
  for (const layer of [...layers].reverse()) {
    if (needed.has(layer.name)) for (const input of valuesRead(layer)) needed.add(input);
  }
  return ({ name }) => needed.has(name);
}

import { analyze } from '../../arithmetic/analyze';
import { lookUp } from '../../spec/at';
import type { Layer, NetworkSpec } from '../../spec/network';
import { toPair } from '../../spec/pair';
import { networkBudget } from '../counting/networkBudget';
import { slip } from '../engine/checks';
import type { PlainCheck } from '../engine/types';

const INPUT = [28, 28, 192] as const;
const MACS = 100_000_000;

const budget = networkBudget({
  inputShape: INPUT,
  ...{
    outputShape: [28, 28, 256],
    params: Number.POSITIVE_INFINITY,
    macs: MACS,
    receptiveField: 5,
    convolutions: 3,
    largestKernel: 3,
  },
});

/** Checks an Inception module whose 5×5 has become two 3×3: what it costs and sees, then whether it is a module. */
export function slimModule(): PlainCheck {
  return answer => {
    const verdict = budget(answer);
    if (verdict.kind !== 'right') return verdict;
    const fault = faultOf(answer as NetworkSpec); // the budget has analysed it
    return fault === undefined ? verdict : slip(fault);
  };
}

/** The first part that is not as asked for. */
function faultOf(net: NetworkSpec): string | undefined {
  const output = net.layers.find(({ name }) => name === net.outputs[0]);
  if (output?.op !== 'concatenate')
    return `The output, "${net.outputs[0]}", must be the concatenation of four branches.`;
  if (output.inputs.length !== 4) return `It has ${output.inputs.length} branches, and 4 are asked for.`;
  const branches = output.inputs.map(end => branchOf(net, end));
  if (!branches.some(({ projected }) => projected)) return 'No branch has a pool with a convolution behind it.';
  const bare = branches.find(({ convolutions }) => convolutions === 0);
  if (bare !== undefined) return `The branch that ends in "${bare.end}" has no convolution.`;
  const fields = branches.filter(({ pools }) => pools === 0).map(({ field }) => field);
  const missing = [1, 3, 5].find(field => !fields.includes(field));
  if (missing !== undefined) {
    return `One branch without a pool sees 1 × 1 place, one 3 × 3 and one 5 × 5. Yours see ${fields.map(side => `${side} × ${side}`).join(', ')}.`;
  }
  const thin = branches.find(({ pools, field, channels }) => pools === 0 && field === 5 && channels < 32);
  return thin && `The branch that sees 5 × 5 gives ${thin.channels} channels, and at least 32 are asked for.`;
}

interface Branch {
  readonly end: string;
  readonly pools: number;
  /** Whether a convolution stands behind a pool. */
  readonly projected: boolean;
  readonly convolutions: number;
  readonly field: number;
  readonly channels: number;
}

function branchOf(net: NetworkSpec, end: string): Branch {
  const layers = new Map(net.layers.map(layer => [layer.name, layer]));
  const reports = new Map(analyze(net, { inputShape: INPUT }).layers.map(report => [report.name, report]));
  const way: Layer[] = [];
  for (let name: string | undefined = end; name !== undefined; name = way[way.length - 1]?.inputs[0]) {
    way.push(lookUp(layers, name));
  }
  const { receptiveField, outputShape } = lookUp(reports, end);
  const isPool = ({ op }: Layer): boolean => /Pooling2d$/.test(op);
  // The way begins at the branch's end, so what stands behind a pool comes before it.
  const lastConvolution = way.findIndex(({ op }) => op === 'conv2d');
  return {
    end,
    pools: way.filter(isPool).length,
    projected: lastConvolution >= 0 && way.slice(lastConvolution).some(isPool),
    convolutions: way.filter(({ op }) => op === 'conv2d').length,
    field: Math.max(...toPair(receptiveField?.size ?? 0)),
    channels: outputShape[outputShape.length - 1] ?? 0,
  };
}

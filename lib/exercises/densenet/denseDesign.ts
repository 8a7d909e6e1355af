import { analyze } from '../../arithmetic/analyze';
import { type CifarDensenetOptions, densenet_cifar } from '../../models/cifarDensenet';
import { at } from '../../spec/at';
import { slip } from '../engine/checks';
import type { PlainCheck } from '../engine/types';

const LIMITS = { params: 100_000, macs: 30_000_000, depth: 22, channels: 100 } as const;
const FORM = 'The answer is an object such as { growthRate: 12, depth: 40, reduction: 0.5, bottleneck: true }.';

/** Checks the four numbers of a DenseNet by building and counting it. */
export function denseDesign(): PlainCheck {
  return answer => {
    if (answer === undefined) return { kind: 'unanswered' };
    const options = readDesign(answer);
    if (typeof options === 'string') return slip(options);
    if (options.depth < LIMITS.depth) return slip(`A depth of ${LIMITS.depth} or more is asked for.`);
    try {
      return verdictOn(options);
    } catch (error) {
      return slip(error instanceof Error ? error.message : String(error));
    }
  };
}

type Design = Required<Pick<CifarDensenetOptions, 'growthRate' | 'depth' | 'reduction' | 'bottleneck'>>;

/** What is left out is as `densenet_cifar` has it. */
function readDesign(answer: unknown): Design | string {
  if (typeof answer !== 'object' || answer === null) return FORM;
  const given: Readonly<Record<string, unknown>> = { ...answer };
  const known = ['growthRate', 'depth', 'reduction', 'bottleneck'];
  const stranger = Object.keys(given).find(key => !known.includes(key));
  if (stranger !== undefined) return `Only the four numbers count: take ${stranger} away. ${FORM}`;
  const { growthRate = 12, depth = 40, reduction = 1, bottleneck = false } = given;
  if (!isWhole(growthRate) || growthRate < 1) return 'growthRate is a whole number, at least 1.';
  if (!isWhole(depth)) return 'depth is a whole number.';
  if (typeof reduction !== 'number' || !(reduction > 0 && reduction <= 1)) {
    return 'reduction is a number above 0, at most 1: the share of the channels that a transition keeps.';
  }
  if (typeof bottleneck !== 'boolean') return 'bottleneck is true or false.';
  return { growthRate, depth, reduction, bottleneck };
}

const isWhole = (value: unknown): value is number => Number.isInteger(value);

function verdictOn(options: Design): ReturnType<PlainCheck> {
  const report = analyze(densenet_cifar(options));
  const { params, macs } = report.totals;
  const end = report.layers.find(({ name }) => name === 'bn1');
  const channels = end === undefined ? 0 : at(end.outputShape, 2);
  const found = `It has ${show(params)} parameters, ${show(macs)} MACs and ${channels} channels at the end.`;
  const faults = [
    ...(params > LIMITS.params ? [`${show(params - LIMITS.params)} parameters too many`] : []),
    ...(macs > LIMITS.macs ? [`${show(macs - LIMITS.macs)} MACs too many`] : []),
    ...(channels < LIMITS.channels ? [`${LIMITS.channels - channels} channels too few`] : []),
  ];
  return faults.length === 0 ? { kind: 'right', note: found } : slip(`${found} That is ${faults.join(', ')}.`);
}

const show = (count: number): string => count.toLocaleString('en');

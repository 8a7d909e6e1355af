import { at } from '../at';
import { features, type Shape } from '../shape';
import type { OpDefinition } from './definition';
import { productStep } from './steps';
import { ONE_INPUT, reachesAll } from './traits';
import { biasWeight, kernelWeight } from './weights';

export interface DenseArgs {
  readonly op: 'dense';
  readonly units: number;
  readonly useBias: boolean;
}

const inFeatures = (inputs: readonly Shape[]): number => features(at(inputs, 0), 'dense');

/** [features] → [units]. Kernels are [units, features] in PyTorch, [features, units] here. */
export const dense: OpDefinition<DenseArgs> = {
  ...reachesAll,
  inputs: ONE_INPUT,
  role: 'begins',
  kernel: 'fully connected',
  features: 'mixes',
  inference: { becomes: 'itself', takes: 'scaleAndShiftAndActivation' },
  counter: null,
  words: { kind: 'dense', short: () => 'dense', long: ({ units }) => `dense, ${units}` },
  shape({ units }, inputs, where) {
    features(at(inputs, 0), where);
    if (Number.isInteger(units) && units >= 1) return [units];
    throw new RangeError(`${where}: units must be a positive whole number. Received ${units}.`);
  },
  macs: ({ units }, inputs) => inFeatures(inputs) * units,
  weights({ units, useBias }, inputs) {
    const fans = { fanIn: inFeatures(inputs), fanOut: units };
    const { fanIn } = fans;
    const layout = { shape: [fanIn, units], torchShape: [units, fanIn], fromTorch: [1, 0], byFeature: true };
    const kernel = kernelWeight(layout, fans);
    return useBias ? [kernel, biasWeight(units, fans)] : [kernel];
  },
  explain({ units, useBias }, inputs) {
    const factors = [inFeatures(inputs), units];
    const costs = [productStep('parameters', factors, useBias ? [units] : []), productStep('multiplications', factors)];
    return { size: [], costs };
  },
};

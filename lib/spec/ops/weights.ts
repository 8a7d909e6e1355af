import type { Shape } from '../shape';
import type { WeightSpec } from './definition';

/** Inputs and outputs of one unit. */
export interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

/** @param layout our shape, PyTorch's, and the axes of PyTorch's array in the order of ours */
export function kernelWeight(
  layout: Pick<WeightSpec, 'shape' | 'torchShape' | 'fromTorch' | 'byFeature'>,
  fans: Fans,
): WeightSpec {
  return { name: 'kernel', torchName: 'weight', trainable: true, start: 'random', ...layout, ...fans };
}

/** One number for each filter or unit. */
export function biasWeight(length: number, fans: Fans): WeightSpec {
  const names = { name: 'bias', torchName: 'bias' } as const;
  return { ...names, trainable: true, start: 'random', byFeature: false, ...vector(length), ...fans };
}

/** Scale and shift of each channel, which a normalization learns. */
export function scaleAndShiftWeights(channels: number): readonly [WeightSpec, WeightSpec] {
  const both = { trainable: true, byFeature: true, fanIn: channels, fanOut: channels, ...vector(channels) } as const;
  return [
    { ...both, name: 'gamma', torchName: 'weight', start: 1 },
    { ...both, name: 'beta', torchName: 'bias', start: 0 },
  ];
}

/** Mean and variance of each channel, which a normalization keeps for use after training. */
export function movingWeights(channels: number): readonly [WeightSpec, WeightSpec] {
  const both = { trainable: false, byFeature: true, fanIn: channels, fanOut: channels, ...vector(channels) } as const;
  return [
    { ...both, name: 'movingMean', torchName: 'running_mean', start: 0 },
    { ...both, name: 'movingVariance', torchName: 'running_var', start: 1 },
  ];
}

function vector(length: number): {
  readonly shape: Shape;
  readonly torchShape: Shape;
  readonly fromTorch: readonly number[];
} {
  return { shape: [length], torchShape: [length], fromTorch: [0] };
}

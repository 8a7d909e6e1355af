/** What all competitors train with. opponents/pytorch.py has the same numbers. */
import type { LayersModel } from '@tensorflow/tfjs-node';

export const LEARNING_RATE = 0.01;
export const MOMENTUM = 0.9;
export const WEIGHT_DECAY = 5e-4;

/** Weights that training changes. */
export function countParameters(model: LayersModel): number {
  return model.trainableWeights.reduce(
    (sum, { shape }) => sum + shape.reduce<number>((size, length) => size * (length ?? 1), 1),
    0,
  );
}

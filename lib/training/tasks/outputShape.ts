import type { LayersModel } from '@tensorflow/tfjs-node';
import { at } from '../../spec/at';

/** The shape of a model's main output without the batch: `[classes]`, `[h, w, classes]`. */
export function outputShapeOf(model: LayersModel): readonly number[] {
  const [, ...shape] = at(model.outputs, 0).shape;
  return shape.map(Number); // buildModel gives every axis but the batch a size
}

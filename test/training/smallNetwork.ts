import type { LayersModel } from '@tensorflow/tfjs-node';
import { type LabelledImages, mnist, selectImages } from '../../lib/datasets';
import { Graph, type NetworkSpec } from '../../lib/spec';
import { buildModel } from '../../lib/tfjs';

/** A network for digits with everything that has a state: normalization, dropout, weights. */
export function smallNetwork(): NetworkSpec {
  const g = new Graph('small', [28, 28, 1]);
  let x = g.conv2d(g.input(), { filters: 8, kernelSize: 5, strides: 2, padding: 2, useBias: false }, 'conv');
  x = g.maxPooling2d(g.relu(g.batchNormalization(x, {}, 'bn')), { poolSize: 2 }, 'pool');
  x = g.dropout(g.flatten(x), { rate: 0.2 }, 'dropout');
  return g.build(g.dense(x, { units: 10 }, 'fc'));
}

export function smallModel(seed = 1): LayersModel {
  return buildModel(smallNetwork(), { seed, initializer: 'he' });
}

/** The first digits of MNIST. */
export function digits(count: number, part: 'train' | 'test' = 'train'): LabelledImages {
  return selectImages(mnist()[part], [...Array(count).keys()]);
}

/** All weights and moving statistics, one after the other. */
export function allWeights(model: LayersModel): number[] {
  return model.getWeights().flatMap(tensor => [...tensor.dataSync()]);
}

import { Graph } from '../spec/graph';
import type { ActivationName, NetworkSpec } from '../spec/network';
import type { ModelOptions } from './options';

export interface FourLayerOptions extends ModelOptions {
  /** `'relu'` by default. */
  readonly activation?: ActivationName;
}

/**
 * Three convolutions and a dense layer for 32×32 images: the kind of network on which AlexNet's paper compares ReLU with
 * tanh. The paper does not give its sizes; these are the course's own, which serve that comparison
 * only: no paper's count can be held against them, so the registry does not name the network.
 *
 * Introduced in notebook alexnet.
 *
 * @see https://papers.nips.cc/paper/2012/hash/c399862d3b9d6b76c8436e924a68c45b-Abstract.html, figure 1
 */
export function four_layer(options: FourLayerOptions = {}): NetworkSpec {
  const { activation = 'relu', numClasses = 10, inputShape = [32, 32, 3] } = options;
  const g = new Graph('four_layer', inputShape);
  let x = g.input();
  [16, 24, 32].forEach((filters, i) => {
    x = g.conv2d(x, { filters, kernelSize: 5, padding: 2 }, `conv${i + 1}`);
    x = g.activation(x, activation, `conv${i + 1}.act`);
    x = g.maxPooling2d(x, { poolSize: 3, strides: 2, ceilMode: true }, `pool${i + 1}`); // 32 → 16 → 8 → 4
  });
  return g.build(g.dense(g.flatten(x, 'flatten'), { units: numClasses }, 'fc4'));
}

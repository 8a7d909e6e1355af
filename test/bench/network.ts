import { Graph } from '../../lib/spec/graph';
import type { NetworkSpec } from '../../lib/spec/network';

/** A network that builds and runs at once, with the layers in which stock TensorFlow.js differs. */
export function tinyNetwork(): NetworkSpec {
  const g = new Graph('tiny', [9, 9, 3]);
  let x = g.conv2d(g.input(), { filters: 4, kernelSize: 3, padding: 1, useBias: false }, 'conv1'); // 9
  x = g.relu(g.batchNormalization(x, {}, 'bn1'), 'relu1');
  x = g.conv2d(x, { filters: 4, kernelSize: 3, strides: 2, padding: 2 }, 'conv2'); // 6
  const wider = g.padChannels(x, { before: 1, after: 3 }, 'wider');
  x = g.concatenate([wider, g.maxPooling2d(x, { poolSize: 3, strides: 1, padding: 1 }, 'pool')], 'both');
  return g.build(g.dense(g.globalAveragePooling2d(x, 'mean'), { units: 10 }, 'fc'));
}

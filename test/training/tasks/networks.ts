import type { LayersModel } from '@tensorflow/tfjs-node';
import { Graph } from '../../../lib/spec';
import { buildModel } from '../../../lib/tfjs';

export const SIDE = 32;

/** Three convolutions that halve the image each: [4, 4, 32]. */
function backbone(g: Graph): string {
  let x = g.input();
  for (const [i, filters] of [16, 32, 32].entries()) {
    x = g.relu(g.conv2d(x, { filters, kernelSize: 3, strides: 2, padding: 1 }, `conv${i + 1}`));
  }
  return x;
}

/** Some numbers for an image. */
export function numbersModel(units: number): LayersModel {
  const g = new Graph('numbers', [SIDE, SIDE, 3]);
  const x = g.relu(g.dense(g.flatten(backbone(g)), { units: 64 }, 'hidden'));
  return buildModel(g.build(g.dense(x, { units }, 'out')), { seed: 1, initializer: 'he' });
}

/** Some numbers for each cell of a grid of 4 × 4; dropout has a state that a resumed run must find again. */
export function gridModel(filters: number): LayersModel {
  const g = new Graph('grid', [SIDE, SIDE, 3]);
  const x = g.relu(g.conv2d(backbone(g), { filters: 32, kernelSize: 3, padding: 1 }, 'neck'));
  const out = g.conv2d(g.dropout(x, { rate: 0.05 }), { filters, kernelSize: 1 }, 'out');
  return buildModel(g.build(out), { seed: 1, initializer: 'he' });
}

/** Scores of each pixel. */
export function pixelModel(classes: number): LayersModel {
  const g = new Graph('pixels', [SIDE, SIDE, 3]);
  let x = g.relu(g.conv2d(g.input(), { filters: 8, kernelSize: 3, strides: 2, padding: 1 }, 'conv1'));
  x = g.relu(g.conv2d(x, { filters: 16, kernelSize: 3, padding: 1 }, 'conv2'));
  x = g.conv2d(x, { filters: classes, kernelSize: 1 }, 'score');
  return buildModel(g.build(g.resize(x, { method: 'bilinear', scale: 2 })), { seed: 1, initializer: 'he' });
}

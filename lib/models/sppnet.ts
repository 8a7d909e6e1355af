import { Graph } from '../spec/graph';
import type { NetworkSpec } from '../spec/network';
import type { ModelOptions } from './options';
import { spatialPyramid } from './spatialPyramid';

/** Bins along each side of the levels for detection: 50 bins in all. */
const LEVELS = [6, 3, 2, 1] as const;

/** Of 224 pixels, maps of 55×55, 27×27 and 13×13 are left, as in table 1; the paper leaves the padding that gives them open. */
function zf5(g: Graph): string {
  const pool = (x: string, path: string): string =>
    g.maxPooling2d(x, { poolSize: 3, strides: 2, ceilMode: true }, path);
  const stage = (x: string, path: string, filters: number, window: Window): string =>
    g.relu(g.conv2d(x, { filters, ...window }, path), `${path}.relu`);
  let x = stage(g.input(), 'conv1', 96, { kernelSize: 7, strides: 2, padding: 1 }); // 224 → 110
  x = pool(g.localResponseNormalization(x, {}, 'norm1'), 'pool1'); // → 55
  x = stage(x, 'conv2', 256, { kernelSize: 5, strides: 2, padding: 1 }); // → 27
  x = pool(g.localResponseNormalization(x, {}, 'norm2'), 'pool2'); // → 13
  for (const [path, filters] of [
    ['conv3', 384],
    ['conv4', 384],
    ['conv5', 256],
  ] as const) {
    x = stage(x, path, filters, { kernelSize: 3, padding: 1 });
  }
  return x;
}

interface Window {
  readonly kernelSize: number;
  readonly strides?: number;
  readonly padding: number;
}

/**
 * SPPNet for detection: the convolutions of Zeiler and Fergus (ZF-5), a pyramid of 6×6, 3×3, 2×2 and 1×1 bins in place of
 * their last pool, and dense layers with an output for each of VOC's 20 classes and the background. 73,026,709 parameters. A
 * window's vector has 50 · 256 = 12,800 numbers.
 *
 * Introduced in notebook rcnn-sppnet.
 *
 * @see He et al., Spatial Pyramid Pooling in Deep Convolutional Networks, https://arxiv.org/abs/1406.4729, table 1 and section 4.1
 */
export function sppnet(options: ModelOptions = {}): NetworkSpec {
  const { numClasses = 21, inputShape = [224, 224, 3] } = options;
  const g = new Graph('sppnet', inputShape);
  let x = spatialPyramid(g, zf5(g), LEVELS);
  for (const path of ['fc6', 'fc7']) {
    x = g.dropout(g.relu(g.dense(x, { units: 4096 }, path), `${path}.relu`), { rate: 0.5 }, `${path}.dropout`);
  }
  return g.build(g.dense(x, { units: numClasses }, 'fc8'));
}

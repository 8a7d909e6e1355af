import { Graph } from '../spec/graph';
import type { NetworkSpec } from '../spec/network';
import type { ModelOptions } from './options';
import { spp_on } from './sppOnBackbone';

/** Filters of the 3×3 convolutions of each stage, at strides 2, 4 and 8; the first convolution is 5×5. */
const STAGES = [[24], [48, 48], [96, 96]] as const;

export interface RegionClassifierOptions extends ModelOptions {
  /** Any classifier, such as `models.resnet18()`, in place of the small convolutions. */
  readonly backbone?: NetworkSpec;
}

/**
 * The small network whose features R-CNN classifies: regions of 32×32 pixels, ten digits and the background. 5 convolutions,
 * normalized, and two dense layers.
 *
 * Introduced in notebook rcnn-sppnet.
 */
export function rcnn_mini(options: ModelOptions = {}): NetworkSpec {
  const { numClasses = 11, inputShape = [32, 32, 3] } = options;
  const g = new Graph('rcnn_mini', inputShape);
  let x = g.input();
  STAGES.forEach((stage, i) => {
    if (i > 0) x = g.maxPooling2d(x, { poolSize: 2 }, `pool${i}`);
    stage.forEach((filters, j) => {
      const path = `conv${i + 1}_${j + 1}`;
      const window = i === 0 ? { kernelSize: 5, strides: 2, padding: 2 } : { kernelSize: 3, padding: 1 };
      x = g.conv2d(x, { filters, useBias: false, ...window }, path);
      x = g.relu(g.batchNormalization(x, {}, `${path}.bn`), `${path}.relu`);
    });
  });
  x = g.flatten(g.maxPooling2d(x, { poolSize: 2 }, `pool${STAGES.length}`), 'flatten'); // 2 × 2 × 96
  x = g.relu(g.dense(x, { units: 128 }, 'fc6'), 'fc6.relu');
  return g.build(g.dense(x, { units: numClasses }, 'fc7'));
}

/**
 * The same convolutions with a pyramid of 4 × 4, 2 × 2 and 1 × 1 bins behind their map of stride 4, which sees a whole picture at once; its
 * 21 · 48 numbers are the features. Any classifier can take the place of the convolutions.
 *
 * Introduced in notebook rcnn-sppnet.
 *
 * @throws RangeError when the backbone has no map of stride 4
 */
export function sppnet_mini(options: RegionClassifierOptions = {}): NetworkSpec {
  const { numClasses = 11, inputShape = [32, 32, 3] } = options;
  const { backbone = rcnn_mini({ inputShape }) } = options;
  return spp_on(backbone, { stride: 4, numClasses, inputShape, name: 'sppnet_mini' });
}

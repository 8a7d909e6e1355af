import type { LayersModel, Tensor } from '@tensorflow/tfjs-node';
import * as reading from '../../spec/at';
import type { NDArray } from '../../spec/ndarray';
import { toTensor } from '../../tfjs/arrays';
import { tf } from '../../tfjs/backend';
import { compileForInference } from '../../tfjs/inference/compileForInference';
import { inputShapeOf } from '../../tfjs/model/modelLayers';
import type { Scaling } from '../../training';
import { scalingOf } from '../../training/loop/inputForm';
import { warpRegions } from '../regions/warp';
import type { FeatureExtractor } from './extractor';
import { featureLayerOf } from './featureLayer';

const { at, floatAt } = reading;

export interface RcnnFeatureOptions {
  /** Pixels of the network's input that show what is around a region; a fourteenth of its side, as R-CNN's 16 of 227, by default. */
  readonly context?: number;
  /** Regions that the network computes at once; 32 by default. */
  readonly batchSize?: number;
  /** Mean and deviation of each channel; those that `fit` trained the model with by default. */
  readonly scaling?: Scaling;
}

/** R-CNN's context of a network's input, in pixels. */
export function rcnnContext(side: number): number {
  return Math.round(side / 14);
}

/**
 * R-CNN's features: each region is cut out of the picture, brought to the size of the network's input, and put through all of
 * it. A picture with 100 regions takes 100 evaluations.
 *
 * Introduced in notebook rcnn-sppnet.
 *
 * @param model any classifier that ends with a dense layer
 * @throws RangeError when it does not; TypeError when the scaling is not known
 */
export function rcnnFeatures(model: LayersModel, options: RcnnFeatureOptions = {}): FeatureExtractor {
  const [height = 0, width = 0] = inputShapeOf(model);
  const { batchSize = 32, context = rcnnContext(Math.min(height, width)) } = options;
  const scaling = scalingOf(model, options.scaling, 'rcnnFeatures');
  const compiled = compileForInference(partUpTo(model, featureLayerOf(model)), batchSize);
  return {
    extract(image, boxes) {
      const warped = warpRegions(image, boxes, { size: [height, width], context });
      const features = inBatches(scaledImages(warped, scaling), batchSize, batch => at(compiled.predict(batch), 0));
      return { features, evaluations: boxes.length };
    },
    dispose: () => compiled.dispose(),
  };
}

/** The part of a model that computes one of its layers. */
export function partUpTo(model: LayersModel, layer: string): LayersModel {
  return tf.model({ inputs: model.inputs, outputs: model.getLayer(layer).output, name: model.name });
}

/** Pixels from 0 to 255 as a network reads them. */
export function scaledImages({ shape, data }: NDArray, { mean, std }: Scaling): NDArray {
  const channels = shape.at(-1) ?? 1; // images have channels
  const scaled = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) {
    scaled[i] = (floatAt(data, i) / 255 - at(mean, i % channels)) / at(std, i % channels);
  }
  return { shape, data: scaled };
}

/** Runs a network of a fixed batch size; what the last batch lacks is filled with zeros. @returns [k, d] */
function inBatches(images: NDArray, batchSize: number, run: (batch: Tensor) => Tensor): NDArray {
  const [count = 0, ...size] = images.shape;
  const pixels = size.reduce((product, side) => product * side, 1);
  const rows: Float32Array[] = [];
  for (let start = 0; start < count; start += batchSize) {
    const data = new Float32Array(batchSize * pixels);
    data.set(images.data.subarray(start * pixels, (start + batchSize) * pixels));
    const output = tf.tidy(() => {
      const features = run(toTensor({ shape: [batchSize, ...size], data }));
      return tf.reshape(features, [batchSize, -1]);
    });
    const values = output.dataSync<'float32'>();
    rows.push(values.subarray(0, (values.length / batchSize) * Math.min(batchSize, count - start)));
    output.dispose();
  }
  const total = rows.reduce((sum, { length }) => sum + length, 0);
  const data = new Float32Array(total);
  rows.reduce((start, row) => {
    data.set(row, start);
    return start + row.length;
  }, 0);
  return { shape: [count, count === 0 ? 0 : total / count], data };
}

import type { LayersModel } from '@tensorflow/tfjs-node';
import { resize } from '../../images';
import { batch, unbatch } from '../../ops/array';
import { at } from '../../spec/at';
import type { NDArray } from '../../spec/ndarray';
import { showShape } from '../../spec/pair';
import { toNDArray, toTensor } from '../../tfjs/arrays';
import { tf } from '../../tfjs/backend';
import { inputShapeOf } from '../../tfjs/model/modelLayers';
import type { Scaling } from '../../training';
import { scalingOf } from '../../training/loop/inputForm';
import type { Detection, TimedDetections } from '../detection';
import { type YoloDetectionsOptions, yoloDetections } from './detections';

export interface DetectYoloOptions extends Omit<YoloDetectionsOptions, 'picture'> {
  /** Mean and deviation of each channel, by which the picture is scaled; those that `fit` trained the model with by default. */
  readonly scaling?: Scaling;
}

/**
 * What a YOLO network finds in one picture. A picture of another size than the network's input is stretched to it, as
 * published, and what is found is told in the picture's own pixels.
 *
 * Introduced in notebook yolo.
 *
 * @param model of a network such as `models.yolo_mini`
 * @param image [h, w, c], from 0 to 255
 * @returns the surest first
 * @throws RangeError when picture and network do not fit each other; TypeError when the scaling is not known
 */
export function detectYolo(model: LayersModel, image: NDArray, options: DetectYoloOptions = {}): readonly Detection[] {
  return detectYoloTimed(model, image, options).detections;
}

/**
 * `detectYolo`, with what it took: one look of the network, which has no proposals, and the reading of its output.
 *
 * @throws as `detectYolo`
 */
export function detectYoloTimed(model: LayersModel, image: NDArray, options: DetectYoloOptions = {}): TimedDetections {
  const scaling = scalingOf(model, options.scaling, 'detectYolo');
  const picture = checkImage(model, image);
  const start = performance.now();
  const output = outputFor(model, image, scaling);
  const computed = performance.now();
  const detections = yoloDetections(output, { ...options, picture });
  const seconds = { proposals: 0, features: (computed - start) / 1000, heads: (performance.now() - computed) / 1000 };
  return { detections, seconds, evaluations: 1 };
}

function checkImage(model: LayersModel, { shape, data }: NDArray): readonly [height: number, width: number] {
  const [height = 0, width = 0, channels] = shape;
  const expected = at(inputShapeOf(model), 2);
  if (shape.length === 3 && data.length > 0 && channels === expected) return [height, width];
  throw new RangeError(
    `detectYolo: the model "${model.name}" takes one picture [h, w, ${expected}]. Received ${showShape(shape)}.`,
  );
}

/** @returns [rows, columns, 5 · boxes + classes] */
function outputFor(model: LayersModel, image: NDArray, { mean, std }: Scaling): NDArray {
  const [height = 0, width = 0, channels = 0] = inputShapeOf(model);
  const fits = image.shape[0] === height && image.shape[1] === width;
  const { shape, data } = fits ? image : resize(image, [height, width]);
  const scaled = data.map((value, i) => (value / 255 - at(mean, i % channels)) / at(std, i % channels));
  const output = tf.tidy(() => model.predict(toTensor(batch({ shape, data: scaled }))));
  const whole = toNDArray(Array.isArray(output) ? at(output, 0) : output);
  tf.dispose(output);
  return at(unbatch(whole), 0);
}

import type { LayersModel, Tensor } from '@tensorflow/tfjs-node';
import type { NDArray } from '../../spec/ndarray';
import type { Scaling } from '../../training';
import { scalingOf } from '../../training/loop/inputForm';
import { type Boxes, packBoxes, scaleBox, unpackBoxes } from '../boxes';
import type { Detection, TimedDetections } from '../detection';
import { featuresOf, headsOn } from './heads';
import { type Picture, pictureFor } from './picture';
import { type RegionDetectionOptions, regionDetections } from './regionDetections';

export interface DetectRegionsOptions extends RegionDetectionOptions {
  /** Mean and deviation of each channel, by which the picture is scaled; those that `fit` trained the model with by default. */
  readonly scaling?: Scaling;
}

export interface DetectFastRcnnOptions extends DetectRegionsOptions {
  /** Where objects may be, in pixels of the picture; or what finds that out, whose time is then counted. */
  readonly proposals: Boxes | ((image: NDArray) => Boxes);
}

/**
 * What Fast R-CNN finds in one picture. A picture of another size than the network's input is stretched to it, and what is
 * found is told in the picture's own pixels.
 *
 * @param model of a network such as `models.fast_rcnn_mini`
 * @param image [h, w, c], from 0 to 255
 * @returns the surest first
 * @throws RangeError when picture and network do not fit each other; TypeError when the scaling is not known
 */
export function detectFastRcnn(
  model: LayersModel,
  image: NDArray,
  options: DetectFastRcnnOptions,
): readonly Detection[] {
  return detectFastRcnnTimed(model, image, options).detections;
}

/** `detectFastRcnn`, with what it took: one look of the network, however many regions there are. */
export function detectFastRcnnTimed(
  model: LayersModel,
  image: NDArray,
  options: DetectFastRcnnOptions,
): TimedDetections {
  const scaling = scalingOf(model, options.scaling, 'detectFastRcnn');
  const picture = pictureFor(model, image, scaling, 'detectFastRcnn');
  const { proposals } = options;
  return timed(model, picture, options, () => {
    const boxes = typeof proposals === 'function' ? proposals(image) : proposals;
    return packBoxes(unpackBoxes(packBoxes(boxes, 'detectFastRcnn')).map(box => scaleBox(box, picture.scale)));
  });
}

/**
 * Detects in regions that somebody proposes, and measures the times.
 *
 * @param picture is disposed of
 * @param propose gives regions in pixels of the network's input
 */
export function timed(
  model: LayersModel,
  { tensor, size, scale }: Picture,
  options: RegionDetectionOptions,
  propose: (features: Tensor) => Float32Array,
): TimedDetections {
  const clock = (): number => performance.now() / 1000;
  const start = clock();
  const features = featuresOf(model, tensor);
  features.dataSync(); // TensorFlow may still be computing
  const computed = clock();
  const regions = propose(features);
  const proposed = clock();
  const found = regionDetections(headsOn(model, features, regions), regions, size, options);
  const detections = found.map(one => ({ ...one, box: scaleBox(one.box, [1 / scale[0], 1 / scale[1]]) }));
  tensor.dispose();
  features.dispose();
  const seconds = { proposals: proposed - computed, features: computed - start, heads: clock() - proposed };
  return { detections, seconds, evaluations: 1 };
}

import type { LayersModel } from '@tensorflow/tfjs-node';
import type { NDArray } from '../../spec/ndarray';
import { scalingOf } from '../../training/loop/inputForm';
import type { Detection, TimedDetections } from '../detection';
import { type DetectRegionsOptions, timed } from '../regions/detect';
import { pictureFor } from '../regions/picture';
import type { AnchorShapes } from '../rpn/anchorsOf';
import type { ProposalOptions } from '../rpn/proposals';
import { proposeFrom } from '../rpn/propose';

export interface DetectFasterRcnnOptions extends DetectRegionsOptions, AnchorShapes {
  /** How anchors become proposals. */
  readonly proposals?: ProposalOptions;
}

/**
 * What Faster R-CNN finds in one picture, on proposals of its own. A picture of another size than the network's input is
 * stretched to it, and what is found is told in the picture's own pixels.
 *
 * @param model of a network such as `models.faster_rcnn_mini`
 * @param image [h, w, c], from 0 to 255
 * @param options.sizes and aspectRatios of its anchors, such as `MINI_ANCHORS`
 * @returns the surest first
 * @throws RangeError when picture and network do not fit each other; TypeError when the scaling is not known
 */
export function detectFasterRcnn(
  model: LayersModel,
  image: NDArray,
  options: DetectFasterRcnnOptions,
): readonly Detection[] {
  return detectFasterRcnnTimed(model, image, options).detections;
}

/** `detectFasterRcnn`, with what it took: the map is computed once, for the proposals and for the heads. */
export function detectFasterRcnnTimed(
  model: LayersModel,
  image: NDArray,
  options: DetectFasterRcnnOptions,
): TimedDetections {
  const scaling = scalingOf(model, options.scaling, 'detectFasterRcnn');
  const picture = pictureFor(model, image, scaling, 'detectFasterRcnn');
  const { sizes, aspectRatios, proposals } = options;
  return timed(model, picture, options, features => {
    return proposeFrom(model, features, { sizes, aspectRatios, ...proposals }).boxes;
  });
}

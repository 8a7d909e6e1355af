import type { LayersModel, Tensor } from '@tensorflow/tfjs-node';
import { resize } from '../../images';
import { batch } from '../../ops/array';
import { at } from '../../spec/at';
import type { NDArray } from '../../spec/ndarray';
import { showShape } from '../../spec/pair';
import { toTensor } from '../../tfjs/arrays';
import { inputShapeOf } from '../../tfjs/model/modelLayers';
import type { Scaling } from '../../training';
import type { ImageSize } from '../boxes';

/** A picture as a detector reads it. */
export interface Picture {
  /** [1, h, w, c], scaled; the caller disposes of it. */
  readonly tensor: Tensor;
  /** Of the network's input. */
  readonly size: ImageSize;
  /** Pixels of the network's input for one of the picture. */
  readonly scale: readonly [vertical: number, horizontal: number];
}

/**
 * Brings a picture to the size of a network's input, and its values to the scale that the network was trained with.
 *
 * @param image [h, w, c], from 0 to 255
 * @param where names the caller in the message
 * @throws RangeError when it is no picture, or one of other channels
 */
export function pictureFor(model: LayersModel, image: NDArray, { mean, std }: Scaling, where: string): Picture {
  const [height = 0, width = 0, channels = 0] = inputShapeOf(model);
  const [rows = 0, columns = 0] = image.shape;
  if (image.shape.length !== 3 || image.shape[2] !== channels || image.data.length === 0) {
    throw new RangeError(
      `${where}: the model "${model.name}" takes one picture [h, w, ${channels}]. Received ${showShape(image.shape)}.`,
    );
  }
  const { shape, data } = rows === height && columns === width ? image : resize(image, [height, width]);
  const scaled = data.map((value, i) => (value / 255 - at(mean, i % channels)) / at(std, i % channels));
  return {
    tensor: toTensor(batch({ shape, data: scaled })),
    size: [height, width],
    scale: [height / rows, width / columns],
  };
}

import type { LayersModel, Tensor } from '@tensorflow/tfjs-node';
import type { NDArray } from '../../spec/ndarray';
import { showShape } from '../../spec/pair';
import { toNDArray, toTensor } from '../arrays';
import { tf } from '../backend';
import { opLayerOf } from './modelLayers';

/** One number of a layer's output. */
export interface Unit {
  /** The layer's name in the network. */
  readonly layer: string;
  readonly row: number;
  readonly column: number;
  readonly channel: number;
}

/**
 * The gradient of one unit with respect to the images: how much the unit changes when an input value grows a little.
 * It is 0 for every pixel that the unit does not see. Batch normalization uses its moving statistics.
 *
 * Introduced in notebook counting.
 *
 * @param model what `buildModel` made
 * @param images [n, h, w, c]
 * @returns [n, h, w, c], for each image by itself
 * @throws TypeError when the model has no such layer
 * @throws RangeError when the layer's output has no such unit
 */
export function inputGradient(model: LayersModel, images: NDArray, unit: Unit): NDArray {
  const { output } = opLayerOf(model, unit.layer);
  const part = tf.model({ inputs: model.inputs, outputs: output });
  const gradient = tf.tidy(() => tf.grad((x: Tensor) => readUnit(unit, part.apply(x) as Tensor))(toTensor(images))); // a layer of a network has one output
  const values = toNDArray(gradient);
  gradient.dispose();
  return values;
}

/** The unit's values, added over the images: each image changes only its own. */
function readUnit({ layer, row, column, channel }: Unit, output: Tensor): Tensor {
  const [, ...shape] = output.shape;
  const [rows, columns, channels] = shape;
  const place = [row, column, channel];
  const isInside = isIndex(row, rows) && isIndex(column, columns) && isIndex(channel, channels);
  if (!isInside) {
    throw new RangeError(
      `inputGradient: layer "${layer}" gives ${showShape(shape)}, [height, width, channels], so it has no unit at row ${row}, ` +
        `column ${column}, channel ${channel}. Choose one from 0 on within that shape.`,
    );
  }
  return tf.sum(tf.slice(output, [0, ...place], [-1, 1, 1, 1]));
}

function isIndex(value: number, size: number | undefined): boolean {
  return Number.isInteger(value) && value >= 0 && size !== undefined && value < size;
}

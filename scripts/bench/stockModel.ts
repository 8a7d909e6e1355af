/** A network of the course from the layers that TensorFlow.js brings. */
import * as tf from '@tensorflow/tfjs-node';
import { analyze } from '../../lib/arithmetic/analyze';
import type { Layer, NetworkSpec, Padding } from '../../lib/spec/network';
import { toPair } from '../../lib/spec/pair';
import type { Shape } from '../../lib/spec/shape';
import { samePadding } from '../../lib/spec/window';

type Apply = (inputs: tf.SymbolicTensor[]) => tf.SymbolicTensor;
type Margins = [[number, number], [number, number]];

/**
 * Stock layers pad nothing or as TensorFlow's 'same' does. Where that gives the right size it is taken, because it costs
 * least; it may shift the window by a pixel. Otherwise a layer of zeros comes first.
 *
 * @throws RangeError for an op that stock layers do not have
 */
export function stockModel(net: NetworkSpec): tf.LayersModel {
  const shapes = new Map(analyze(net).layers.map(({ name, outputShape }) => [name, outputShape]));
  const tensors = new Map<string, tf.SymbolicTensor>();
  for (const layer of net.layers) {
    const inputs = layer.inputs.map(name => need(tensors, name));
    const apply = stockLayer(layer, need(shapes, layer.inputs[0] ?? layer.name), need(shapes, layer.name));
    tensors.set(layer.name, apply(inputs));
  }
  const inputs = net.layers.filter(layer => layer.op === 'input').map(layer => need(tensors, layer.name));
  return tf.model({ inputs, outputs: net.outputs.map(name => need(tensors, name)) });
}

function need<T>(map: ReadonlyMap<string, T>, name: string): T {
  const found = map.get(name);
  if (found === undefined) throw new RangeError(`stockModel: there is no layer "${name}".`);
  return found;
}

const one =
  (layer: tf.layers.Layer): Apply =>
  ([x]) =>
    layer.apply(x ?? []) as tf.SymbolicTensor; // a layer with one output, given a symbolic input

const all =
  (layer: tf.layers.Layer): Apply =>
  inputs =>
    layer.apply(inputs) as tf.SymbolicTensor; // the same

function stockLayer(layer: Layer, input: Shape, output: Shape): Apply {
  switch (layer.op) {
    case 'input':
      return () => tf.input({ shape: [...input] });
    case 'conv2d': {
      const { filters, useBias } = layer;
      const [kernelSize, strides] = [toPair(layer.kernelSize), toPair(layer.strides)];
      return padded(layer, kernelSize, input, output, padding =>
        tf.layers.conv2d({ filters, useBias, kernelSize, strides, padding }),
      );
    }
    case 'maxPooling2d':
      return padded(layer, toPair(layer.poolSize), input, output, padding =>
        tf.layers.maxPooling2d({ poolSize: toPair(layer.poolSize), strides: toPair(layer.strides), padding }),
      );
    case 'averagePooling2d':
      return padded(layer, toPair(layer.poolSize), input, output, padding =>
        tf.layers.averagePooling2d({ poolSize: toPair(layer.poolSize), strides: toPair(layer.strides), padding }),
      );
    case 'batchNormalization':
      return one(tf.layers.batchNormalization({ epsilon: layer.epsilon, momentum: layer.momentum }));
    case 'activation':
      if (layer.activation === 'relu6') break;
      return one(tf.layers.activation({ activation: layer.activation }));
    case 'dense':
      return one(tf.layers.dense({ units: layer.units, useBias: layer.useBias }));
    case 'adaptiveAveragePooling2d':
      return adaptive(input, output);
    case 'globalAveragePooling2d':
      return one(tf.layers.globalAveragePooling2d({}));
    case 'flatten':
      return one(tf.layers.flatten());
    case 'dropout':
      return one(tf.layers.dropout({ rate: layer.rate }));
    case 'add':
      return all(tf.layers.add());
    case 'concatenate':
      return all(tf.layers.concatenate());
    case 'padChannels':
      // Read as [n, channels, height, width], the last axis is the one that "width" pads.
      return one(
        zeros(
          [
            [0, 0],
            [layer.before, layer.after],
          ],
          'channelsFirst',
        ),
      );
    default:
      break;
  }
  throw new RangeError(`stockModel: TensorFlow.js has no stock layer for ${layer.op} "${layer.name}".`);
}

function zeros(padding: Margins, dataFormat: 'channelsFirst' | 'channelsLast'): tf.layers.Layer {
  return tf.layers.zeroPadding2d({ padding, dataFormat });
}

/** A window with the padding of TensorFlow's that gives the output's size, or with zeros around the image first. */
function padded(
  { strides, padding }: { readonly strides: Layer<'conv2d'>['strides']; readonly padding: Padding },
  size: readonly [number, number],
  input: Shape,
  output: Shape,
  create: (padding: 'valid' | 'same') => tf.layers.Layer,
): Apply {
  const [stride] = toPair(strides);
  const [height = 0] = input;
  if (Math.floor((height - size[0]) / stride) + 1 === output[0]) return one(create('valid'));
  if (Math.ceil(height / stride) === output[0]) return one(create('same'));
  const pixels = typeof padding === 'number' ? padding : samePadding(height, { size: size[0], stride })[0];
  const margins = zeros(
    [
      [pixels, pixels],
      [pixels, pixels],
    ],
    'channelsLast',
  );
  return inputs => one(create('valid'))([one(margins)(inputs)]);
}

/** Sizes that divide: a pool, or pixels repeated. */
function adaptive([height = 0, width = 0]: Shape, [rows = 0, columns = 0]: Shape): Apply {
  if (height === rows && width === columns) return ([x]) => x as tf.SymbolicTensor; // one input
  if (rows % height === 0 && columns % width === 0) {
    return one(tf.layers.upSampling2d({ size: [rows / height, columns / width] }));
  }
  return one(tf.layers.averagePooling2d({ poolSize: [height / rows, width / columns] }));
}

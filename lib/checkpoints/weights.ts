import { analyze } from '../arithmetic/analyze';
import { elements, imageShape, type Shape } from '../arithmetic/shape';
import type { Layer, NetworkSpec } from '../spec/network';
import { toPair } from '../spec/pair';

/** One array of weights of a layer, here and in PyTorch. */
export interface WeightSpec {
  readonly name: 'kernel' | 'bias' | 'gamma' | 'beta' | 'movingMean' | 'movingVariance';
  readonly shape: Shape;
  readonly trainable: boolean;
  /** Inputs and outputs of one unit, which bound the initial values. */
  readonly fanIn: number;
  readonly fanOut: number;
  /** What PyTorch calls it within its module. */
  readonly torchName: 'weight' | 'bias' | 'running_mean' | 'running_var';
  readonly torchShape: Shape;
  /** Axes of PyTorch's array in the order of ours. */
  readonly fromTorch: readonly number[];
}

/**
 * The weights of a layer, in the order in which PyTorch lists them.
 *
 * @param inputs shapes of the layer's inputs, without the batch
 */
export function layerWeights(layer: Layer, inputs: readonly Shape[]): readonly WeightSpec[] {
  const [input = []] = inputs;
  switch (layer.op) {
    case 'conv2d':
      return convolutionWeights(layer, imageShape(input, layer.name)[2]);
    case 'conv2dTranspose':
      return transposedWeights(layer, imageShape(input, layer.name)[2]);
    case 'dense':
      return denseWeights(layer, elements(input));
    case 'batchNormalization':
      return normalizationWeights(input.at(-1) ?? 0);
    default:
      return [];
  }
}

/** OIHW in PyTorch, HWIO here. */
function convolutionWeights(layer: Layer<'conv2d'>, channels: number): readonly WeightSpec[] {
  const [height, width] = toPair(layer.kernelSize);
  const { filters, groups } = layer;
  const [fanIn, fanOut] = [(height * width * channels) / groups, (height * width * filters) / groups];
  const kernel: WeightSpec = {
    ...kernelSpec([height, width, channels / groups, filters], [2, 3, 1, 0]),
    torchShape: [filters, channels / groups, height, width],
    fanIn,
    fanOut,
  };
  return layer.useBias ? [kernel, biasSpec(filters, fanIn, fanOut)] : [kernel];
}

/** IOHW in PyTorch, HWOI here. PyTorch counts the fan-in of the convolution that it transposes. */
function transposedWeights(layer: Layer<'conv2dTranspose'>, channels: number): readonly WeightSpec[] {
  const [height, width] = toPair(layer.kernelSize);
  const { filters, groups } = layer;
  const [fanIn, fanOut] = [(height * width * filters) / groups, (height * width * channels) / groups];
  const kernel: WeightSpec = {
    ...kernelSpec([height, width, filters / groups, channels], [2, 3, 1, 0]),
    torchShape: [channels, filters / groups, height, width],
    fanIn,
    fanOut,
  };
  return layer.useBias ? [kernel, biasSpec(filters, fanIn, fanOut)] : [kernel];
}

function denseWeights(layer: Layer<'dense'>, features: number): readonly WeightSpec[] {
  const kernel: WeightSpec = {
    ...kernelSpec([features, layer.units], [1, 0]),
    torchShape: [layer.units, features],
    fanIn: features,
    fanOut: layer.units,
  };
  return layer.useBias ? [kernel, biasSpec(layer.units, features, layer.units)] : [kernel];
}

function normalizationWeights(channels: number): readonly WeightSpec[] {
  const vector = {
    shape: [channels],
    torchShape: [channels],
    fromTorch: [0],
    fanIn: channels,
    fanOut: channels,
  } as const;
  return [
    { ...vector, name: 'gamma', torchName: 'weight', trainable: true },
    { ...vector, name: 'beta', torchName: 'bias', trainable: true },
    { ...vector, name: 'movingMean', torchName: 'running_mean', trainable: false },
    { ...vector, name: 'movingVariance', torchName: 'running_var', trainable: false },
  ];
}

function kernelSpec(shape: Shape, fromTorch: readonly number[]) {
  return { name: 'kernel', torchName: 'weight', trainable: true, shape, fromTorch } as const;
}

function biasSpec(length: number, fanIn: number, fanOut: number): WeightSpec {
  const shapes = { shape: [length], torchShape: [length], fromTorch: [0] };
  return { name: 'bias', torchName: 'bias', trainable: true, fanIn, fanOut, ...shapes };
}

/** The weights of every layer that has some, by the layer's name. */
export function networkWeights(net: NetworkSpec, inputShape?: Shape): Map<string, readonly WeightSpec[]> {
  const shapes = new Map(analyze(net, { inputShape }).layers.map(layer => [layer.name, layer.outputShape]));
  const weights = new Map<string, readonly WeightSpec[]>();
  for (const layer of net.layers) {
    const own = layerWeights(
      layer,
      layer.inputs.map(name => shapes.get(name) ?? []),
    );
    if (own.length > 0) weights.set(layer.name, own);
  }
  return weights;
}

import { analyze } from '../arithmetic/analyze';
import { at, lookUp } from '../spec/at';
import type { NDArray } from '../spec/ndarray';
import type { Layer, NetworkSpec } from '../spec/network';
import { showPair, showShape, toPair } from '../spec/pair';
import { imageShape, type Shape } from '../spec/shape';

/**
 * A classifier as convolutions only: the first dense layer becomes a convolution as large as the maps that it reads, each
 * further one a 1×1 convolution, and a global average a moving one. On a picture of the published size it gives
 * the same numbers, at one place; on a larger one, a map of scores.
 *
 * Introduced in notebook fcn-segmentation.
 *
 * @returns a network whose layers keep their names; `convolutionalWeights` has its weights
 * @throws RangeError when a layer resizes maps to a fixed size, so that nothing can slide
 * @see Long, Shelhamer and Darrell, Fully Convolutional Networks for Semantic Segmentation, https://arxiv.org/abs/1411.4038, section 3.1
 */
export function fullyConvolutional(net: NetworkSpec): NetworkSpec {
  const shapes = new Map(analyze(net).layers.map(({ name, outputShape }) => [name, outputShape]));
  const plan: Plan = { standIns: new Map(), windows: new Map() };
  const layers = net.layers.flatMap(layer =>
    onMaps(
      layer,
      layer.inputs.map(input => lookUp(shapes, input)),
      plan,
    ),
  );
  const [main, ...others] = net.outputs.map(name => standIn(name, plan));
  if (main === undefined) throw new RangeError(`fullyConvolutional: "${net.name}" has no output.`);
  return { ...net, name: `${net.name}_fully_convolutional`, layers, outputs: [main, ...others] };
}

/**
 * The weights of a classifier in the layout of its fully convolutional form, under the same names: each dense layer's
 * [units, features] becomes a kernel [units, channels, kh, kw]. The numbers and their order stay as they are.
 *
 * Introduced in notebook fcn-segmentation.
 *
 * @param net the classifier
 * @param state its weights, by PyTorch's names
 * @returns a new map; arrays that do not change are shared
 * @throws RangeError when a dense layer's weights are missing or do not fit
 */
export function convolutionalWeights(net: NetworkSpec, state: ReadonlyMap<string, NDArray>): Map<string, NDArray> {
  const converted = new Map(state);
  const dense = new Set(net.layers.filter(({ op }) => op === 'dense').map(({ name }) => name));
  const slid = fullyConvolutional(net);
  const shapes = new Map(analyze(slid).layers.map(({ name, outputShape }) => [name, outputShape]));
  for (const layer of slid.layers) {
    if (layer.op !== 'conv2d' || !dense.has(layer.name)) continue;
    const key = `${layer.torchName ?? layer.name}.weight`;
    const [, , channels] = imageShape(lookUp(shapes, at(layer.inputs, 0)), key);
    const shape = [layer.filters, channels, ...toPair(layer.kernelSize)];
    const weight = state.get(key);
    if (weight?.data.length !== shape.reduce((a, b) => a * b, 1)) {
      throw new RangeError(
        `convolutionalWeights: "${key}" must hold the numbers of a kernel ${showShape(shape)}. Received ${weight ? showShape(weight.shape) : 'no such array'}.`,
      );
    }
    converted.set(key, { shape, data: weight.data });
  }
  return converted;
}

interface Plan {
  /** Of layers that are left out, the layer whose output takes the place of theirs. */
  readonly standIns: Map<string, string>;
  /** Of vectors that were maps, height and width of these; 1×1 where nothing is said. */
  readonly windows: Map<string, readonly [number, number]>;
}

function standIn(name: string, { standIns }: Plan): string {
  return standIns.get(name) ?? name;
}

/** A layer as it stands on maps of any size; none where it is left out. */
function onMaps(layer: Layer, shapes: readonly Shape[], plan: Plan): Layer[] {
  const inputs = layer.inputs.map(input => standIn(input, plan));
  const [window] = layer.inputs.map(input => plan.windows.get(input));
  const leaveOut = (): Layer[] => {
    plan.standIns.set(layer.name, at(inputs, 0));
    return [];
  };
  switch (layer.op) {
    case 'flatten': {
      const [height, width] = imageShape(at(shapes, 0), layer.name);
      plan.windows.set(layer.name, [height, width]);
      return leaveOut();
    }
    case 'dense': {
      const { units: filters, useBias, name, torchName } = layer;
      const kernel = { kernelSize: window ?? 1, strides: 1, padding: 'valid', dilationRate: 1, groups: 1 } as const;
      return [
        { op: 'conv2d', filters, useBias, ...kernel, name, inputs, ...(torchName !== undefined && { torchName }) },
      ];
    }
    case 'globalAveragePooling2d': {
      const [height, width] = imageShape(at(shapes, 0), layer.name);
      const pool = { poolSize: [height, width], strides: 1, padding: 'valid', ceilMode: false } as const;
      return [{ op: 'averagePooling2d', ...pool, countIncludePad: true, name: layer.name, inputs }];
    }
    case 'adaptiveAveragePooling2d': {
      const [height, width] = imageShape(at(shapes, 0), layer.name);
      if (showPair(layer.outputSize) === showPair([height, width])) return leaveOut();
      throw new RangeError(
        `fullyConvolutional: "${layer.name}" makes ${showPair(layer.outputSize)} of ${height}×${width} at every size, so that nothing can slide. Take a network without it.`,
      );
    }
    default:
      // What works on single numbers, such as ReLU and dropout, passes the window of a flattened map on.
      if (window !== undefined) plan.windows.set(layer.name, window);
      return [{ ...layer, inputs }];
  }
}

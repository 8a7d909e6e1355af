import type { LayersModel } from '@tensorflow/tfjs-node';
import type { LabelledImages } from '../../datasets/labelledImages';
import { interruption } from '../../jupyter/interrupt';
import { doubleAt, floatAt, lookUp } from '../../spec/at';
import type { NDArray } from '../../spec/ndarray';
import { fillNormal, hashText } from '../../spec/random';
import { elements } from '../../spec/shape';
import { toTensor } from '../../tfjs/arrays';
import { tf } from '../../tfjs/backend';
import { opLayersOf } from '../../tfjs/model/modelLayers';
import type { OpLayer } from '../../tfjs/model/opLayer';
import { weightArrays } from '../../tfjs/model/weightArrays';
import { plainBatch } from '../batches/batches';
import { examplesOf } from '../batches/examples';
import { imageCount } from '../batches/imageSet';
import { checkCounts, checkSet } from '../loop/checks';
import { inputFormOf, scalingOf } from '../loop/inputForm';
import { lossOf, outputsOf, stepInput, toTensors } from '../loop/step';
import { classification } from '../tasks/classification';
import type { StatisticsOptions } from './probe';

/** A step that each weight can take, by the layer's name and the weight's, such as `conv1/kernel`. */
export type Direction = ReadonlyMap<string, Float32Array>;

export interface LossSurfaceOptions extends StatisticsOptions {
  /** Of the two directions; 0 by default. */
  readonly seed?: number;
  /** How far each direction is followed to both sides, in lengths of the filters; 1 by default. */
  readonly radius?: number;
  /** Places along each direction, an odd number so that the network itself is one of them; 21 by default. */
  readonly steps?: number;
}

/** The loss around a network, on a square of places. */
export interface LossSurface {
  /** The places along each of the two directions, from −radius to radius. */
  readonly places: readonly number[];
  /** `loss[row][column]`: the second direction is followed by `places[row]`, the first by `places[column]`. */
  readonly loss: readonly (readonly number[])[];
}

/**
 * A random direction in which every filter has the length of the network's own: normal numbers, scaled filter by filter.
 * So a step of 1 changes each filter by as much as there is of it, and networks whose weights differ in scale can be
 * compared. Biases, and the scale and shift of normalizations, do not move.
 *
 * @param seed the same seed gives the same direction
 * @returns a step for each kernel; a filter is all that belongs to one output channel or unit
 * @see Li and others, Visualizing the Loss Landscape of Neural Nets, https://arxiv.org/abs/1712.09913, section 4
 */
export function filterNormalizedDirection(model: LayersModel, seed: number | string): Direction {
  const weights = weightArrays(model);
  return new Map(
    opLayersOf(model).flatMap(layer => {
      const key = `${layer.name}/kernel`;
      if (!layer.variables.has('kernel')) return [];
      const { shape, data } = lookUp(weights, key);
      return [[key, scaledLike(data, filterIndex(layer, shape), hashText(`direction/${seed}/${key}`))] as const];
    }),
  );
}

interface Filters {
  readonly count: number;
  /** The filter to which a weight belongs, by the weight's place. */
  readonly of: (place: number) => number;
}

/** Filters lie along the last axis, those of a transposed convolution along the last but one. */
function filterIndex({ spec }: OpLayer, shape: readonly number[]): Filters {
  const inner = spec.op === 'conv2dTranspose' ? elements(shape.slice(-1)) : 1;
  const count = elements(shape.slice(spec.op === 'conv2dTranspose' ? -2 : -1)) / inner;
  return { count, of: place => Math.floor(place / inner) % count };
}

/** Normal numbers with the length of `weights`, filter by filter. */
function scaledLike(weights: Float32Array, { count, of }: Filters, seed: number): Float32Array {
  const direction = fillNormal(new Float32Array(weights.length), 1, seed);
  const [own, drawn] = [new Float64Array(count), new Float64Array(count)];
  weights.forEach((weight, i) => {
    own[of(i)] = doubleAt(own, of(i)) + weight ** 2;
    drawn[of(i)] = doubleAt(drawn, of(i)) + floatAt(direction, i) ** 2;
  });
  return direction.map((value, i) => value * Math.sqrt(doubleAt(own, of(i)) / doubleAt(drawn, of(i))));
}

/**
 * The loss of a network whose weights are moved along two random directions, each normalized by `filterNormalizedDirection`.
 * All images run at once, as one batch. Afterwards the network is what it was.
 *
 * Batch normalization keeps its moving statistics, which belong to the weights in the middle. With `training: true` it
 * takes those of the images at every place, and remembers none.
 *
 * Introduced in notebook resnet.
 *
 * @param set images of the model's input shape, with their classes
 * @throws RangeError when the images do not fit the model, or a setting has no meaning
 * @see Li and others, Visualizing the Loss Landscape of Neural Nets, https://arxiv.org/abs/1712.09913
 */
export async function lossSurface(
  model: LayersModel,
  set: LabelledImages,
  options: LossSurfaceOptions = {},
): Promise<LossSurface> {
  const { seed = 0, radius = 1, steps = 21, training = false } = options;
  checkSettings(radius, steps);
  const task = classification();
  const examples = examplesOf(task, set);
  checkSet(model, examples, task, 'lossSurface');
  const input = inputFormOf(model, scalingOf(model, options.scaling, 'lossSurface'));
  const batch = stepInput(task, plainBatch(examples, input, 0, imageCount(set)), model);
  const lossHere = (): number =>
    tf.tidy(() => {
      const { images, targets } = toTensors(batch);
      const { loss } = lossOf(task, outputsOf(model.apply(images, { training })), targets);
      return floatAt(loss.dataSync<'float32'>(), 0);
    });
  const places = Array.from({ length: steps }, (_, i) => (radius * (2 * i - steps + 1)) / (steps - 1));
  const first = filterNormalizedDirection(model, `${seed}/first`);
  const second = filterNormalizedDirection(model, `${seed}/second`);
  const kept = keep(model);
  const loss: number[][] = [];
  try {
    for (const b of places) {
      const row: number[] = [];
      for (const a of places) {
        write(model, moved(kept.weights, [a, first], [b, second]));
        row.push(lossHere());
        await new Promise(setImmediate);
        interruption.throwIfRequested();
      }
      loss.push(row);
    }
  } finally {
    write(model, kept.weights);
    for (const [layer, calls] of kept.calls) layer.calls = calls;
  }
  return { places, loss };
}

function checkSettings(radius: number, steps: number): void {
  checkCounts('lossSurface', { steps });
  if (steps % 2 === 0 || steps < 3) {
    throw new RangeError(`lossSurface: steps must be odd and at least 3. Received ${steps}.`);
  }
  if (!(radius > 0)) throw new RangeError(`lossSurface: radius must be above 0. Received ${radius}.`);
}

/** All that a forward pass may change, and the weights. */
interface Kept {
  readonly weights: ReadonlyMap<string, NDArray>;
  /** How often each layer has run in training. */
  readonly calls: ReadonlyMap<OpLayer, number>;
}

function keep(model: LayersModel): Kept {
  return { weights: weightArrays(model), calls: new Map(opLayersOf(model).map(layer => [layer, layer.calls])) };
}

type Step = readonly [length: number, direction: Direction];

/** The weights that move, after both steps. */
function moved(weights: ReadonlyMap<string, NDArray>, [a, first]: Step, [b, second]: Step): Map<string, NDArray> {
  return new Map(
    [...first].map(([key, one]) => {
      const { shape, data } = lookUp(weights, key);
      const other = lookUp(second, key);
      return [key, { shape, data: data.map((value, i) => value + a * floatAt(one, i) + b * floatAt(other, i)) }];
    }),
  );
}

function write(model: LayersModel, weights: ReadonlyMap<string, NDArray>): void {
  for (const layer of opLayersOf(model)) {
    for (const [name, variable] of layer.variables) {
      const values = weights.get(`${layer.name}/${name}`);
      if (values !== undefined) tf.tidy(() => void variable.write(toTensor({ ...values, data: values.data.slice() })));
    }
  }
}

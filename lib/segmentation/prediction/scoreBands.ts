import type { LayersModel, Tensor4D } from '@tensorflow/tfjs-node';
import { at, floatAt } from '../../spec/at';
import type { NDArray } from '../../spec/ndarray';
import type { NetworkSpec } from '../../spec/network';
import { type Pair, showPair, showShape, toPair } from '../../spec/pair';
import { toNDArray } from '../../tfjs/arrays';
import { tf } from '../../tfjs/backend';
import { mainOutputOf } from '../../tfjs/inference/mainOutputOf';
import { inputShapeOf, networkLayers } from '../../tfjs/model/modelLayers';
import type { Scaling } from '../../training';
import { scalingOf } from '../../training/loop/inputForm';
import { blend, type ScoreBand, type WeightedSpan, type Window } from './blend';
import { type PixelNetwork, pixelNetwork } from './pixelNetwork';
import { blendingWeights, roundUp, spansOf } from './spans';

/** How a picture goes through a network. */
export interface WindowOptions {
  /** Mean and deviation of each channel, by which the picture is scaled; those that `fit` trained the model with by default. */
  readonly scaling?: Scaling;
  /**
   * Pixels of the windows that the network sees one after the other, a number for squares or `[height, width]`; the whole
   * picture at once by default. Time grows with the overlap, memory depends on the window, not on the picture's height.
   */
  readonly window?: Pair;
  /** Pixels that neighbouring windows share at least; a quarter of the window by default. */
  readonly overlap?: Pair;
}

/**
 * The scores of a picture, some rows at a time.
 *
 * @param image [h, w, c], in [0, 1]
 * @param where names the caller in messages
 * @throws RangeError when picture, windows and network do not fit each other, or a score is no number
 */
export function scoreBands(
  model: LayersModel,
  image: NDArray,
  options: WindowOptions,
  where: string,
): Generator<ScoreBand> {
  const size = pictureSize(model, image, where);
  const scaling = scalingOf(model, options.scaling, where);
  const network = pixelNetwork(networkOf(model), where);
  const [rows, columns] = windowsOver(size, network, options, where);
  const score = (window: Window): NDArray =>
    checkScores(model, scoresOf(model, network, scaled(image, window, scaling)), where);
  // One window needs no sums.
  if (rows.length > 1 || columns.length > 1) return blend(rows, columns, score);
  return (function* whole() {
    yield { top: 0, scores: score({ rows: at(rows, 0), columns: at(columns, 0) }) };
  })();
}

function networkOf(model: LayersModel): NetworkSpec {
  const [height = 0, width = 0, channels = 0] = inputShapeOf(model);
  const names = model.outputs.map(({ sourceLayer }) => sourceLayer.name);
  const inputShape = [height, width, channels] as const;
  return { name: model.name, inputShape, layers: networkLayers(model), outputs: [at(names, 0), ...names.slice(1)] };
}

function pictureSize(model: LayersModel, { shape, data }: NDArray, where: string): readonly [number, number] {
  const [height = 0, width = 0, channels] = shape;
  const expected = at(inputShapeOf(model), 2);
  if (shape.length !== 3 || data.length === 0 || channels !== expected) {
    throw new RangeError(
      `${where}: the model "${model.name}" takes one picture [h, w, ${expected}]. Received ${showShape(shape)}.`,
    );
  }
  return [height, width];
}

/** Along the height and along the width. */
function windowsOver(
  size: readonly [number, number],
  network: PixelNetwork,
  { window, overlap }: WindowOptions,
  where: string,
): readonly [readonly WeightedSpan[], readonly WeightedSpan[]] {
  if (window === undefined) {
    if (overlap === undefined) return [oneSpan(size[0]), oneSpan(size[1])];
    throw new RangeError(`${where}: an overlap needs windows. Received overlap ${showPair(overlap)} and no window.`);
  }
  const windows = toPair(window);
  const overlaps = overlap === undefined ? windows.map(side => Math.floor(side / 4)) : toPair(overlap);
  const along = (axis: 0 | 1): readonly WeightedSpan[] => {
    const tiling = { window: windows[axis], overlap: at(overlaps, axis) };
    return weightedSpans(size[axis], tiling, network, where);
  };
  return [along(0), along(1)];
}

function oneSpan(size: number): readonly WeightedSpan[] {
  return [{ start: 0, size, weights: new Float64Array(size).fill(1) }];
}

function weightedSpans(
  side: number,
  { window, overlap }: { readonly window: number; readonly overlap: number },
  { multiple, reach }: PixelNetwork,
  where: string,
): readonly WeightedSpan[] {
  if (!(Number.isInteger(window) && window > 0 && Number.isInteger(overlap) && overlap >= 0)) {
    throw new RangeError(
      `${where}: window and overlap must be whole numbers of pixels, from 1 and from 0 on. Received ${window} and ${overlap}.`,
    );
  }
  const tiling = { window: roundUp(window, multiple), overlap: roundUp(overlap, multiple), multiple };
  if (tiling.overlap >= tiling.window) {
    const rounded = multiple === 1 ? '' : `, which are rounded up to multiples of the network's stride ${multiple}`;
    throw new RangeError(
      `${where}: the overlap must be smaller than the window. Received overlap ${overlap} and window ${window}${rounded}.`,
    );
  }
  const spans = spansOf(side, tiling);
  const weights = blendingWeights(spans, { overlap: tiling.overlap, margin: reach });
  return spans.map((span, i) => ({ ...span, weights: at(weights, i) }));
}

/** One window of a picture as the network reads it. */
function scaled({ shape, data }: NDArray, { rows, columns }: Window, { mean, std }: Scaling): NDArray {
  const [, width = 0, channels = 0] = shape;
  const part = new Float32Array(rows.size * columns.size * channels);
  let written = 0;
  for (let row = rows.start; row < rows.start + rows.size; row++) {
    const from = (row * width + columns.start) * channels;
    for (let i = 0; i < columns.size * channels; i++) {
      const c = i % channels;
      part[written++] = (floatAt(data, from + i) - at(mean, c)) / at(std, c);
    }
  }
  return { shape: [rows.size, columns.size, channels], data: part };
}

/** Among scores that are no numbers none is the best. */
function checkScores({ name }: LayersModel, scores: NDArray, where: string): NDArray {
  const wrong = scores.data.find(value => !Number.isFinite(value));
  if (wrong === undefined) return scores;
  throw new RangeError(
    `${where}: the scores of the model "${name}" must be numbers. Received ${wrong}. Load its weights again, or train it again with a smaller learning rate.`,
  );
}

/** @returns [h, w, classes] */
function scoresOf(model: LayersModel, network: PixelNetwork, { shape, data }: NDArray): NDArray {
  const [height = 0, width = 0, channels = 0] = shape;
  const [rows, columns] = network.paddedSize([height, width]);
  const scores = tf.tidy(() => {
    const image = tf.tensor4d(data, [1, height, width, channels]);
    // 0 is the mean colour.
    const padded = image.pad([[0, 0], [0, rows - height], [0, columns - width], [0, 0]]); // biome-ignore format: one axis each
    const output = mainOutputOf(model, padded) as Tensor4D; // paddedSize has seen three axes
    return tf.squeeze(tf.slice(output, [0, 0, 0, 0], [1, height, width, -1]), [0]);
  });
  const values = toNDArray(scores);
  scores.dispose();
  return values;
}

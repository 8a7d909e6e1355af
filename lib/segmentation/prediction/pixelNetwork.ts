import { analyze, type LayerReport } from '../../arithmetic/analyze';
import { at } from '../../spec/at';
import type { NetworkSpec } from '../../spec/network';
import { showShape, toPair } from '../../spec/pair';
import type { Shape } from '../../spec/shape';
import { roundUp } from './spans';

type Size = readonly [height: number, width: number];

/** What prediction has to know of a network that scores every pixel. */
export interface PixelNetwork {
  /** Pixels between neighbouring units of its coarsest map. A picture moved by a multiple of it has its scores moved. */
  readonly multiple: number;
  /** How far from a pixel another one may lie and still change its scores; Infinity where all pixels do. */
  readonly reach: number;
  /**
   * The size that a picture is padded to, at its bottom and its right, before the network has a score for each pixel.
   *
   * @throws RangeError when it has none
   */
  paddedSize(size: Size): Size;
}

/**
 * Multiple, reach and sizes of a network, from the arithmetic of its layers.
 *
 * @param where names the caller in messages
 */
export function pixelNetwork(net: NetworkSpec, where: string): PixelNetwork {
  const [, , channels = 0] = net.inputShape;
  const { layers } = analyze(net);
  const multiple = coarsest(layers);
  const scoredAlike = ([height, width]: Size): boolean => {
    const [rows, columns, ...rest] = outputShape(net, [height, width, channels]);
    return rows === height && columns === width && rest.length === 1;
  };
  return {
    multiple,
    reach: reachOf(mainOutput(net, layers), multiple),
    paddedSize(size) {
      if (fits(size, scoredAlike)) return size;
      const padded = [roundUp(size[0], multiple), roundUp(size[1], multiple)] as const;
      if (scoredAlike(padded)) return padded;
      throw new RangeError(
        `${where}: the network "${net.name}" must give scores for each pixel. ` +
          `For a picture of ${padded.join('×')} pixels its output is ${showShape(outputShape(net, [...padded, channels]))}.`,
      );
    },
  };
}

/** A picture that is too small for a layer does not fit as it is. */
function fits(size: Size, scoredAlike: (size: Size) => boolean): boolean {
  try {
    return scoredAlike(size);
  } catch {
    return false;
  }
}

function outputShape(net: NetworkSpec, inputShape: Shape): Shape {
  return mainOutput(net, analyze(net, { inputShape }).layers).outputShape;
}

function mainOutput({ outputs }: NetworkSpec, layers: readonly LayerReport[]): LayerReport {
  return at(
    layers.filter(({ name }) => name === outputs[0]),
    0,
  );
}

/** The least common multiple of the strides of all maps. Maps that were resized to odd sizes do not count. */
function coarsest(layers: readonly LayerReport[]): number {
  const strides = layers.flatMap(({ receptiveField }) =>
    receptiveField === null ? [] : toPair(receptiveField.stride),
  );
  return strides.filter(stride => Number.isInteger(stride) && stride > 0).reduce(leastCommonMultiple, 1);
}

function leastCommonMultiple(a: number, b: number): number {
  return (a * b) / greatestCommonDivisor(a, b);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** A unit that was upsampled lies up to half a step of the coarsest map beside the middle of its field. */
function reachOf({ receptiveField }: LayerReport, multiple: number): number {
  if (receptiveField === null) return Number.POSITIVE_INFINITY;
  const [sizes, starts] = [toPair(receptiveField.size), toPair(receptiveField.start)];
  const sides = ([0, 1] as const).flatMap(axis => [sizes[axis] / 2 - starts[axis], sizes[axis] / 2 + starts[axis] - 1]);
  return Math.ceil(Math.max(...sides)) + (multiple > 1 ? Math.ceil(multiple / 2) : 0);
}

import { doubleAt } from '../../spec/at';

/** A window along one axis: its first pixel, and how many it has. */
export interface Span {
  readonly start: number;
  readonly size: number;
}

/** How windows lie along one axis. */
export interface Tiling {
  /** Pixels of a window, and pixels that neighbours share at least. */
  readonly window: number;
  readonly overlap: number;
  /** Windows begin at multiples of this number, so that a network with strides sees each pixel at the same phase. */
  readonly multiple: number;
}

/** The next multiple of a number. */
export function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}

/**
 * Windows that cover an axis, in order. Window and overlap must be multiples of `multiple`. The last window is moved back
 * until it lies within the axis and still begins at a multiple, so that it may be longer by a part of one.
 */
export function spansOf(side: number, { window, overlap, multiple }: Tiling): readonly Span[] {
  if (window >= side) return [{ start: 0, size: side }];
  const last = Math.floor((side - window) / multiple) * multiple;
  const step = window - overlap;
  const starts = Array.from({ length: Math.ceil(last / step) }, (_, i) => i * step);
  return [...starts.map(start => ({ start, size: window })), { start: last, size: side - last }];
}

/**
 * How much each pixel of each window counts, so that over all windows a pixel counts 1.
 *
 * Where a window is cut, its scores are wrong near the cut, since the network sees padding there in place of the picture.
 * A weight is 0 in the `margin` pixels at a cut, rises evenly over overlap − 2 · margin pixels and stays there; what a
 * pixel has in several windows is divided by its sum. Where the overlap has no room for two margins, weights rise over
 * all of it. The picture's own edge is no cut.
 *
 * @param spans windows in order, which cover the axis
 * @returns for each window a weight for each of its pixels, from 0 to 1
 */
export function blendingWeights(
  spans: readonly Span[],
  { overlap, margin }: { readonly overlap: number; readonly margin: number },
): readonly Float64Array[] {
  const side = Math.max(...spans.map(({ start, size }) => start + size));
  const zero = overlap - 2 * margin >= 1 ? margin : 0;
  const rise = (distance: number): number => clamp((distance + 0.5 - zero) / (overlap - 2 * zero));
  const weights = spans.map(({ start, size }) => {
    const fromStart = (pixel: number): number => (start === 0 ? 1 : rise(pixel));
    const fromEnd = (pixel: number): number => (start + size === side ? 1 : rise(size - 1 - pixel));
    const rising = Float64Array.from({ length: size }, (_, pixel) => Math.min(fromStart(pixel), fromEnd(pixel)));
    return { start, rising };
  });
  const sums = new Float64Array(side);
  for (const { start, rising } of weights) {
    rising.forEach((weight, pixel) => {
      sums[start + pixel] = doubleAt(sums, start + pixel) + weight;
    });
  }
  return weights.map(({ start, rising }) => rising.map((weight, pixel) => weight / doubleAt(sums, start + pixel)));
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}

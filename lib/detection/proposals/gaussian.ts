import * as reading from '../../spec/at';

const { doubleAt, intAt } = reading;

/** A picture in 64 bits, [h, w, c]. */
export interface Planes {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly data: Float64Array;
}

/** A filter along one axis, and whether it is the same read backwards (`1`) or changes its sign (`-1`). */
interface Taps {
  readonly weights: Float64Array;
  readonly symmetry: 1 | -1;
}

/** Where the Gaussian is cut off, in standard deviations. */
const TRUNCATE = 4;

/**
 * Smooths a picture with a Gaussian, along the height and then along the width. Beyond its edge a picture is mirrored, the outermost
 * pixel twice. Sums are taken in scipy's order, so that the result is scipy's to the last bit or nearly so.
 *
 * @param sigma standard deviation in pixels
 */
export function smoothed(picture: Planes, sigma: number): Planes {
  if (sigma <= 1e-15) return picture;
  const taps = gaussianTaps(sigma);
  return filtered(filtered(picture, 'height', taps), 'width', taps);
}

/**
 * The derivatives of a smoothed picture along its width and its height: how fast each channel changes, a pixel.
 *
 * @param sigma standard deviation of the Gaussian in pixels
 */
export function gaussianDerivatives(
  picture: Planes,
  sigma: number,
): { readonly alongX: Planes; readonly alongY: Planes } {
  const [smooth, slope] = [gaussianTaps(sigma), derivativeTaps(sigma)];
  return {
    alongX: filtered(filtered(picture, 'height', smooth), 'width', slope),
    alongY: filtered(filtered(picture, 'height', slope), 'width', smooth),
  };
}

/** exp(−x² / 2σ²) for x from −r to r, with the sum 1. */
function gaussianTaps(sigma: number): Taps {
  const radius = Math.floor(TRUNCATE * sigma + 0.5);
  const heights = Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp((-0.5 / (sigma * sigma)) * (i - radius) ** 2),
  );
  const sum = heights.reduce((total, height) => total + height, 0);
  return { weights: Float64Array.from(heights, height => height / sum), symmetry: 1 };
}

/** The Gaussian's derivative, x / σ² times its height: the sum over a picture that rises by 1 a pixel is 1, but for the cut. */
function derivativeTaps(sigma: number): Taps {
  const { weights } = gaussianTaps(sigma);
  const radius = (weights.length - 1) / 2;
  return { weights: weights.map((height, i) => (height * (i - radius)) / (sigma * sigma)), symmetry: -1 };
}

function filtered(picture: Planes, axis: 'height' | 'width', { weights, symmetry }: Taps): Planes {
  const { height, width, channels, data } = picture;
  const [length, step] = axis === 'height' ? [height, width * channels] : [width, channels];
  const radius = (weights.length - 1) / 2;
  const mirror = mirrored(length, radius);
  const result = new Float64Array(data.length);
  const lines = data.length / length;
  for (let line = 0; line < lines; line++) {
    const start = axis === 'height' ? line : Math.floor(line / channels) * width * channels + (line % channels);
    for (let i = 0; i < length; i++) {
      let sum = doubleAt(data, start + i * step) * doubleAt(weights, radius);
      for (let k = -radius; k < 0; k++) {
        const before = doubleAt(data, start + intAt(mirror, i + k + radius) * step);
        const after = doubleAt(data, start + intAt(mirror, i - k + radius) * step);
        sum += (before + symmetry * after) * doubleAt(weights, k + radius);
      }
      result[start + i * step] = sum;
    }
  }
  return { height, width, channels, data: result };
}

/** The pixel that stands at each place from −radius to length + radius − 1. */
function mirrored(length: number, radius: number): Int32Array {
  return Int32Array.from({ length: length + 2 * radius }, (_, i) => {
    const place = (((i - radius) % (2 * length)) + 2 * length) % (2 * length);
    return place < length ? place : 2 * length - 1 - place;
  });
}

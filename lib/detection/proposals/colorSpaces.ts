import { imageShape } from '../../images/imageShape';
import * as reading from '../../spec/at';
import type { NDArray } from '../../spec/ndarray';

const { floatAt } = reading;

/**
 * How a colour is written down. `'rgb'`: red, green, blue. `'hsv'`: hue, saturation, value. `'lab'`: lightness and two opponent
 * colours, in which distances are as eyes see them. `'rgI'`: the shares of red and of green, which shadows do not change, and
 * the intensity. `'intensity'` and `'hue'`: that alone.
 */
export type ColorSpace = 'rgb' | 'hsv' | 'lab' | 'rgI' | 'intensity' | 'hue';

type Triple = [first: number, second: number, third: number];

/** From red, green and blue to values from 0 to 1. */
interface Conversion {
  readonly channels: 1 | 3;
  convert(red: number, green: number, blue: number): Triple;
}

const conversions: { readonly [K in ColorSpace]: Conversion } = {
  rgb: { channels: 3, convert: (red, green, blue) => [red, green, blue] },
  hsv: { channels: 3, convert: hsv },
  lab: { channels: 3, convert: scaledLab },
  rgI: { channels: 3, convert: rgI },
  intensity: { channels: 1, convert: (red, green, blue) => [(red + green + blue) / 3, 0, 0] },
  hue: { channels: 1, convert: (red, green, blue) => [hsv(red, green, blue)[0], 0, 0] },
};

/** The names of the colour spaces. */
export const COLOR_SPACES = Object.keys(conversions) as readonly ColorSpace[]; // the table's keys are these

/**
 * A picture in another colour space, each channel scaled to 0 … 255, as graph segmentation takes it. In Lab, L from 0 to 100 becomes 0 to 255, and a and b
 * from −128 to 127 become that plus 128.
 *
 * Introduced in notebook rcnn-sppnet.
 *
 * @param image [h, w, 3], red, green and blue from 0 to 255
 * @returns [h, w, 3], or [h, w, 1] for intensity and hue
 * @throws TypeError when the image has not three channels
 * @throws RangeError when there is no such colour space
 */
export function toColorSpace(image: NDArray, space: ColorSpace): NDArray {
  const [height, width, depth] = imageShape(image, 'toColorSpace');
  if (depth !== 3) {
    throw new TypeError(`toColorSpace: the image must have 3 channels, red, green and blue. Received ${depth}.`);
  }
  if (!COLOR_SPACES.includes(space)) {
    throw new RangeError(
      `toColorSpace: a colour space is one of ${COLOR_SPACES.join(', ')}. Received ${String(space)}.`,
    );
  }
  const { channels, convert } = conversions[space];
  const data = new Float32Array(height * width * channels);
  for (let pixel = 0; pixel < height * width; pixel++) {
    const color = convert(
      floatAt(image.data, 3 * pixel) / 255,
      floatAt(image.data, 3 * pixel + 1) / 255,
      floatAt(image.data, 3 * pixel + 2) / 255,
    );
    for (let c = 0; c < channels; c++) data[channels * pixel + c] = 255 * (color[c] ?? 0); // c is below 3
  }
  return { shape: [height, width, channels], data };
}

function hsv(red: number, green: number, blue: number): Triple {
  const value = Math.max(red, green, blue);
  const spread = value - Math.min(red, green, blue);
  if (spread === 0) return [0, 0, value];
  const sixth = (): number => {
    if (value === red) return (green - blue) / spread;
    return value === green ? 2 + (blue - red) / spread : 4 + (red - green) / spread;
  };
  return [((sixth() + 6) % 6) / 6, spread / value, value];
}

function rgI(red: number, green: number, blue: number): Triple {
  const sum = red + green + blue;
  return sum === 0 ? [1 / 3, 1 / 3, 0] : [red / sum, green / sum, sum / 3];
}

function scaledLab(red: number, green: number, blue: number): Triple {
  const [lightness, a, b] = lab(linear(red), linear(green), linear(blue));
  return [lightness / 100, (a + 128) / 255, (b + 128) / 255];
}

/** sRGB's curve, undone. */
function linear(value: number): number {
  return value > 0.04045 ? ((value + 0.055) / 1.055) ** 2.4 : value / 12.92;
}

/** CIE 1976 L*a*b* under daylight D65, as scikit-image has it. */
function lab(red: number, green: number, blue: number): Triple {
  const x = curve((0.412453 * red + 0.35758 * green + 0.180423 * blue) / 0.95047);
  const y = curve(0.212671 * red + 0.71516 * green + 0.072169 * blue);
  const z = curve((0.019334 * red + 0.119193 * green + 0.950227 * blue) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function curve(value: number): number {
  return value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116;
}

import { floatAt, intAt } from '../spec/at';
import type { NDArray } from '../spec/ndarray';
import { showShape } from '../spec/pair';
import type { LabelMap } from './labelMap';

/** Red, green and blue from 0 to 255. */
export type Color = readonly [red: number, green: number, blue: number];

/**
 * Pascal VOC's colour of a label: bits 0, 3, 6 of the label are the highest bits of red, bits 1, 4, 7 of green, bits 2, 5 of
 * blue. 0 is black, 15 (person) a pale red, 255 the cream of the borders.
 *
 * @throws RangeError when the label is no whole number from 0 to 255
 * @see Everingham et al., VOC development kit, VOClabelcolormap.m
 */
export function vocColor(label: number): Color {
  if (!(Number.isInteger(label) && label >= 0 && label <= 255)) {
    throw new RangeError(`vocColor: a label of VOC is a whole number from 0 to 255. Received ${label}.`);
  }
  const channel = (first: 0 | 1 | 2): number => {
    let value = 0;
    for (let place = 0; place < 8; place++) value |= ((label >> (3 * place + first)) & 1) << (7 - place);
    return value;
  };
  return [channel(0), channel(1), channel(2)];
}

export interface PaintOptions {
  /** Colours of the labels; VOC's by default. */
  readonly colors?: (label: number) => Color;
}

/**
 * Labels as a colour picture.
 *
 * Introduced in notebook fcn-segmentation.
 *
 * @returns [h, w, 3], in [0, 1]
 */
export function paintLabels({ shape, data }: LabelMap, { colors = vocColor }: PaintOptions = {}): NDArray {
  const painted = new Float32Array(data.length * 3);
  for (let pixel = 0; pixel < data.length; pixel++) {
    painted.set(
      colors(intAt(data, pixel)).map(value => value / 255),
      pixel * 3,
    );
  }
  return { shape: [...shape, 3], data: painted };
}

/**
 * Labels as colours over the picture that they belong to.
 *
 * Introduced in notebook fcn-segmentation.
 *
 * @param image [h, w, 3] or [h, w, 1], in [0, 1]
 * @param options.opacity how much of a pixel is the label's colour; 0.6 by default
 * @param options.bare a label whose pixels keep the picture's colour; 0, the background, by default
 * @returns [h, w, 3]
 * @throws RangeError when picture and labels differ in size
 */
export function overlayLabels(
  image: NDArray,
  labels: LabelMap,
  options: PaintOptions & { readonly opacity?: number; readonly bare?: number | null } = {},
): NDArray {
  const { opacity = 0.6, bare = 0 } = options;
  const [height, width, channels = 1] = image.shape;
  if (height !== labels.shape[0] || width !== labels.shape[1]) {
    throw new RangeError(
      `overlayLabels: picture and labels must have one size. Received a picture ${showShape(image.shape)} and labels ${showShape(labels.shape)}.`,
    );
  }
  const { data: paint } = paintLabels(labels, options);
  const data = Float32Array.from(paint, (color, i) => {
    const pixel = Math.floor(i / 3);
    const own = floatAt(image.data, channels === 1 ? pixel : i);
    return intAt(labels.data, pixel) === bare ? own : (1 - opacity) * own + opacity * color;
  });
  return { shape: [height, width, 3], data };
}

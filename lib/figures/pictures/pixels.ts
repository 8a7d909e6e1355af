import { encode as encodeJpeg } from 'jpeg-js';
import { PNG } from 'pngjs';
import { adaptiveAveragePooling2d } from '../../ops/adaptivePooling';
import { batch } from '../../ops/array';
import { floatAt } from '../../spec/at';
import type { NDArray } from '../../spec/ndarray';
import { showShape } from '../../spec/pair';
import { type ColorScaleName, colorAt } from '../style/colors';
import type { ImageArray } from '../style/numbers';

/** A picture that plotly can draw. */
export interface Picture {
  /** A data URI. */
  readonly uri: string;
  /** Pixels in the data URI, at most those of the image. */
  readonly width: number;
  readonly height: number;
}

export interface PictureOptions {
  /** The values drawn as the two ends of the scale; what lies beyond is drawn as the end. */
  readonly range: readonly [number, number];
  /** For images of one channel. */
  readonly colors: ColorScaleName;
  /** Pixels of the longer side on the screen; a larger image is averaged down to it. */
  readonly longestSide: number;
  /** A PNG keeps every value; above this many bytes a JPEG of the same picture is used where it is smaller. */
  readonly largestPng: number;
}

const JPEG_QUALITY = 90;

/**
 * Checks that an array can be drawn as one image.
 *
 * @param where the figure that asks, for messages
 * @returns the image as [h, w, c] with c 1 or 3
 * @throws TypeError when it has another shape
 */
export function checkImage(image: NDArray, where: string): ImageArray {
  const [height, width, channels = 1] = image.shape;
  const drawable = image.shape.length === 2 || (image.shape.length === 3 && (channels === 1 || channels === 3));
  if (!drawable || height === undefined || width === undefined) {
    throw new TypeError(
      `${where}: an image must have the shape [h, w], [h, w, 1] or [h, w, 3]. Received ${showShape(image.shape)}.` +
        (image.shape.length === 3 ? ' Use figures.featureMaps for any number of channels.' : ''),
    );
  }
  return { shape: [height, width, channels], data: image.data };
}

/**
 * Draws an image as a PNG or a JPEG.
 *
 * @param image [h, w, 1] or [h, w, 3]
 */
export function drawPicture(image: ImageArray, options: PictureOptions): Picture {
  const shown = shrink(image, options.longestSide);
  const [height, width] = shown.shape;
  const data = toRgba(shown, options);
  return { uri: encode(data, width, height, options.largestPng), width, height };
}

function shrink(image: ImageArray, longestSide: number): ImageArray {
  const [height, width, channels] = image.shape;
  const scale = longestSide / Math.max(height, width);
  if (scale >= 1) return image;
  const outputSize = [Math.max(1, Math.round(height * scale)), Math.max(1, Math.round(width * scale))] as const;
  return { shape: [...outputSize, channels], data: adaptiveAveragePooling2d(batch(image), { outputSize }).data };
}

function toRgba(image: ImageArray, { range: [least, most], colors }: PictureOptions): Buffer {
  const [height, width, channels] = image.shape;
  const count = height * width;
  const rgba = Buffer.alloc(count * 4, 255);
  // An image of one value has no span; it is drawn as the darkest.
  const span = most - least || 1;
  const share = (i: number): number => Math.min(1, Math.max(0, (floatAt(image.data, i) - least) / span));
  for (let i = 0; i < count; i++) {
    const rgb =
      channels === 3 ? [0, 1, 2].map(channel => Math.round(255 * share(i * 3 + channel))) : colorAt(colors, share(i));
    rgba.set(rgb, i * 4);
  }
  return rgba;
}

function encode(data: Buffer, width: number, height: number, largestPng: number): string {
  const image = new PNG({ width, height });
  image.data = data;
  const png = PNG.sync.write(image, { colorType: 2 });
  if (png.length <= largestPng) return `data:image/png;base64,${png.toString('base64')}`;
  const jpeg = encodeJpeg({ data, width, height }, JPEG_QUALITY).data;
  if (jpeg.length >= png.length) return `data:image/png;base64,${png.toString('base64')}`;
  return `data:image/jpeg;base64,${jpeg.toString('base64')}`;
}

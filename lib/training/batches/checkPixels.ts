import { types } from 'node:util';
import { byteAt } from '../../spec/at';
import { type ImageSet, type ImagesOfOneSize, imageBytes, imageCount, isOfOneSize } from './imageSet';

/**
 * Checks that images are bytes.
 *
 * @param shape `[h, w, c]`, or `[n, h, w, c]` of images that lie one after the other
 * @param where names the caller, and the image where it is one
 * @throws RangeError that says what there is in their place, and what to do
 */
export function checkBytes(data: unknown, shape: readonly number[], where: string): void {
  if (!isBytes(data)) throw new RangeError(`${where}: ${notBytes(data, shape)}`);
}

/**
 * Checks that there are enough bytes for images that lie one after the other.
 *
 * @throws RangeError that says which image is the first that is not whole
 */
export function checkLength({ images, shape }: ImagesOfOneSize, where: string): void {
  const [count] = shape;
  const needed = shape.reduce((product, size) => product * size, 1);
  const isShape = shape.every(size => Number.isInteger(size) && size > 0);
  if (isShape && images.length >= needed) return;
  const short = isShape ? ` Image ${Math.floor((images.length * count) / needed)} is cut off.` : '';
  throw new RangeError(
    `${where}: images of the shape [${shape.join(', ')}] need ${needed} bytes, and there are ${images.length}.${short} Mend the shape or the images.`,
  );
}

// Not with instanceof: a cell of a notebook may have classes of its own.
function isBytes(data: unknown): data is Uint8Array {
  return types.isUint8Array(data) || types.isUint8ClampedArray(data);
}

/** What is there in the place of bytes. */
function notBytes(data: unknown, shape: readonly number[]): string {
  const rule = 'pixels must be whole numbers from 0 to 255 in a Uint8Array.';
  if (!types.isTypedArray(data) && !Array.isArray(data))
    return `${rule} Received ${data === null ? 'null' : typeof data}.`;
  const values = Array.from<unknown, number>(data, Number);
  const wrong = values.findIndex(value => !Number.isFinite(value));
  const found =
    wrong === -1
      ? rangeInWords(values)
      : `in which ${placeInWords(wrong, shape)} is ${values[wrong]}. Mend what made it.`;
  return `${rule} Received ${Array.isArray(data) ? 'Array' : data[Symbol.toStringTag]} ${found}`;
}

function placeInWords(index: number, shape: readonly number[]): string {
  const [height = 1, width = 1, channels = 1] = shape.slice(-3);
  return shape.length === 4 ? `a value of image ${Math.floor(index / (height * width * channels))}` : `value ${index}`;
}

function rangeInWords(values: readonly number[]): string {
  const largest = values.reduce((a, b) => Math.max(a, b), 0);
  const asBytes =
    largest <= 1 ? 'Uint8Array.from(values, value => Math.round(255 * value))' : 'Uint8Array.from(values)';
  return `with values up to ${largest}. Make bytes of them: ${asBytes}.`;
}

/**
 * Checks that there is something to learn from: images that differ in their pixels, and in each channel where it is scaled by
 * what is measured. It stops at the first pixels that differ, and so costs nothing for images that are.
 *
 * @param isMeasured whether the images are scaled by their own mean and deviation, which must not be 0
 * @throws RangeError that says which channels are the same everywhere
 */
export function checkVaried(images: ImageSet, isMeasured: boolean, where: string): void {
  const [, , channels] = imageBytes(images, 0).shape;
  const values = Array.from({ length: channels }, (_, channel) => constantValue(images, channel));
  const [first] = values;
  if (first !== null && values.every(value => value === first)) {
    throw new RangeError(
      `${where}: every pixel of all ${imageCount(images)} images is ${first}, and nothing can be learnt from them. ` +
        'Look at some with figures.images, and mend what made them.',
    );
  }
  const constant = values.findIndex(value => value !== null);
  if (constant === -1 || !isMeasured) return;
  throw new RangeError(
    `${where}: channel ${constant} of all images is ${values[constant]} in every pixel, and so cannot be scaled by its deviation, which is 0. ` +
      'Leave the channel out, or pass scaling: { mean, std }.',
  );
}

/** The value that a channel has everywhere; null where it has several. */
function constantValue(set: ImageSet, channel: number): number | null {
  const first = imageBytes(set, 0);
  const [channels, value] = [first.shape[2], byteAt(first.data, channel)];
  for (const data of isOfOneSize(set) ? [set.images] : set.images.map(image => image.data)) {
    for (let i = channel; i < data.length; i += channels) if (data[i] !== value) return null;
  }
  return value;
}

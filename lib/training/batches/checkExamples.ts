import { types } from 'node:util';
import { checkBytes, checkLength } from './checkPixels';
import type { Examples } from './examples';
import { type Field, fieldCount } from './fields';
import { checkField } from './fields/checkField';
import { type ImageBytes, type ImagesOfAnySize, imageCount, isOfOneSize } from './imageSet';

/** What a network reads: `[h, w, c]`. */
export interface Reader {
  readonly name: string;
  readonly inputShape: readonly number[];
}

/**
 * Checks that images and their fields belong together and that a network can read them, before anything is computed.
 *
 * @param where names the caller in the message
 * @throws RangeError that says what does not fit, and what to change
 */
export function checkExamples(reader: Reader, { images, fields }: Examples, where: string): void {
  const count = imageCount(images);
  if (count === 0)
    throw new RangeError(`${where}: the set has no images. Check the folder or the filter that made it.`);
  if (isOfOneSize(images)) {
    checkShape(reader, images.shape.slice(1), where);
    checkBytes(images.images, images.shape, where);
    checkLength(images, where);
  } else checkEach(reader, images, where);
  for (const [name, field] of Object.entries(fields)) {
    checkAnswers(name, field, where);
    const found = fieldCount(field);
    if (found !== count) {
      throw new RangeError(`${where}: there must be one ${name} for each image. Received ${found} for ${count}.`);
    }
    checkField(field, images, where);
  }
}

/** The answers of a field, whatever they are. */
function answersOf(field: Field): unknown {
  switch (field.kind) {
    case 'classes':
    case 'numbers':
      return field.data;
    case 'masks':
      return field.masks;
    case 'boxes':
      return field.objects;
  }
}

function checkAnswers(name: string, field: Field, where: string): void {
  const answers = answersOf(field);
  const isRight =
    field.kind === 'masks' || field.kind === 'boxes' ? Array.isArray(answers) : types.isTypedArray(answers);
  if (isRight) return;
  const list = {
    classes: 'an Int32Array',
    numbers: 'a Float32Array',
    masks: 'a list of masks',
    boxes: 'a list of lists',
  };
  const found = Array.isArray(answers) ? 'a list' : answers === null ? 'null' : typeof answers;
  throw new TypeError(
    `${where}: the set needs ${list[field.kind]} with one ${name} for each image. Received ${found}.`,
  );
}

const FRAMES: readonly string[] = ['crop', 'contain'] satisfies ImagesOfAnySize['frame'][];

function checkFrame(frame: string, where: string): void {
  if (FRAMES.includes(frame)) return;
  throw new RangeError(`${where}: frame must be 'crop' or 'contain'. Received '${frame}'.`);
}

/** Images of sizes of their own, and the frame that they are put into. */
function checkEach(reader: Reader, { images, frame }: ImagesOfAnySize, where: string): void {
  checkFrame(frame, where);
  for (const [i, image] of images.entries()) checkImage(reader, image, `${where}: image ${i}`);
}

function checkShape({ name, inputShape }: Reader, shape: readonly number[], where: string): void {
  if (inputShape.every((size, axis) => size === shape[axis])) return;
  throw new RangeError(
    `${where}: the model "${name}" takes images [${inputShape.join(', ')}]. Received images [${shape.join(', ')}]. ` +
      `Build the model with inputShape: [${shape.join(', ')}], or ${changes(inputShape, shape).join(' and ')}.`,
  );
}

/** What makes images of one shape those of another. */
function changes([height, width, channels]: readonly number[], [rows, columns, received]: readonly number[]): string[] {
  const size = height === rows && width === columns ? [] : ['resize the images'];
  if (channels === received) return size;
  if (channels === 3 && received === 1) return [...size, 'give each grey value three times, once for each channel'];
  return [...size, `make them have ${channels} channel${channels === 1 ? '' : 's'}`];
}

/** An image of a size of its own. */
function checkImage({ name, inputShape }: Reader, { shape, data }: ImageBytes, where: string): void {
  const [height, width, channels] = shape;
  if (channels !== inputShape[2]) {
    throw new RangeError(
      `${where}: the model "${name}" takes images of ${inputShape[2]} channels. Received an image [${shape.join(', ')}].`,
    );
  }
  checkBytes(data, shape, where);
  if (data.length > 0 && data.length === height * width * channels) return;
  throw new RangeError(
    `${where} has shape [${shape.join(', ')}], which needs ${height * width * channels} bytes. Received ${data.length}.`,
  );
}

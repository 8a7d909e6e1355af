import type { Examples } from './examples';
import type { Field, Fields } from './fields';
import { type ImageSet, isOfOneSize } from './imageSet';

/** Examples whose images and masks lie in memory that two threads see, so that they are not copied for each run. */
export function sharedExamples<F extends Fields>({ images, fields }: Examples<F>): Examples {
  const entries = Object.entries(fields).map(([name, field]) => [name, sharedField(field)] as const);
  return { images: sharedImages(images), fields: Object.fromEntries(entries) };
}

function sharedImages(set: ImageSet): ImageSet {
  if (isOfOneSize(set)) return { images: sharedBytes(set.images), shape: set.shape };
  return { ...set, images: set.images.map(({ shape, data }) => ({ shape, data: sharedBytes(data) })) };
}

function sharedField(field: Field): Field {
  return field.kind === 'masks' ? { ...field, masks: field.masks.map(sharedBytes) } : field;
}

function sharedBytes(bytes: Uint8Array): Uint8Array {
  if (bytes.buffer instanceof SharedArrayBuffer) return bytes;
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

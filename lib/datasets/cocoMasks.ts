import { at, intAt } from '../spec/at';
import { excerpt } from '../spec/quoted';
import type { AnnotatedImage } from './annotations';
import { coco } from './coco';
import { IGNORED, type MaskedPictures, readPicture } from './maskedPictures';
import { outlineMask } from './outline';

export interface CocoMasksOptions {
  /** Categories that get a label of their own, in this order from 1 on; all of the file by default. The rest is background. */
  readonly categories?: readonly string[];
  /** How pictures come into a network's input: `'crop'` cuts or fills them, `'contain'` scales them. */
  readonly frame?: 'crop' | 'contain';
}

/**
 * Reads COCO's outlines as the class of each pixel: 0 for background, 1 and on for the categories. Where two objects
 * overlap, nothing says which of them is seen, so the pixel is ignored, as in torchvision's recipe for its FCNs; within a
 * crowd, where objects were not told apart, pixels are ignored too. Pictures without an object of the categories are left out.
 *
 * All are read at once: 500 pictures of 480 × 640 take 610 MB, 1.2 MB each.
 *
 * Introduced in notebook fcn-segmentation.
 *
 * @param annotationFile such as `annotations/instances_val2017.json`
 * @param imageFolder the folder with the images, such as `val2017`
 * @throws Error naming the file that is missing, malformed or does not fit, with the remedy
 * @see https://github.com/pytorch/vision/blob/main/references/segmentation/coco_utils.py
 */
export function cocoMasks(annotationFile: string, imageFolder: string, options: CocoMasksOptions = {}): MaskedPictures {
  const { classNames: known, images: all } = coco(annotationFile, imageFolder);
  const { categories = known, frame = 'crop' } = options;
  const unknown = categories.find(name => !known.includes(name));
  if (unknown !== undefined) {
    throw new RangeError(
      `cocoMasks: ${annotationFile} has no category "${unknown}". It has: ${excerpt(known.join(', '), 1000)}.`,
    );
  }
  if (categories.length >= IGNORED) {
    throw new RangeError(
      `cocoMasks: a mask has room for ${IGNORED - 1} categories. Received ${categories.length}. Choose: cocoMasks(file, folder, { categories: ['${excerpt(categories[0] ?? '')}', …] }).`,
    );
  }
  const labelOf = known.map(name => 1 + categories.indexOf(name)); // 0 for those that were not asked for
  const images = all.filter(({ labels }) => labels.some(label => at(labelOf, label) > 0));
  return {
    images: images.map(pictureOf),
    masks: images.map(image => classMask(image, labelOf)),
    classNames: ['background', ...categories],
    frame,
  };
}

function pictureOf({ path, width, height }: AnnotatedImage): MaskedPictures['images'][number] {
  const picture = readPicture(path, 'cocoMasks');
  if (picture.shape[0] === height && picture.shape[1] === width) return picture;
  throw new RangeError(
    `cocoMasks: ${path} must be as large as its annotations say, ${height}×${width} pixels. It has ${picture.shape.slice(0, 2).join('×')}.`,
  );
}

function classMask(image: AnnotatedImage, labelOf: readonly number[]): Uint8Array {
  const { width, height, boxes, outlines } = image;
  if (outlines === undefined) {
    throw new RangeError(
      `cocoMasks: image ${image.id} has ${boxes.length} objects without outlines. Choose a file of COCO's object instances.`,
    );
  }
  const mask = new Uint8Array(height * width);
  outlines.forEach((outline, k) => {
    const label = at(labelOf, intAt(image.labels, k));
    if (label === 0) return;
    const painted = image.ignore[k] === 1 ? IGNORED : label;
    outlineMask(outline, [height, width]).forEach((inside, pixel) => {
      if (inside === 1) mask[pixel] = mask[pixel] === 0 ? painted : IGNORED;
    });
  });
  return mask;
}

import type { Box } from '../spec/box';
import type { Outline } from './outline';

/** A photograph with its objects; the picture itself is read when it is needed, with `imageFile(path)`. */
export interface AnnotatedImage {
  /** What the data set calls it, such as `'000005'`. */
  readonly id: string;
  readonly path: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Of each object. A box over the whole image is `[0, 0, width, height]`. */
  readonly boxes: readonly Box[];
  /** [k]: positions in `classNames`. */
  readonly labels: Int32Array;
  /**
   * [k]: 1 for what is not counted, neither as found nor as missed: objects that VOC calls difficult, groups that COCO
   * calls crowds.
   */
  readonly ignore: Uint8Array;
  /** Of each object, where the data set outlines them: `outlineMask` draws its mask. */
  readonly outlines?: readonly Outline[];
}

/** Photographs with boxes around their objects. */
export interface AnnotatedImages {
  readonly classNames: readonly string[];
  readonly images: readonly AnnotatedImage[];
}

/** One object, before the objects of an image are put together. */
export interface Annotation {
  readonly box: Box;
  readonly label: number;
  readonly ignore: boolean;
  readonly outline?: Outline;
}

/** The objects of an image, put together. */
export function packAnnotations(
  annotations: readonly Annotation[],
): Pick<AnnotatedImage, 'boxes' | 'labels' | 'ignore' | 'outlines'> {
  const outlines = annotations.flatMap(({ outline }) => (outline === undefined ? [] : [outline]));
  return {
    boxes: annotations.map(({ box }) => box),
    labels: Int32Array.from(annotations, ({ label }) => label),
    ignore: Uint8Array.from(annotations, ({ ignore }) => Number(ignore)),
    // All have one, or they are not told apart.
    ...(outlines.length === annotations.length && outlines.length > 0 && { outlines }),
  };
}

/** Width and height of an image in pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/**
 * Checks the size that a file tells of an image.
 *
 * @param where what the size belongs to, for the message
 * @throws RangeError when it is not of whole pixels, from 1 on
 */
export function checkSize(size: PictureSize, where: string): PictureSize {
  for (const side of ['width', 'height'] as const) {
    if (Number.isInteger(size[side]) && size[side] > 0) continue;
    throw new RangeError(
      `${where}: the ${side} of an image must be a whole number of pixels, 1 or more. Received ${size[side]}. Correct the file.`,
    );
  }
  return size;
}

/** How far beyond the image a box may reach: tools that count pixels from 0 or from 1 differ by one. */
const TOLERANCE = 1;

/**
 * Checks a box against its image and cuts off what reaches beyond it by a pixel at most.
 *
 * @param size width and height of the image in pixels
 * @param where what the box belongs to, for the message
 * @throws RangeError when the box is empty or reaches further out
 */
export function checkBox(box: Box, { width, height }: PictureSize, where: string): Box {
  const [x1, y1, x2, y2] = box;
  const inside = Math.min(x1, y1) >= -TOLERANCE && x2 <= width + TOLERANCE && y2 <= height + TOLERANCE;
  if (!inside || !(x2 > x1 && y2 > y1)) {
    throw new RangeError(
      `${where}: the box must lie inside the image of ${width} × ${height} pixels and have an area. ` +
        `Received x from ${x1} to ${x2}, y from ${y1} to ${y2}, in pixels from the top left corner. Correct the file.`,
    );
  }
  return [Math.max(0, x1), Math.max(0, y1), Math.min(width, x2), Math.min(height, y2)];
}

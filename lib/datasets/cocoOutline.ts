import { quoted } from '../spec/quoted';
import type { PictureSize } from './annotations';
import { fieldsOf, isFields } from './cocoFields';
import type { Outline } from './outline';

/**
 * The outline of an object, as the file gives it.
 *
 * @returns undefined where there is none, as in files of boxes
 * @throws TypeError when it is neither polygons nor runs; RangeError when it leads far out of the image
 */
export function outlineOf(annotation: unknown, image: PictureSize, where: string): Outline | undefined {
  const { segmentation } = fieldsOf(annotation, where);
  if (segmentation === undefined) return undefined;
  if (isPolygons(segmentation)) {
    for (const polygon of segmentation) checkCorners(polygon, image, where);
    return { kind: 'polygons', polygons: segmentation };
  }
  const counts = isFields(segmentation) ? segmentation.counts : undefined;
  if (typeof counts === 'string' || isNumbers(counts)) return { kind: 'runs', counts };
  throw new TypeError(
    `${where}: segmentation must be a list of polygons [x, y, x, y, …], or hold counts. Received ${quoted(segmentation)}. Correct the file.`,
  );
}

/**
 * Corners of published outlines lie outside of their image now and then, by a few pixels; drawing one takes as long as it
 * is.
 */
function checkCorners(polygon: readonly number[], { width, height }: PictureSize, where: string): void {
  const far = polygon.find((value, i) => Math.abs(value) > 2 * (i % 2 === 0 ? width : height));
  if (far === undefined) return;
  throw new RangeError(
    `${where}: segmentation leads far out of the image of ${width} × ${height} pixels. Received ${far}. Correct the file.`,
  );
}

function isPolygons(value: unknown): value is readonly (readonly number[])[] {
  return Array.isArray(value) && value.every(one => isNumbers(one) && one.length >= 6 && one.length % 2 === 0);
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every(Number.isFinite);
}

import type { Box } from '../../spec/box';

/** Intersection over union of two boxes. */
export function iou(a: Box, b: Box): number {
  const width = Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0]));
  const height = Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
  const common = width * height;
  const area = ([x1, y1, x2, y2]: Box): number => (x2 - x1) * (y2 - y1);
  const union = area(a) + area(b) - common;
  return union > 0 ? common / union : 0;
}

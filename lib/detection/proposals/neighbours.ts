import * as reading from '../../spec/at';

const { intAt } = reading;

/**
 * Which regions touch, at a side or a corner of a pixel.
 *
 * @param labels the region of each pixel, row by row
 * @param width of the picture in pixels
 * @returns pairs of regions, the smaller number first, each pair once, in the order in which they are met
 */
export function neighbours(labels: Int32Array, width: number): (readonly [number, number])[] {
  const count = labels.reduce((most, label) => Math.max(most, label), 0) + 1;
  const met = new Set<number>();
  const meet = (pixel: number, other: number): void => {
    const [a, b] = [intAt(labels, pixel), intAt(labels, other)];
    if (a !== b) met.add(a < b ? a * count + b : b * count + a);
  };
  const height = labels.length / width;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const pixel = row * width + column;
      if (column + 1 < width) meet(pixel, pixel + 1);
      if (row + 1 === height) continue;
      meet(pixel, pixel + width);
      if (column + 1 < width) meet(pixel, pixel + width + 1);
      if (column > 0) meet(pixel, pixel + width - 1);
    }
  }
  return Array.from(met, key => [Math.floor(key / count), key % count] as const);
}

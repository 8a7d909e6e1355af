import { batch, imagesOf } from '../../ops/array';
import { interpolate, sampleAt } from '../../ops/interpolation';
import { edgeAligned } from '../../ops/resize';
import { floatAt } from '../../spec/at';
import type { NDArray } from '../../spec/ndarray';
import { type LabelMap, labelMap } from '../labelMap';

/**
 * The class with the highest score of each pixel, the first of equal ones.
 *
 * @param scores [h, w, classes]
 * @returns h · w labels
 */
export function bestLabels({ shape, data }: NDArray): Int32Array {
  const [height = 0, width = 0, classes = 0] = shape;
  return Int32Array.from({ length: height * width }, (_, pixel) =>
    best(classes, k => floatAt(data, pixel * classes + k)),
  );
}

/**
 * The same at another size: scores are mixed as `ops.resizeBilinear` mixes them, one pixel at a time, so that the scores of
 * a large picture are nowhere kept.
 */
export function bestLabelsAt(scores: NDArray, [height, width]: readonly [number, number]): LabelMap {
  const images = imagesOf(batch(scores), 'bestLabelsAt');
  const sample = (i: number, from: number, to: number) => sampleAt(edgeAligned(i, from, to), from);
  const columns = Array.from({ length: width }, (_, i) => sample(i, images.width, width));
  const labels = Array.from({ length: height }, (_, i) => sample(i, images.height, height)).flatMap(row =>
    columns.map(column => best(images.channels, k => interpolate(images, 0, row, column, k))),
  );
  return labelMap([height, width], labels);
}

function best(classes: number, score: (k: number) => number): number {
  let [label, highest] = [0, score(0)];
  for (let k = 1; k < classes; k++) {
    const other = score(k);
    if (other > highest) [label, highest] = [k, other];
  }
  return label;
}

import { at, byteAt } from '../spec/at';

/** What COCO keeps of an object's mask: polygons, or lengths of runs, column by column, as numbers or packed into a text. */
export type Outline =
  | { readonly kind: 'polygons'; readonly polygons: readonly (readonly number[])[] }
  | { readonly kind: 'runs'; readonly counts: string | readonly number[] };

type Size = readonly [height: number, width: number];

/**
 * The mask of an object, as COCO's own tools draw it.
 *
 * @param size of the image, `[height, width]`
 * @returns [h, w]: 1 for pixels of the object, else 0
 * @throws RangeError when the runs do not fill the image
 * @see https://github.com/cocodataset/cocoapi/blob/master/common/maskApi.c
 */
export function outlineMask(outline: Outline, size: Size): Uint8Array {
  if (outline.kind === 'runs') return ofRuns(outline.counts, size);
  const mask = new Uint8Array(size[0] * size[1]);
  for (const polygon of outline.polygons) {
    ofPolygon(polygon, size).forEach((inside, pixel) => {
      if (inside === 1) mask[pixel] = 1;
    });
  }
  return mask;
}

/** Runs of 0 and of 1 in turn, beginning with 0, down the first column, then down the second, and so on. */
function ofRuns(given: string | readonly number[], [height, width]: Size): Uint8Array {
  const counts = typeof given === 'string' ? unpacked(given) : given;
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total !== height * width || counts.some(count => count < 0)) {
    throw new RangeError(
      `outlineMask: runs must fill the image of ${width} × ${height} pixels, ${height * width} in all. They have ${total}.`,
    );
  }
  const columns = new Uint8Array(height * width);
  let place = 0;
  counts.forEach((count, i) => {
    columns.fill(i % 2, place, place + count);
    place += count;
  });
  return byRows(columns, [height, width]);
}

/**
 * Numbers from a text: five bits a character, the lowest first; bit 6 says that more follow, and the last one's fifth bit
 * is the sign. From the fourth number on it is the difference to the number two before.
 */
function unpacked(text: string): number[] {
  const counts: number[] = [];
  let [value, shift] = [0, 0];
  for (const character of text) {
    const bits = character.charCodeAt(0) - 48;
    value |= (bits & 31) << shift;
    shift += 5;
    if (bits & 32) continue;
    if (bits & 16 && shift < 32) value |= -1 << shift;
    counts.push(counts.length > 2 ? value + at(counts, counts.length - 2) : value);
    [value, shift] = [0, 0];
  }
  return counts;
}

/** Steps of the fine grid to a pixel. */
const FINE = 5;

/**
 * The outline is walked along on a grid that is five times as fine. Where it passes from one column of pixels to another,
 * all pixels below change sides.
 */
function ofPolygon(polygon: readonly number[], [height, width]: Size): Uint8Array {
  const changes = new Uint8Array(height * width + 1);
  const points = walk(polygon);
  points.forEach(([x, y], i) => {
    const before = points[i - 1];
    if (before === undefined || before[0] === x) return;
    const column = (Math.min(x, before[0]) + 0.5) / FINE - 0.5;
    if (!Number.isInteger(column) || column < 0 || column > width - 1) return;
    const row = Math.ceil(Math.min(Math.max((Math.min(y, before[1]) + 0.5) / FINE - 0.5, 0), height));
    const place = column * height + row;
    changes[place] = byteAt(changes, place) ^ 1;
  });
  let inside = 0;
  const columns = changes.map(change => (inside ^= change));
  return byRows(columns, [height, width]);
}

/** Points of the fine grid along the outline, whole numbers. */
function walk(polygon: readonly number[]): (readonly [x: number, y: number])[] {
  const corners = Array.from({ length: Math.floor(polygon.length / 2) }, (_, i) => {
    return [fine(at(polygon, 2 * i)), fine(at(polygon, 2 * i + 1))] as const;
  });
  return corners.flatMap((from, i) => side(from, corners[i + 1] ?? at(corners, 0)));
}

function fine(value: number): number {
  return Math.trunc(FINE * value + 0.5);
}

/** From one corner to the next, a point for each step along the longer axis; always computed from the smaller end. */
function side(from: readonly [number, number], to: readonly [number, number]): (readonly [number, number])[] {
  const [dx, dy] = [Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1])];
  const [main, other] = dx >= dy ? ([0, 1] as const) : ([1, 0] as const);
  const flipped = from[main] > to[main];
  const [start, end] = flipped ? [to, from] : [from, to];
  const steps = Math.max(dx, dy);
  const slope = steps === 0 ? 0 : (end[other] - start[other]) / steps;
  return Array.from({ length: steps + 1 }, (_, i) => {
    const step = flipped ? steps - i : i;
    const along = start[main] + step;
    const across = Math.trunc(start[other] + slope * step + 0.5);
    return main === 0 ? ([along, across] as const) : ([across, along] as const);
  });
}

function byRows(columns: Uint8Array, [height, width]: Size): Uint8Array {
  return Uint8Array.from({ length: height * width }, (_, i) =>
    byteAt(columns, (i % width) * height + Math.floor(i / width)),
  );
}

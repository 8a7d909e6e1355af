import type { Box } from '../../../lib/spec';
import { Random } from '../../../lib/spec/random';
import type { ImageBytes, Located } from '../../../lib/training';

/** A picture of coloured rectangles on grey noise, with all that can be asked about it. */
export interface Scene {
  readonly image: ImageBytes;
  readonly objects: readonly Located[];
  /** [h, w]: 0 for the ground, 1 for red, 2 for blue, 255 along the edges of the rectangles. */
  readonly mask: Uint8Array;
}

export const COLORS = ['red', 'blue'] as const;
export const IGNORE = 255;
const PAINT = [
  [220, 60, 60],
  [60, 60, 220],
] as const;

/** Draws scenes of rectangles that do not touch each other: the same ones for the same seed. */
export function drawScenes(
  count: number,
  options: { readonly size: readonly [number, number]; readonly most: number; readonly seed: number },
): Scene[] {
  const random = new Random(`scenes/${options.seed}`);
  return Array.from({ length: count }, () => drawScene(options.size, 1 + random.integer(options.most), random));
}

function drawScene([height, width]: readonly [number, number], wanted: number, random: Random): Scene {
  const objects: Located[] = [];
  for (let attempt = 0; attempt < 20 && objects.length < wanted; attempt++) {
    const [w, h] = [8 + random.integer(8), 8 + random.integer(8)];
    const [x, y] = [random.integer(width - w + 1), random.integer(height - h + 1)];
    const box: Box = [x, y, x + w, y + h];
    if (objects.every(other => apart(other.box, box))) objects.push({ box, label: random.integer(COLORS.length) });
  }
  const data = Uint8Array.from({ length: height * width * 3 }, () => 90 + random.integer(40));
  const mask = new Uint8Array(height * width);
  for (const { box, label } of objects) paint(data, mask, width, box, label);
  return { image: { shape: [height, width, 3], data }, objects, mask };
}

function apart(a: Box, b: Box): boolean {
  return a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1];
}

function paint(data: Uint8Array, mask: Uint8Array, width: number, [x1, y1, x2, y2]: Box, label: number): void {
  for (let y = y1; y < y2; y++) {
    for (let x = x1; x < x2; x++) {
      const edge = x === x1 || y === y1 || x === x2 - 1 || y === y2 - 1;
      mask[y * width + x] = edge ? IGNORE : label + 1;
      PAINT[label]?.forEach((value, c) => {
        data[(y * width + x) * 3 + c] = value;
      });
    }
  }
}

/** The images of scenes of one size in one array. */
export function stacked(scenes: readonly Scene[]): {
  readonly images: Uint8Array;
  readonly shape: readonly [number, number, number, number];
} {
  const [first] = scenes;
  if (first === undefined) throw new RangeError('there are no scenes.');
  const images = new Uint8Array(scenes.length * first.image.data.length);
  scenes.forEach(({ image }, i) => {
    images.set(image.data, i * image.data.length);
  });
  return { images, shape: [scenes.length, ...first.image.shape] };
}

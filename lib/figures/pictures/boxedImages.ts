import { floatAt } from '../../spec/at';
import type { Box } from '../../spec/box';
import type { NDArray } from '../../spec/ndarray';
import type { Figure } from '../style/figure';
import type { ImageArray } from '../style/numbers';
import { imageTile } from './image';
import { checkImage } from './pixels';
import { spread, tileFigure } from './tiles';

/**
 * What a box stands for: `'truth'`, dashed green; `'found'`, solid blue; `'wrong'`, dotted orange; `'other'`, a thin pale
 * line.
 */
export type BoxMark = 'truth' | 'found' | 'wrong' | 'other';

export interface MarkedBox {
  /** In pixels of the image, beyond which it may reach. */
  readonly box: Box;
  readonly mark: BoxMark;
}

/** An image with boxes on it, and the words above it. */
export interface BoxedImage {
  readonly image: NDArray;
  readonly boxes: readonly MarkedBox[];
  readonly caption: string;
}

export interface BoxedImagesOptions {
  readonly title: string;
  /** What the images show, and what their boxes enclose. */
  readonly alt: string;
  /** Images in a row; at most 4 when left out. */
  readonly columns?: number;
}

/** How a line is drawn: its colour, pixels across, and pixels drawn and left out along it. */
interface Stroke {
  readonly color: readonly [number, number, number];
  readonly width: number;
  readonly drawn: number;
  readonly gap: number;
}

const STROKES: Readonly<Record<BoxMark, Stroke>> = {
  other: { color: [0.93, 0.94, 0.95], width: 1, drawn: 1, gap: 0 },
  wrong: { color: [0.835, 0.369, 0], width: 2, drawn: 3, gap: 3 },
  truth: { color: [0, 0.573, 0.416], width: 3, drawn: 10, gap: 6 },
  found: { color: [0, 0.447, 0.698], width: 3, drawn: 1, gap: 0 },
};
/** What stands out most is drawn last. */
const ORDER: readonly BoxMark[] = ['other', 'wrong', 'truth', 'found'];
const LARGEST_TILE = 300;
/** A small image is enlarged to about so many pixels, so that lines on it are thin. */
const ENLARGED_TO = 256;

/**
 * Several images with boxes on them, side by side: what is there and what was found, or step after step of a calculation.
 * `figures.detections` draws one image with names and scores.
 *
 * Introduced in notebook detection-basics.
 *
 * @param items each image [h, w, 3], [h, w, 1] or [h, w]; values from 0 to 1
 * @throws TypeError when an array cannot be drawn as one image
 * @throws RangeError when there is no image, or a number of a box is not finite
 */
export function boxedImages(items: readonly BoxedImage[], options: BoxedImagesOptions): Figure {
  if (items.length === 0) throw new RangeError('figures.boxedImages: give at least one image. Received an empty list.');
  const tiles = items.map(({ image, boxes, caption }) => {
    const drawn = enlarged(checkImage(image, `figures.boxedImages, '${caption}'`));
    for (const mark of ORDER) {
      for (const one of boxes) if (one.mark === mark) paintBox(drawn, scaled(one.box, drawn.scale), STROKES[mark]);
    }
    return imageTile(drawn.image, caption, { range: [0, 1], colors: 'gray', count: items.length });
  });
  const { title, alt, columns = spread(items.length, 4) } = options;
  return tileFigure(tiles, { title, alt, columns, largestTile: LARGEST_TILE });
}

interface Canvas {
  readonly image: ImageArray & { readonly data: Float32Array };
  readonly scale: number;
}

/** A copy in colour, each pixel of which is repeated so that the image is large enough for thin lines. */
function enlarged({ shape: [height, width, channels], data }: ImageArray): Canvas {
  const scale = Math.max(1, Math.round(ENLARGED_TO / Math.max(height, width)));
  const shape = [height * scale, width * scale, 3] as const;
  const copy = new Float32Array(shape[0] * shape[1] * 3);
  for (let row = 0; row < shape[0]; row++) {
    for (let column = 0; column < shape[1]; column++) {
      const from = (Math.floor(row / scale) * width + Math.floor(column / scale)) * channels;
      for (let c = 0; c < 3; c++) {
        copy[(row * shape[1] + column) * 3 + c] = floatAt(data, from + (channels === 1 ? 0 : c));
      }
    }
  }
  return { image: { shape, data: copy }, scale };
}

function scaled(box: Box, scale: number): Box {
  if (box.every(Number.isFinite)) return [box[0] * scale, box[1] * scale, box[2] * scale, box[3] * scale];
  throw new RangeError(`figures.boxedImages: the numbers of a box are finite. Received [${box.join(', ')}].`);
}

/** The four sides, inside of the box. */
function paintBox({ image }: Canvas, box: Box, { color, width, drawn, gap }: Stroke): void {
  const [rows, columns] = image.shape;
  const [x1, y1, x2, y2] = box.map(Math.round) as [number, number, number, number]; // four, as a box has
  const put = (row: number, column: number): void => {
    if (row < 0 || column < 0 || row >= rows || column >= columns) return;
    color.forEach((value, c) => {
      image.data[(row * columns + column) * 3 + c] = value;
    });
  };
  for (let across = 0; across < width; across++) {
    for (let x = x1; x < x2; x++) {
      if ((x - x1) % (drawn + gap) >= drawn) continue;
      put(y1 + across, x);
      put(y2 - 1 - across, x);
    }
    for (let y = y1; y < y2; y++) {
      if ((y - y1) % (drawn + gap) >= drawn) continue;
      put(y, x1 + across);
      put(y, x2 - 1 - across);
    }
  }
}

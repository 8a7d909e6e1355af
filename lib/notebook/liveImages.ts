import { type CaptionedImage, type ImagesOptions, images } from '../figures/pictures/image';
import { checkImage, drawPicture } from '../figures/pictures/pixels';
import { escapeHtml, html } from './content';
import { newDisplay } from './display';
import { notebookSurroundings, type Surroundings } from './surroundings';

/** Pictures below the cell that change while the cell runs. */
export interface LiveImages {
  /**
   * Shows pictures in the place of those before.
   *
   * @param items each image [h, w, 3], [h, w, 1] or [h, w] with values from 0 to 1, with its caption
   */
  update(items: readonly CaptionedImage[]): void;
  /** Turns the last pictures into a figure. */
  finish(): void;
}

/** Pixels of a picture's longer side on the screen. */
const SIDE = 150;

/**
 * Shows pictures that can be replaced while the cell runs, such as masks of a network in training. `finish` turns
 * the last ones into the figure that `figures.images` makes of them, in the same place.
 *
 * Introduced in notebook fcn-segmentation.
 *
 * @param options title, alternative text and columns, as those of `figures.images`
 * @returns the pictures; call `update` as often as there are new ones, and `finish` at the end
 */
export function liveImages(
  options: Pick<ImagesOptions, 'title' | 'alt' | 'columns'>,
  { send }: Pick<Surroundings, 'send'> = notebookSurroundings,
): LiveImages {
  const display = newDisplay(send);
  let last: readonly CaptionedImage[] = [];
  return {
    update(items) {
      last = items;
      display.update(html(drawHtml(items, options), `${options.title}: ${captions(items)}`));
    },
    finish() {
      if (last.length > 0) display.update(images(last, options));
    },
  };
}

const captions = (items: readonly CaptionedImage[]): string => items.map(({ caption }) => caption).join('; ');

// JupyterLab draws a plotly figure once and ignores its updates, so that what moves is HTML.
function drawHtml(
  items: readonly CaptionedImage[],
  { title, columns = 4 }: Pick<ImagesOptions, 'title' | 'columns'>,
): string {
  const tiles = items.map(({ image, caption }) => {
    const checked = checkImage(image, `notebook.liveImages, '${caption}'`);
    const drawing = { range: [0, 1], colors: 'gray', longestSide: SIDE, largestPng: Number.POSITIVE_INFINITY } as const;
    const [height, width] = checked.shape;
    const words = escapeHtml(caption);
    const size = width >= height ? `width:${SIDE}px` : `height:${SIDE}px`;
    const picture = `<img src="${drawPicture(checked, drawing).uri}" alt="${words}" style="${size};image-rendering:pixelated">`;
    return `<figure style="margin:0"><figcaption>${words}</figcaption>${picture}</figure>`;
  });
  const grid = `display:grid;grid-template-columns:repeat(${columns},max-content);gap:8px 14px`;
  return `<div><b>${escapeHtml(title)}</b><div style="${grid}">${tiles.join('')}</div></div>`;
}

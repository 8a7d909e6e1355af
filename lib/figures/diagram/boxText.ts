import { literal } from '../style/text';
import { wrapText } from '../style/theme';
import type { DiagramBox } from './blocks';
import { boxName, boxWork } from './words';

/** How the text stands in boxes. */
export interface TextStyle {
  /** Pixels that boxes of this style need. */
  readonly widthFor: (boxes: readonly DiagramBox[]) => number;
  /** The lines of text in a box of `width` pixels. */
  readonly textOf: (box: DiagramBox, width: number) => string[];
}

const NAME_SIZE = 13;
export const WORK_SIZE = 12;
/** Pixels left and right of the text. */
const PAD = 8;
/** Pixels of a letter of the bold name and of the work, at most on average. */
const NAME_LETTER = 7.6;
const WORK_LETTER = 6.6;

/** Name and work side by side. */
export const ONE_LINE: TextStyle = {
  widthFor: boxes => most(boxes, box => nameWidth(title(box)) + workWidth(`  ${boxWork(box)}`)),
  textOf(box) {
    const work = boxWork(box);
    return [`<b>${literal(title(box))}</b>${work === '' ? '' : `  ${literal(work)}`}`];
  },
};

/** The work below the name. */
export const TWO_LINES: TextStyle = {
  widthFor: boxes => most(boxes, box => Math.max(nameWidth(title(box)), workWidth(boxWork(box)))),
  textOf: box => [`<b>${literal(title(box))}</b>`, ...(boxWork(box) === '' ? [] : [literal(boxWork(box))])],
};

/** Both broken into as many lines as the width asks for. */
export const WRAPPED: TextStyle = {
  widthFor: boxes =>
    most(boxes, box => Math.max(...[...title(box).split(' '), ...boxWork(box).split(' ')].map(nameWidth))),
  textOf(box, width) {
    const lines = (text: string, size: number): string[] => (text === '' ? [] : wrapText(text, width - 2 * PAD, size));
    return [
      ...lines(title(box), NAME_SIZE).map(line => `<b>${literal(line)}</b>`),
      ...lines(boxWork(box), WORK_SIZE).map(literal),
    ];
  },
};

/** `layer1 ×3`. */
function title(box: DiagramBox): string {
  return box.copies.length > 1 ? `${boxName(box)} ×${box.copies.length}` : boxName(box);
}

function nameWidth(text: string): number {
  return NAME_LETTER * text.length;
}

function workWidth(text: string): number {
  return WORK_LETTER * text.length;
}

function most(boxes: readonly DiagramBox[], pixelsOf: (box: DiagramBox) => number): number {
  return boxes.length === 0 ? 0 : Math.ceil(Math.max(...boxes.map(pixelsOf))) + 2 * PAD;
}

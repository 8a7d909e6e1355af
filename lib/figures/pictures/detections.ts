import { at } from '../../spec/at';
import { type Box, boxHeight, boxWidth } from '../../spec/box';
import type { NDArray } from '../../spec/ndarray';
import { shortEnough } from '../style/alt';
import type { Figure } from '../style/figure';
import { round } from '../style/numbers';
import { literal } from '../style/text';
import { PAPER, seriesStyle } from '../style/theme';
import { boxedPicture, boxPath } from './boxedPicture';

/** An object in an image, by its box in pixels and the position of its class in the class names. */
export interface DrawnObject {
  readonly box: Box;
  readonly label: number;
}

/** An object that was found, and how sure that is. */
export interface DrawnDetection extends DrawnObject {
  readonly score: number;
}

export interface DetectionsOptions {
  readonly title: string;
  readonly classNames: readonly string[];
  readonly detections: readonly DrawnDetection[];
  /** What is there, drawn dashed; nothing when left out. */
  readonly truths?: readonly DrawnObject[];
  /** The values drawn darkest and brightest: [0, 1] when left out, `'data'` for the smallest and largest found. */
  readonly range?: readonly [number, number] | 'data';
}

const LABEL_FONT = 11;

/**
 * An image with what was found in it: a box in the colour of its class, with class and score above it. Where the truth is
 * given, its boxes are dashed.
 *
 * Introduced in notebook fast-faster-rcnn.
 *
 * @param image [h, w, 3], [h, w, 1] or [h, w]
 * @throws TypeError when the array cannot be drawn as one image
 * @throws RangeError when a label is no position in the class names, or a number of a box is not finite
 */
export function detections(image: NDArray, options: DetectionsOptions): Figure {
  const { title, classNames, range = [0, 1], truths = [] } = options;
  const drawn = [...truths, ...options.detections];
  for (const object of drawn) checkObject(object, classNames);
  const used = [...new Set(drawn.map(({ label }) => label))].sort((a, b) => a - b);
  const names = [...used.map(label => at(classNames, label)), ...(truths.length > 0 ? ['dashed: the truth'] : [])];
  const alt = tellingOf(options);
  const around = drawn.map(({ box }) => box);
  const { trace, layout } = boxedPicture(image, { title, alt, range, around, names, where: 'figures.detections' });
  const data = [
    trace,
    ...truths.flatMap(truth => outline(truth, 'dash', `${at(classNames, truth.label)}, the truth`)),
    ...options.detections.flatMap(found => outline(found, 'solid', captionOf(found, classNames))),
    ...used.map(label => legendEntry(at(classNames, label), { color: seriesStyle(label).color, width: 2.5 })),
    ...(truths.length > 0 ? [legendEntry('dashed: the truth', { color: 'gray', width: 2.5, dash: 'dash' })] : []),
  ];
  // The surest last, so that nothing lies over its caption.
  const annotations = [...options.detections].reverse().map(found => captionAbove(found, classNames));
  return { data, layout: { ...layout, annotations }, alt };
}

function checkObject({ box, label }: DrawnObject, classNames: readonly string[]): void {
  if (classNames[label] === undefined) {
    throw new RangeError(
      `figures.detections: a label is a position in the ${classNames.length} class names. Received ${label}.`,
    );
  }
  if (box.every(Number.isFinite)) return;
  throw new RangeError(`figures.detections: the numbers of a box are finite. Received [${box.join(', ')}].`);
}

function captionOf({ label, score }: DrawnDetection, classNames: readonly string[]): string {
  return `${at(classNames, label)} ${score.toFixed(2)}`;
}

/** A pale line under the coloured one makes it stand out from any picture. */
function outline({ box, label }: DrawnObject, dash: 'solid' | 'dash', caption: string): Record<string, unknown>[] {
  const shared = { ...boxPath(box), showlegend: false };
  const { color } = seriesStyle(label);
  const size = `${round(boxHeight(box))} × ${round(boxWidth(box))} pixels`;
  return [
    { ...shared, line: { color: PAPER, width: 4 }, hoverinfo: 'skip' },
    { ...shared, line: { color, width: 2, dash }, hovertemplate: `${literal(caption)}: ${size}<extra></extra>` },
  ];
}

function legendEntry(name: string, line: Record<string, unknown>): Record<string, unknown> {
  return { type: 'scatter', mode: 'lines', x: [null], y: [null], name: literal(name), line, hoverinfo: 'skip' };
}

/** At the top left corner of its box. */
function captionAbove(found: DrawnDetection, classNames: readonly string[]): Record<string, unknown> {
  const { box, label } = found;
  return {
    text: literal(captionOf(found, classNames)),
    ...{ x: round(box[0]), xanchor: 'left', y: round(box[1]), yanchor: 'bottom' },
    ...{ showarrow: false, borderpad: 1, bgcolor: seriesStyle(label).color },
    font: { color: PAPER, size: LABEL_FONT },
  };
}

function tellingOf({ title, detections: found, truths, classNames }: DetectionsOptions): string {
  const captions = found.map(detection => captionOf(detection, classNames));
  const there = truths === undefined ? '' : ` Objects that are there: ${truths.length}.`;
  const first = captions.slice(0, 3).join(', ');
  return shortEnough(
    `${title}. Boxes drawn: ${captions.length === 0 ? 'none' : captions.join(', ')}.${there}`,
    `${title}. ${captions.length} boxes drawn, among them ${first}.${there}`,
    `${captions.length} boxes drawn.${there}`,
  );
}

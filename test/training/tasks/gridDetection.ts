import type { Tensor } from '@tensorflow/tfjs-node';
import { type Box, floatAt, type NDArray } from '../../../lib/spec';
import { tf } from '../../../lib/tfjs';
import { type BoxField, type ImagesOfOneSize, type Located, outputShapeOf, type Task } from '../../../lib/training';
import { iouOf } from './localisation';
import { SIDE } from './networks';
import { COLORS, type Scene, stacked } from './scenes';

/** Images with any number of objects. */
export type DetectionImages = ImagesOfOneSize & { readonly objects: readonly (readonly Located[])[] };

export function detectionImages(scenes: readonly Scene[]): DetectionImages {
  return { ...stacked(scenes), objects: scenes.map(({ objects }) => objects) };
}

export const GRID = 4;
const CELL = SIDE / GRID;
/** One score for an object, four numbers of its box, one score for each class. */
export const FILTERS = 5 + COLORS.length;

type Fields = { readonly object: BoxField };
type Target = 'present' | 'box' | 'class';

/** The cell in which an object's middle lies finds it, as in YOLO. */
export function gridDetection(): Task<
  DetectionImages,
  Fields,
  Target,
  'presence' | 'found',
  'objectness' | 'box' | 'class'
> {
  return {
    settings: { task: 'grid detection', grid: GRID },
    lossName: 'sum of three losses',
    parts: { objectness: 'objectness', box: 'box', class: 'class' },
    measures: {
      presence: { label: 'cells that are right', unit: '%', better: 'higher' },
      found: { label: 'objects found', unit: '%', better: 'higher' },
    },
    fields: ({ objects }) => ({ object: { kind: 'boxes', objects, classNames: COLORS, leastVisible: 0.3 } }),
    check(model, _, where) {
      const shape = outputShapeOf(model);
      if (shape.join() !== [GRID, GRID, FILTERS].join())
        throw new RangeError(
          `${where}: the output must be [${GRID}, ${GRID}, ${FILTERS}]. It is [${shape.join(', ')}].`,
        );
    },
    targets({ fields: { object }, shape: [count] }) {
      const cells = count * GRID * GRID;
      const [present, box, label] = [new Float32Array(cells), new Float32Array(4 * cells), new Int32Array(cells)];
      object.objects.forEach((list, image) => {
        for (const one of list) {
          const cell = image * GRID * GRID + cellOf(one.box);
          present[cell] = 1;
          label[cell] = one.label;
          box.set(encode(one.box), 4 * cell);
        }
      });
      const grid = [count, GRID, GRID];
      return {
        present: { shape: grid, data: present },
        box: { shape: [...grid, 4], data: box },
        class: { shape: grid, data: label },
      };
    },
    loss: ([output], targets) => {
      const { scores, boxes, classes } = split(output);
      const { present } = targets;
      const objects = tf.maximum(tf.sum(present), 1);
      const right = tf.oneHot(targets.class, COLORS.length);
      const wrongClass = tf.neg(tf.sum(tf.mul(tf.logSoftmax(classes), right), -1));
      return {
        objectness: tf.mean(tf.losses.sigmoidCrossEntropy(present, scores)),
        box: tf.div(tf.sum(tf.mul(tf.mean(tf.abs(tf.sub(boxes, targets.box)), -1), present)), objects),
        class: tf.div(tf.sum(tf.mul(wrongClass, present)), objects),
      };
    },
    measure: ([output], { present }) => {
      const found = tf.cast(tf.greater(split(output).scores, 0), 'float32');
      return { right: tf.sum(tf.cast(tf.equal(found, present), 'float32')) };
    },
    summarize: (sums, examples) => ({ presence: sums.scalar('right') / (examples * GRID * GRID) }),
    overall: {
      keep: ([output]) => ({ output }),
      summarize: batches => {
        const hits = batches.flatMap(({ arrays, fields }) =>
          fields.object.objects.flatMap((list, image) => list.map(one => (isFound(arrays.output, image, one) ? 1 : 0))),
        );
        return { found: hits.reduce((sum: number, hit) => sum + hit, 0) / hits.length };
      },
    },
    describe: ({ present }) => {
      const positive = [...present.data].filter(one => one === 1).length;
      return [{ what: 'cells with an object', value: (100 * positive) / present.data.length, unit: '%' }];
    },
  };
}

function split(output: Tensor): { scores: Tensor; boxes: Tensor; classes: Tensor } {
  const part = (first: number, size: number): Tensor => tf.slice(output, [0, 0, 0, first], [-1, -1, -1, size]);
  return { scores: tf.squeeze(part(0, 1), [3]), boxes: part(1, 4), classes: part(5, COLORS.length) };
}

function cellOf([x1, y1, x2, y2]: Box): number {
  return Math.floor((y1 + y2) / 2 / CELL) * GRID + Math.floor((x1 + x2) / 2 / CELL);
}

/** Middle and size in cells, the middle from its cell's corner. */
function encode([x1, y1, x2, y2]: Box): number[] {
  const [x, y] = [(x1 + x2) / 2 / CELL, (y1 + y2) / 2 / CELL];
  return [x - Math.floor(x), y - Math.floor(y), (x2 - x1) / CELL, (y2 - y1) / CELL];
}

/** Whether the object's cell says that there is one, of its class, in a box that overlaps by more than half. */
function isFound(output: NDArray | undefined, image: number, { box, label }: Located): boolean {
  if (output === undefined) throw new RangeError('the outputs were not kept.');
  const cell = cellOf(box);
  const from = (image * GRID * GRID + cell) * FILTERS;
  const number = (i: number): number => floatAt(output.data, from + i);
  const scores = COLORS.map((_, i) => number(5 + i));
  if (number(0) <= 0 || scores.indexOf(Math.max(...scores)) !== label) return false;
  return iouOf(decode(cell, [number(1), number(2), number(3), number(4)]), box) > 0.5;
}

function decode(cell: number, [x, y, w, h]: readonly [number, number, number, number]): Box {
  const [middleX, middleY] = [((cell % GRID) + x) * CELL, (Math.floor(cell / GRID) + y) * CELL];
  return [middleX - (w * CELL) / 2, middleY - (h * CELL) / 2, middleX + (w * CELL) / 2, middleY + (h * CELL) / 2];
}

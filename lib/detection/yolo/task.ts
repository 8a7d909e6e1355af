import { unbatch } from '../../ops/array';
import { at, lookUp } from '../../spec/at';
import type { Pair } from '../../spec/network';
import { showShape, toPair } from '../../spec/pair';
import { tf } from '../../tfjs/backend';
import { type BoxField, outputShapeOf, type Task } from '../../training';
import type { Kept } from '../../training/tasks/task';
import type { DetectionImages } from '../detection';
import { evaluatePictures } from '../evaluatePictures';
import { assignToCells } from './assignment';
import { yoloDetections } from './detections';
import { BOX_NUMBERS, type BoxOptions, boxesOf, channelsOf, type YoloGrid } from './grid';
import { lossWeights, type YoloLossTerms, type YoloLossWeights } from './loss';
import { type YoloTargets, yoloLossTensors } from './lossTensors';

export interface YoloDetectionOptions extends YoloLossWeights, BoxOptions {
  /** Cells of the network's output, `[rows, columns]` or a number for squares. */
  readonly grid: Pair;
  /** A box that augmentation moves out of the picture is dropped when less than this part of it is left; 0.3 by default. */
  readonly leastVisible?: number;
}

/** Objects with their classes and boxes, found by the cell that their middle lies in. */
export type YoloDetection = Task<
  DetectionImages,
  { readonly object: BoxField },
  keyof YoloTargets | 'unassigned',
  'positives' | 'unassigned' | 'meanIou' | 'mAP',
  keyof YoloLossTerms
>;

/** What a network learns when it is trained as YOLO was. */
export function yoloDetection(options: YoloDetectionOptions): YoloDetection {
  const { priors, leastVisible = 0.3 } = options;
  const boxes = boxesOf(options, 'yoloDetection');
  const [rows, columns] = toPair(options.grid);
  const loss = { weights: lossWeights(options, 'yoloDetection'), priors };
  const gridFor = (channels: number): YoloGrid => ({
    ...{ rows, columns, boxes, numClasses: channels - BOX_NUMBERS * boxes },
  });
  return {
    settings: { task: 'yoloDetection', grid: [rows, columns], boxes, ...loss.weights, ...(priors && { priors }) },
    lossName: 'sum of the five terms of YOLO',
    parts: {
      ...{ middle: 'middle', size: 'size', confidence: 'confidence: objects' },
      ...{ idle: 'confidence: no object', class: 'class' },
    },
    measures: {
      positives: { label: 'cells with an object, a picture', unit: null, better: 'higher' },
      unassigned: { label: 'objects without a cell', unit: '%', better: 'lower' },
      meanIou: { label: 'IoU of the responsible boxes', unit: '%', better: 'higher' },
      mAP: { label: 'mAP@0.5', unit: '%', better: 'higher' },
    },
    fields: ({ objects, classNames }) => ({ object: { kind: 'boxes', objects, classNames, leastVisible } }),
    check(model, { object }, where) {
      const shape = outputShapeOf(model);
      const expected = [rows, columns, channelsOf({ boxes, numClasses: object.classNames.length })];
      if (showShape(shape) === showShape(expected)) return;
      throw new RangeError(
        `${where}: ${boxes} boxes a cell and ${object.classNames.length} classes need the output ${showShape(expected)}. ` +
          `The model "${model.name}" gives ${showShape(shape)}.`,
      );
    },
    targets: ({ fields: { object }, shape: [count, height, width] }) => {
      const cells = count * rows * columns;
      const [present, box, label] = [new Float32Array(cells), new Float32Array(4 * cells), new Int32Array(cells)];
      const left = object.objects.map((objects, image) => {
        const { assigned, unassigned } = assignToCells(objects, { rows, columns }, [height, width]);
        for (const { cell, target, object } of assigned) {
          const place = image * rows * columns + cell;
          present[place] = 1;
          label[place] = object.label;
          box.set(target, 4 * place);
        }
        return unassigned.length;
      });
      const grid = [count, rows, columns];
      return {
        present: { shape: grid, data: present },
        box: { shape: [...grid, 4], data: box },
        label: { shape: grid, data: label },
        unassigned: { shape: [count], data: Float32Array.from(left) },
      };
    },
    loss: ([output], targets) => yoloLossTensors(output, targets, gridFor(at(output.shape, 3)), loss).terms,
    measure: ([output], targets) => ({
      positives: tf.sum(targets.present),
      unassigned: tf.sum(targets.unassigned),
      overlap: yoloLossTensors(output, targets, gridFor(at(output.shape, 3)), loss).overlap,
    }),
    summarize: (sums, examples) => {
      const [positives, unassigned] = [sums.scalar('positives'), sums.scalar('unassigned')];
      return {
        positives: positives / examples,
        unassigned: unassigned / Math.max(positives + unassigned, 1),
        meanIou: sums.scalar('overlap') / Math.max(positives, 1),
      };
    },
    overall: {
      keep: ([output]) => ({ output }),
      summarize: batches => ({ mAP: meanAveragePrecision(batches, { boxes, priors }) }),
    },
    describe: ({ present, unassigned }) => [
      { what: 'cells with an object', value: total(present.data), unit: `of ${present.data.length}` },
      { what: 'objects without a cell', value: total(unassigned.data), unit: '' },
    ],
  };
}

/** At an IoU of 0.5, of all that is found in the pictures of an evaluation. */
function meanAveragePrecision(batches: readonly Kept<{ readonly object: BoxField }>[], options: BoxOptions): number {
  const detections = batches.flatMap(({ arrays, shape: [, height, width] }) =>
    unbatch(lookUp(new Map(Object.entries(arrays)), 'output')).map(output =>
      yoloDetections(output, { ...options, picture: [height, width] }),
    ),
  );
  const objects = batches.flatMap(({ fields }) => fields.object.objects);
  return evaluatePictures(detections, objects, { iouThresholds: [0.5] }).mAP;
}

function total(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0);
}

import type { LayersModel } from '@tensorflow/tfjs-node';
import { at } from '../../spec/at';
import type { Box } from '../../spec/box';
import { showShape } from '../../spec/pair';
import type { BoxField, Task } from '../../training';
import type { DetectionImages } from '../detection';
import { LEAST_VISIBLE } from '../rpn/task';
import type { RegionLoss } from './loss';
import {
  describeHeads,
  HEAD_MEASURES,
  HEAD_PARTS,
  type HeadMeasure,
  type HeadOptions,
  type HeadTarget,
  headArrays,
  headLoss,
  headMeasures,
  headSums,
} from './part';
import { keepRegions, PRECISION, type PrecisionTarget, pictureSize, precisionOf } from './precision';
import { sampleRegions } from './sampleRegions';

/** Images with objects, and with regions of each that somebody proposes, such as selective search. */
export type ImagesWithProposals = DetectionImages & { readonly proposals: readonly (readonly Box[])[] };

/** The heads of Fast R-CNN: what is in a region, and where exactly. */
export type FastRcnn = Task<
  ImagesWithProposals,
  { readonly object: BoxField; readonly proposal: BoxField },
  HeadTarget | PrecisionTarget,
  HeadMeasure | 'meanPrecision',
  keyof RegionLoss
>;

/**
 * What Fast R-CNN learns, convolutions and heads together, from proposals that are given: of each picture some regions are drawn,
 * one with an object for three of background, and the classes' cross-entropy and the smooth L1 loss of the boxes are added.
 */
export function fastRcnn(options: HeadOptions = {}): FastRcnn {
  return {
    settings: { task: 'fastRcnn', ...options },
    lossName: 'loss of the heads',
    parts: HEAD_PARTS,
    measures: { ...HEAD_MEASURES, ...PRECISION },
    fields: ({ objects, proposals, classNames }) => ({
      object: { kind: 'boxes', objects, classNames, leastVisible: LEAST_VISIBLE },
      proposal: {
        kind: 'boxes',
        objects: proposals.map(boxes => boxes.map(box => ({ box, label: 0 }))),
        classNames: ['proposal'],
        leastVisible: 0,
      },
    }),
    check: (model, { object }, where) => {
      checkHeads(model, object, where);
    },
    targets({ fields: { object, proposal }, choices, shape }) {
      const samples = object.objects.map((objects, i) => {
        const boxes = at(proposal.objects, i).map(({ box }) => box);
        const seed = choices === null ? null : `${choices}/regions/${i}`;
        return sampleRegions(objects, boxes, [shape[1], shape[2]], seed, options);
      });
      return { ...headArrays(samples), pictureSize: pictureSize(shape) };
    },
    loss: (outputs, targets) => ({ ...headLoss(outputs, targets, options.beta) }),
    measure: headSums,
    summarize: headMeasures,
    overall: { keep: keepRegions, summarize: precisionOf },
    describe: describeHeads,
  };
}

/** @throws RangeError when a model's first two outputs are none of heads for these classes */
export function checkHeads(model: LayersModel, { classNames }: BoxField, where: string): void {
  const outputs = 1 + classNames.length;
  const [scores = [], codes = []] = model.outputs.slice(0, 2).map(({ shape }) => shape.slice(1).map(Number));
  const fits = showShape(scores) === showShape([outputs]) && showShape(codes) === showShape([4 * outputs]);
  if (fits && model.inputNames.includes('regions')) return;
  throw new RangeError(
    `${where}: the model "${model.name}" must read regions and give [${outputs}] scores and [${4 * outputs}] numbers for each: ` +
      `background and ${classNames.length} classes. Its first outputs are ${showShape(scores)} and ${showShape(codes)}. ` +
      `Build a detector with numClasses: ${classNames.length}.`,
  );
}

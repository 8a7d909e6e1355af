import type { LayersModel, Tensor } from '@tensorflow/tfjs-node';
import { at } from '../../spec/at';
import { tf } from '../../tfjs/backend';
import type { Batch, BoxField, MeasureFormat, TargetArray, Task } from '../../training';
import { iouMatrix, packBoxes } from '../boxes';
import type { DetectionImages } from '../detection';
import type { RegionLoss } from '../regions/loss';
import {
  describeHeads,
  HEAD_MEASURES,
  HEAD_PARTS,
  type HeadMeasure,
  type HeadTarget,
  headArrays,
  headLoss,
  headMeasures,
  headSums,
} from '../regions/part';
import { keepRegions, PRECISION, type PrecisionTarget, pictureSize, precisionOf } from '../regions/precision';
import { type RegionSampleOptions, sampleRegions } from '../regions/sampleRegions';
import { checkHeads } from '../regions/task';
import { anchorsOf } from '../rpn/anchorsOf';
import type { ProposalLoss } from '../rpn/loss';
import {
  ANCHOR_MEASURES,
  ANCHOR_PARTS,
  type AnchorMeasure,
  type AnchorOptions,
  type AnchorTarget,
  anchorArrays,
  anchorLoss,
  anchorMeasures,
  anchorSums,
  describeAnchors,
  total,
} from '../rpn/part';
import type { ProposalOptions, Proposals } from '../rpn/proposals';
import { proposeRegions } from '../rpn/propose';
import { LEAST_VISIBLE } from '../rpn/task';

export interface FasterRcnnOptions extends AnchorOptions {
  /** How anchors become proposals. */
  readonly proposals?: ProposalOptions;
  /** How regions are drawn from the proposals. */
  readonly regions?: RegionSampleOptions;
  /** Of the heads' smooth L1 loss; 1/9, as in torchvision, by default. */
  readonly beta?: number;
}

/** Region proposal network and heads together. */
export type FasterRcnn = Task<
  DetectionImages,
  { readonly object: BoxField },
  AnchorTarget | HeadTarget | PrecisionTarget | 'found' | 'objects',
  AnchorMeasure | HeadMeasure | 'proposalRecall' | 'meanPrecision',
  keyof ProposalLoss | keyof RegionLoss
>;

const RECALL: MeasureFormat = { label: 'objects with a proposal', unit: '%', better: 'higher' };
/** From this IoU with a proposal on, an object has one. */
const FOUND = 0.5;

/**
 * What Faster R-CNN learns in one go, as the paper's approximate joint training: before each step, the region proposal network
 * makes proposals with the weights that it has; the step then trains it and, on regions drawn from these, the heads. No gradient
 * goes through the places of the regions.
 *
 * Introduced in notebook fast-faster-rcnn.
 *
 * @see Ren and others, Faster R-CNN, https://arxiv.org/abs/1506.01497, section 3.2
 */
export function fasterRcnn(options: FasterRcnnOptions): FasterRcnn {
  const { proposals = {}, regions = {}, beta = 1 / 9 } = options;
  return {
    settings: { task: 'fasterRcnn', ...options },
    lossName: 'sum of the four terms of Faster R-CNN',
    parts: { ...ANCHOR_PARTS, ...HEAD_PARTS },
    measures: { ...ANCHOR_MEASURES, proposalRecall: RECALL, ...HEAD_MEASURES, ...PRECISION },
    fields: ({ objects, classNames }) => ({
      object: { kind: 'boxes', objects, classNames, leastVisible: LEAST_VISIBLE },
    }),
    check(model, { object }, where) {
      checkHeads(model, object, where);
      anchorsOf(model, options);
    },
    targets(batch, model) {
      const { choices, shape, fields } = batch;
      const { objects } = fields.object;
      const proposed = proposedFor(model, batch, { ...options, ...proposals });
      const samples = objects.map((own, i) => {
        const seed = choices === null ? null : `${choices}/regions/${i}`;
        return sampleRegions(own, at(proposed, i).boxes, [shape[1], shape[2]], seed, regions);
      });
      const anchors = anchorArrays(objects, anchorsOf(model, options), choices, options);
      const measured = { ...recallArrays(objects, proposed), pictureSize: pictureSize(shape) };
      return { ...anchors, ...headArrays(samples), ...measured };
    },
    loss: (outputs, targets) => ({
      ...anchorLoss(outputs, targets, options),
      ...headLoss(outputs, targets, beta),
    }),
    measure: (outputs, targets) => ({
      ...anchorSums(outputs, targets, options),
      ...headSums(outputs, targets),
      found: tf.sum(targets.found),
      objects: tf.sum(targets.objects),
    }),
    summarize: (sums, examples) => ({
      ...anchorMeasures(sums, examples),
      ...headMeasures(sums, examples),
      proposalRecall: sums.scalar('found') / Math.max(sums.scalar('objects'), 1),
    }),
    overall: { keep: keepRegions, summarize: precisionOf },
    describe: targets => [
      ...describeAnchors(targets),
      ...describeHeads(targets),
      { what: 'objects with a proposal', value: total(targets.found.data), unit: `of ${total(targets.objects.data)}` },
    ],
  };
}

function proposedFor(
  model: LayersModel,
  { images, shape }: Batch,
  options: Parameters<typeof proposeRegions>[2],
): Proposals[] {
  const tensor: Tensor = tf.tensor(images, [...shape]);
  const proposed = proposeRegions(model, tensor, options);
  tensor.dispose();
  return proposed;
}

/** How many objects each picture has, and how many of them have a proposal. */
function recallArrays(
  pictures: BoxField['objects'],
  proposed: readonly Proposals[],
): Record<'found' | 'objects', TargetArray> {
  const found = pictures.map((objects, i) => {
    const overlaps = iouMatrix(packBoxes(objects.map(({ box }) => box)), at(proposed, i).boxes);
    const columns = overlaps.shape[1] ?? 0;
    return objects.filter((_, row) =>
      overlaps.data.subarray(row * columns, (row + 1) * columns).some(overlap => overlap >= FOUND),
    ).length;
  });
  const shape = [pictures.length];
  return {
    found: { shape, data: Float32Array.from(found) },
    objects: { shape, data: Float32Array.from(pictures, ({ length }) => length) },
  };
}

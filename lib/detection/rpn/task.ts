import type { BoxField, Task } from '../../training';
import type { DetectionImages } from '../detection';
import { anchorsOf } from './anchorsOf';
import type { ProposalLoss } from './loss';
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
} from './part';

/** A region proposal network alone: where there are objects, whatever they are. */
export type RegionProposal = Task<
  DetectionImages,
  { readonly object: BoxField },
  AnchorTarget | 'regions',
  AnchorMeasure,
  keyof ProposalLoss
>;

/** A box that augmentation moves out of the picture is dropped when less than this part of it is left. */
export const LEAST_VISIBLE = 0.3;

/**
 * What a region proposal network learns by itself: the first and the third of the four steps of Faster R-CNN.
 */
export function regionProposal(options: AnchorOptions): RegionProposal {
  return {
    settings: { task: 'regionProposal', ...options },
    lossName: 'loss of the region proposal network',
    parts: ANCHOR_PARTS,
    measures: ANCHOR_MEASURES,
    fields: ({ objects, classNames }) => ({
      object: { kind: 'boxes', objects, classNames, leastVisible: LEAST_VISIBLE },
    }),
    check: model => void anchorsOf(model, options),
    targets: ({ fields: { object }, choices, shape: [count] }, model) => ({
      ...anchorArrays(object.objects, anchorsOf(model, options), choices, options),
      // For a network that has heads, which nothing asks for here: one pixel of each picture.
      regions: { shape: [count, 1, 4], data: Float32Array.from({ length: 4 * count }, (_, i) => (i % 4 < 2 ? 0 : 1)) },
    }),
    loss: (outputs, targets) => ({ ...anchorLoss(outputs, targets, options) }),
    measure: (outputs, targets) => anchorSums(outputs, targets, options),
    summarize: anchorMeasures,
    describe: describeAnchors,
  };
}

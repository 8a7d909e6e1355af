import type { ConfusionMatrix } from '../segmentation/confusionMatrix';
import type { LabelMap } from '../segmentation/labelMap';
import { metrics, type SegmentationMetrics } from '../segmentation/metrics';
import { at } from '../spec/at';

/**
 * The classes of a mask, the largest first: share of the pixels, label, name; with right labels also the intersection over
 * union of each class that occurs in one of the two, and what the mask comes to as a whole.
 *
 * @param names of the classes; null where there are none
 * @param matrix rows: right labels; null where none are known
 */
export function labelTable(
  { data }: LabelMap,
  numClasses: number,
  { names, matrix }: { readonly names: readonly string[] | null; readonly matrix: ConfusionMatrix | null },
): string {
  const counts = new Array<number>(numClasses).fill(0);
  for (const label of data) counts[label] = at(counts, label) + 1;
  const measured = matrix === null ? null : metrics(matrix);
  const occurs = (label: number): boolean =>
    at(counts, label) > 0 || (measured !== null && !Number.isNaN(at(measured.iou, label)));
  const lines = counts
    .map((count, label) => ({ label, share: count / data.length }))
    .filter(({ label }) => occurs(label))
    .sort((a, b) => b.share - a.share)
    .map(({ label, share }) => {
      const name = names === null ? '' : at(names, label);
      return [percent(share), String(label).padStart(5), ...iouColumn(measured, label), name].join('  ').trimEnd();
    });
  return [...lines, ...(measured === null ? [] : wholeLines(measured))].join('\n');
}

function iouColumn(measured: SegmentationMetrics | null, label: number): string[] {
  if (measured === null) return [];
  const iou = at(measured.iou, label);
  return [`IoU ${Number.isNaN(iou) ? '–'.padStart(9) : percent(iou)}`];
}

function wholeLines({ pixelAccuracy, meanAccuracy, meanIou, frequencyWeightedIou }: SegmentationMetrics): string[] {
  return [
    `${percent(pixelAccuracy)}  pixel accuracy`,
    `${percent(meanAccuracy)}  mean accuracy`,
    `${percent(meanIou)}  mean IoU`,
    `${percent(frequencyWeightedIou)}  frequency-weighted IoU`,
  ];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`.padStart(9);
}

import type { Tensor } from '@tensorflow/tfjs-node';
import { at } from '../../spec/at';
import { tf } from '../../tfjs/backend';
import type { BoxField, MeasureFormat, Outputs, TargetArray } from '../../training';
import type { Kept } from '../../training/tasks/task';
import type { Prediction, Truth } from '../detection';
import { evaluate } from '../metrics';
import { regionDetections } from './regionDetections';

/** Measured in evaluations, of all pictures at once. */
export const PRECISION: Readonly<Record<'meanPrecision', MeasureFormat>> = {
  meanPrecision: { label: 'mAP@0.5', unit: '%', better: 'higher' },
};

/** What finds the detections of an evaluation: the outputs of the heads, their regions, and the size of the pictures. */
export type PrecisionTarget = 'regions' | 'regionCounted' | 'pictureSize';

export function pictureSize([, height, width]: readonly number[]): TargetArray {
  return { shape: [2], data: Float32Array.of(height ?? 0, width ?? 0) };
}

/** Regions that do not count have the probability 0 for every class. */
export function keepRegions(
  [scores, codes]: Outputs,
  { regions, regionCounted, pictureSize: size }: Readonly<Record<PrecisionTarget, Tensor>>,
): Readonly<Record<'probabilities' | 'codes' | 'regions' | 'size', Tensor>> {
  const probabilities = tf.mul(tf.softmax(scores), tf.expandDims(regionCounted, 1));
  return { probabilities, codes: codes ?? scores, regions, size };
}

/** The mean average precision at an IoU of 0.5 of what the heads find in the regions. */
export function precisionOf(batches: readonly Kept<{ readonly object: BoxField }>[]): { meanPrecision: number } {
  const [predictions, truths]: [Prediction[], Truth[]] = [[], []];
  let image = 0;
  for (const { arrays, fields } of batches) {
    const { probabilities, codes, regions, size } = arrays;
    if (probabilities === undefined || codes === undefined || regions === undefined || size === undefined) continue;
    fields.object.objects.forEach((objects, i) => {
      const part = ({ data }: { readonly data: Float32Array }): Float32Array => {
        const length = data.length / fields.object.objects.length;
        return data.subarray(i * length, (i + 1) * length);
      };
      const own = { probabilities: part(probabilities), codes: part(codes) };
      const found = regionDetections(own, part(regions), [at([...size.data], 0), at([...size.data], 1)]);
      predictions.push(...found.map(({ box, label, score }) => ({ image, class: label, box, score })));
      truths.push(...objects.map(({ box, label }) => ({ image, class: label, box })));
      image++;
    });
  }
  return { meanPrecision: evaluate(predictions, truths, { iouThresholds: [0.5] }).mAP };
}

import type { Tensor } from '@tensorflow/tfjs-node';
import { at } from '../../spec/at';
import { tf } from '../../tfjs/backend';
import type { MeasureFormat, Outputs, ReportRow, Sums, TargetArray } from '../../training';
import { type RegionLoss, regionLoss } from './loss';
import type { RegionSample, RegionSampleOptions } from './sampleRegions';

/*
 * What a task needs to train the heads: on proposals that are given, or on those of a region proposal network.
 */

export interface HeadOptions extends RegionSampleOptions {
  /** Of the smooth L1 loss; 1, as published, by default. */
  readonly beta?: number;
}

export type HeadTarget = 'regions' | 'regionClass' | 'regionCounted' | 'regionCodes';

export const HEAD_PARTS: Readonly<Record<keyof RegionLoss, string>> = {
  classification: 'regions: class',
  boxes: 'regions: boxes',
};

export type HeadMeasure = 'positiveRegions' | 'regionAccuracy' | 'objectAccuracy';

export const HEAD_MEASURES: Readonly<Record<HeadMeasure, MeasureFormat>> = {
  positiveRegions: { label: 'regions with an object, a picture', unit: null, better: 'higher' },
  regionAccuracy: { label: 'accuracy of the regions', unit: '%', better: 'higher' },
  objectAccuracy: { label: 'accuracy of those with an object', unit: '%', better: 'higher' },
};

/** The regions of each picture of a batch, put together. */
export function headArrays(samples: readonly RegionSample[]): Record<HeadTarget, TargetArray> {
  const count = samples.length;
  const each = at(samples, 0).classes.length;
  const joined = (of: 'boxes' | 'counted' | 'codes', width: number): Float32Array => {
    const data = new Float32Array(count * each * width);
    samples.forEach((sample, i) => {
      data.set(sample[of], i * each * width);
    });
    return data;
  };
  return {
    regions: { shape: [count, each, 4], data: joined('boxes', 4) },
    regionClass: { shape: [count * each], data: Int32Array.from(samples.flatMap(({ classes }) => [...classes])) },
    regionCounted: { shape: [count * each], data: joined('counted', 1) },
    regionCodes: { shape: [count * each, 4], data: joined('codes', 4) },
  };
}

type HeadTensors = Readonly<Record<HeadTarget, Tensor>>;

/** The outputs of the heads are the first two of their model. */
function headOutputs(outputs: Outputs): readonly [scores: Tensor, codes: Tensor] {
  return [outputs[0], at(outputs, 1)];
}

export function headLoss(outputs: Outputs, targets: HeadTensors, beta?: number): RegionLoss {
  const [scores, codes] = headOutputs(outputs);
  const { regionClass: classes, regionCounted: counted, regionCodes } = targets;
  return regionLoss(scores, codes, { classes, counted, codes: regionCodes }, beta);
}

export function headSums(outputs: Outputs, { regionClass, regionCounted }: HeadTensors): Record<string, Tensor> {
  const [scores] = headOutputs(outputs);
  const right = tf.mul(tf.cast(tf.equal(tf.argMax(scores, -1), regionClass), 'float32'), regionCounted);
  const isObject = tf.mul(tf.cast(tf.greater(regionClass, 0), 'float32'), regionCounted);
  return {
    regions: tf.sum(regionCounted),
    positiveRegions: tf.sum(isObject),
    rightRegions: tf.sum(right),
    rightObjects: tf.sum(tf.mul(right, isObject)),
  };
}

export function headMeasures(sums: Sums, examples: number): Record<HeadMeasure, number> {
  const positive = sums.scalar('positiveRegions');
  return {
    positiveRegions: positive / examples,
    regionAccuracy: sums.scalar('rightRegions') / Math.max(sums.scalar('regions'), 1),
    objectAccuracy: sums.scalar('rightObjects') / Math.max(positive, 1),
  };
}

export function describeHeads({
  regionClass,
  regionCounted,
}: Readonly<Record<'regionClass' | 'regionCounted', TargetArray>>): ReportRow[] {
  const counted = Array.from(regionCounted.data).filter(value => value > 0).length;
  const positive = Array.from(regionClass.data).filter(label => label > 0).length;
  return [
    { what: 'regions that count', value: counted, unit: `of ${regionCounted.data.length}` },
    { what: 'regions that count: with an object', value: positive, unit: '' },
  ];
}

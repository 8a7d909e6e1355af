import type { Tensor } from '@tensorflow/tfjs-node';
import { tf } from '../../tfjs/backend';
import type { Located, MeasureFormat, Outputs, ReportRow, Sums, TargetArray } from '../../training';
import { type AnchorShapes, anchorsPerPlace, proposalOutputs } from './anchorsOf';
import { type AnchorTargetOptions, anchorTargets } from './anchorTargets';
import { objectnessOf, type ProposalLoss, proposalLoss } from './loss';

/*
 * What a task needs to train a region proposal network: of its own, or with the heads.
 */

export interface AnchorOptions extends AnchorTargetOptions, AnchorShapes {
  /** Of the smooth L1 loss; 1/9, as in torchvision and in the authors' code, by default. */
  readonly anchorBeta?: number;
}

export type AnchorTarget = 'anchorPositive' | 'anchorCounted' | 'anchorCodes';

export const ANCHOR_PARTS: Readonly<Record<keyof ProposalLoss, string>> = {
  objectness: 'anchors: objectness',
  placement: 'anchors: boxes',
};

export type AnchorMeasure = 'positiveAnchors' | 'anchorAccuracy';

export const ANCHOR_MEASURES: Readonly<Record<AnchorMeasure, MeasureFormat>> = {
  positiveAnchors: { label: 'positive anchors, a picture', unit: null, better: 'higher' },
  anchorAccuracy: { label: 'anchors told apart', unit: '%', better: 'higher' },
};

/** What anchors shall be, for the objects of each picture of a batch. */
export function anchorArrays(
  pictures: readonly (readonly Located[])[],
  anchors: Float32Array,
  choices: string | null,
  options: AnchorTargetOptions,
): Record<AnchorTarget, TargetArray> {
  const count = anchors.length / 4;
  const [n, N] = [pictures.length, pictures.length * count];
  const [positive, counted, codes] = [new Float32Array(N), new Float32Array(N), new Float32Array(4 * N)];
  pictures.forEach((objects, i) => {
    const boxes = objects.map(({ box }) => box);
    const own = anchorTargets(boxes, anchors, `${choices ?? 'measured'}/anchors/${i}`, options);
    positive.set(own.positive, i * count);
    counted.set(own.counted, i * count);
    codes.set(own.codes, 4 * i * count);
  });
  return {
    anchorPositive: { shape: [n, count], data: positive },
    anchorCounted: { shape: [n, count], data: counted },
    anchorCodes: { shape: [n, count, 4], data: codes },
  };
}

type AnchorTensors = Readonly<Record<AnchorTarget, Tensor>>;

export function anchorLoss(outputs: Outputs, targets: AnchorTensors, options: AnchorOptions): ProposalLoss {
  const [scores, codes] = proposalOutputs(outputs);
  const { anchorPositive: positive, anchorCounted: counted, anchorCodes } = targets;
  const objectness = objectnessOf(scores, anchorsPerPlace(options));
  return proposalLoss(objectness, codes, { positive, counted, codes: anchorCodes }, options.anchorBeta);
}

export function anchorSums(
  outputs: Outputs,
  { anchorPositive: positive, anchorCounted: counted }: AnchorTensors,
  shapes: AnchorShapes,
): Record<string, Tensor> {
  const objectness = objectnessOf(proposalOutputs(outputs)[0], anchorsPerPlace(shapes));
  const right = tf.equal(tf.greater(objectness, 0), tf.greater(positive, 0));
  return {
    anchors: tf.sum(counted),
    positiveAnchors: tf.sum(tf.mul(positive, counted)),
    rightAnchors: tf.sum(tf.mul(tf.cast(right, 'float32'), counted)),
  };
}

export function anchorMeasures(sums: Sums, examples: number): Record<AnchorMeasure, number> {
  return {
    positiveAnchors: sums.scalar('positiveAnchors') / examples,
    anchorAccuracy: sums.scalar('rightAnchors') / Math.max(sums.scalar('anchors'), 1),
  };
}

export function describeAnchors({
  anchorPositive,
  anchorCounted,
}: Readonly<Record<'anchorPositive' | 'anchorCounted', TargetArray>>): ReportRow[] {
  const counted = total(anchorCounted.data);
  const positive = total(anchorPositive.data.map((value, i) => value * (anchorCounted.data[i] ?? 0)));
  return [
    { what: 'anchors that count', value: counted, unit: `of ${anchorCounted.data.length}` },
    { what: 'anchors that count: positive', value: positive, unit: '' },
  ];
}

export function total(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0);
}

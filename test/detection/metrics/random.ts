import { type ErrorAnalysis, fromCorner, type Prediction, type Truth } from '../../../lib/detection';
import { readGolden } from '../../support/golden';

type Row = readonly [image: number, kind: number, x: number, y: number, width: number, height: number, last: number];

export interface Case {
  readonly name: string;
  /** The last number: 1 for a crowd. */
  readonly truths: readonly Row[];
  /** The last number: the score. */
  readonly predictions: readonly Row[];
  readonly coco: {
    readonly thresholds: readonly number[];
    readonly perThreshold: readonly number[];
    readonly perClass: readonly number[];
    readonly mAP: number;
  };
  readonly tide?: ErrorAnalysis;
}

export const { cases } = readGolden<{ readonly cases: readonly Case[] }>('detection_metrics');

export function truthsOf({ truths }: Case): Truth[] {
  return truths.map(row => ({ ...common(row), crowd: row[6] === 1 }));
}

export function predictionsOf({ predictions }: Case): Prediction[] {
  return predictions.map(row => ({ ...common(row), score: row[6] }));
}

function common([image, kind, x, y, width, height]: Row): Pick<Truth, 'image' | 'class' | 'box'> {
  return { image, class: kind, box: fromCorner([x, y, width, height]) };
}

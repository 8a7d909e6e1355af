import type { ClassKey, Prediction, Truth } from '../detection';
import {
  type DetectionErrors,
  detectionErrors,
  type ErrorKind,
  type ErrorOptions,
  type FalseAlarm,
  isCorrectable,
} from './errors';
import type { Outcome } from './judging';
import { bySurety, grouped } from './pictures';
import { averagePrecision, precisionRecall } from './precisionRecall';

export interface ErrorAnalysis {
  /** Mean average precision at the foreground threshold, 101 points. */
  readonly mAP: number;
  readonly counts: Readonly<Record<ErrorKind, number>>;
  /** By how much mAP rises when all errors of one kind, and no others, are put right; 0 where it would not rise. */
  readonly gains: Readonly<Record<ErrorKind, number>>;
}

/** What counts as a prediction of a class. */
interface Mark {
  readonly class: ClassKey;
  readonly score: number;
  readonly outcome: Outcome;
}

/**
 * How many errors of each kind there are, and what each kind costs: the mAP that would be gained by putting it right. An error
 * of class or place is put right by giving the object to its surest such prediction, a missed object by not asking for it, and
 * the others by leaving them out. The gains do not add up to what is missing to 1.
 *
 * Introduced in notebook detection-basics.
 *
 * @throws RangeError as `detectionErrors`
 * @see Bolya and others, TIDE, https://arxiv.org/abs/2008.08115, section 2.3
 */
export function errorAnalysis(
  predictions: readonly Prediction[],
  truths: readonly Truth[],
  options: ErrorOptions = {},
): ErrorAnalysis {
  const errors = detectionErrors(predictions, truths, options);
  const single = truths.filter(({ crowd = false }) => !crowd);
  const marksOf = marker(errors);
  const mAP = meanPrecision(marksOf(null), single);
  const gain = (kind: ErrorKind): number => {
    const missed = new Set(kind === 'missed' ? errors.missed : []);
    const asked = single.filter(truth => !missed.has(truth));
    return Math.max(meanPrecision(marksOf(kind), asked) - mAP, 0);
  };
  const count = (kind: ErrorKind): number =>
    kind === 'missed' ? errors.missed.length : errors.alarms.filter(alarm => alarm.kind === kind).length;
  return { mAP, counts: ofEach(count), gains: ofEach(gain) };
}

function ofEach(value: (kind: ErrorKind) => number): Record<ErrorKind, number> {
  return {
    class: value('class'),
    localization: value('localization'),
    both: value('both'),
    duplicate: value('duplicate'),
    background: value('background'),
    missed: value('missed'),
  };
}

/** All predictions as they count once the errors of one kind are put right. */
function marker({ found, alarms }: DetectionErrors): (corrected: ErrorKind | null) => Mark[] {
  const right = found.map(({ prediction }): Mark => ({ ...prediction, outcome: 'right' }));
  const surest = surestForEach(alarms, new Set(found.map(({ truth }) => truth)));
  return corrected => [
    ...right,
    ...alarms.flatMap((alarm): Mark[] => {
      const { kind, prediction, truth } = alarm;
      if (kind !== corrected) return [{ ...prediction, outcome: 'wrong' }];
      if (truth === null || surest.get(truth) !== alarm) return [];
      return [{ class: truth.class, score: prediction.score, outcome: 'right' }];
    }),
  ];
}

/** Of the errors that would find an object if they were corrected, the surest for each object that is not found yet. */
function surestForEach(alarms: readonly FalseAlarm[], found: ReadonlySet<Truth>): Map<Truth, FalseAlarm> {
  const surest = new Map<Truth, FalseAlarm>();
  for (const alarm of alarms) {
    const { kind, truth } = alarm;
    if (truth === null || !isCorrectable(kind) || found.has(truth) || surest.has(truth)) continue;
    surest.set(truth, alarm);
  }
  return surest;
}

function meanPrecision(marks: readonly Mark[], truths: readonly Truth[]): number {
  const ofClass = grouped(marks, mark => mark.class);
  const perClass = [...grouped(truths, truth => truth.class)].map(([key, { length }]) =>
    averagePrecision(precisionRecall(bySurety(ofClass.get(key) ?? []), length)),
  );
  return perClass.reduce((a, b) => a + b, 0) / perClass.length;
}

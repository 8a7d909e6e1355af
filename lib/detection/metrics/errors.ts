import { iou } from '../boxes';
import type { Prediction, Truth } from '../detection';
import { judge } from './judging';
import { grouped } from './pictures';

/**
 * What is wrong with a prediction, or that an object is missed:
 * `'class'`: it is well placed, on an object of another class. `'localization'`: it has the right class, and lies near its object.
 * `'both'`: it lies near an object of another class. `'duplicate'`: a surer prediction has found that object. `'background'`:
 * there is no object. `'missed'`: no prediction finds the object, and none would if its class or its box were corrected.
 */
export type ErrorKind = 'class' | 'localization' | 'both' | 'duplicate' | 'background' | 'missed';

/** A prediction that is wrong, with the object that it would have found if one thing about it were right. */
export interface FalseAlarm {
  readonly kind: Exclude<ErrorKind, 'missed'>;
  readonly prediction: Prediction;
  readonly truth: Truth | null;
}

export interface DetectionErrors {
  /** Predictions that are right, with the objects that they find. */
  readonly found: readonly { readonly prediction: Prediction; readonly truth: Truth }[];
  /** The surest first. */
  readonly alarms: readonly FalseAlarm[];
  readonly missed: readonly Truth[];
}

export interface ErrorOptions {
  /** IoU from which on an object is found; 0.5 unless told. */
  readonly foreground?: number;
  /** IoU up to which a prediction has nothing to do with an object; 0.1 unless told. */
  readonly background?: number;
  readonly maxDetections?: number;
}

/**
 * Names the error of each prediction that is wrong, and finds the objects that are missed. Kinds are asked for in the order of
 * TIDE's program: localization, class, duplicate, background, both. Predictions on crowds are no errors.
 *
 * Introduced in notebook detection-basics.
 *
 * @throws RangeError when the thresholds are not 0 ≤ background < foreground ≤ 1, and as `judge`
 * @see Bolya and others, TIDE: A General Toolbox for Identifying Object Detection Errors, https://arxiv.org/abs/2008.08115, section 2.2;
 * https://github.com/dbolya/tide, tidecv/quantify.py
 */
export function detectionErrors(
  predictions: readonly Prediction[],
  truths: readonly Truth[],
  { foreground = 0.5, background = 0.1, maxDetections = 100 }: ErrorOptions = {},
): DetectionErrors {
  if (!(background >= 0 && background < foreground && foreground <= 1)) {
    throw new RangeError(
      `detectionErrors: thresholds must be 0 ≤ background < foreground ≤ 1. Received ${background} and ${foreground}.`,
    );
  }
  const judged = judge(predictions, truths, { iouThreshold: foreground, maxDetections });
  const found = judged.flatMap(({ outcome, prediction, truth }) =>
    outcome === 'right' && truth !== null ? [{ prediction, truth }] : [],
  );
  const taken = new Set(found.map(({ truth }) => truth));
  const single = truths.filter(({ crowd = false }) => !crowd);
  const inImage = grouped(single, ({ image }) => image);
  const alarms = judged
    .filter(({ outcome }) => outcome === 'wrong')
    .map(({ prediction }) => nameError(prediction, inImage.get(prediction.image) ?? [], taken, foreground, background));
  const corrected = new Set(
    alarms.flatMap(({ kind, truth }) => (isCorrectable(kind) && truth !== null ? [truth] : [])),
  );
  return { found, alarms, missed: single.filter(truth => !taken.has(truth) && !corrected.has(truth)) };
}

/** Whether correcting the class or the box of such a prediction finds an object. */
export function isCorrectable(kind: ErrorKind): boolean {
  return kind === 'class' || kind === 'localization';
}

function nameError(
  prediction: Prediction,
  truths: readonly Truth[],
  taken: ReadonlySet<Truth>,
  foreground: number,
  background: number,
): FalseAlarm {
  const isSame = (truth: Truth): boolean => truth.class === prediction.class;
  const same = nearestOf(prediction, truths.filter(isSame));
  const other = nearestOf(
    prediction,
    truths.filter(truth => !isSame(truth)),
  );
  const used = nearestOf(
    prediction,
    truths.filter(truth => isSame(truth) && taken.has(truth)),
  );
  if (same.overlap >= background && same.overlap <= foreground && same.truth !== null) {
    return { kind: 'localization', prediction, truth: same.truth };
  }
  if (other.overlap >= foreground) return { kind: 'class', prediction, truth: other.truth };
  if (used.overlap >= foreground) return { kind: 'duplicate', prediction, truth: used.truth };
  if (Math.max(same.overlap, other.overlap) <= background) return { kind: 'background', prediction, truth: null };
  return { kind: 'both', prediction, truth: other.truth };
}

/** The truth that a prediction overlaps most, the first of equal ones. */
function nearestOf({ box }: Prediction, truths: readonly Truth[]): { truth: Truth | null; overlap: number } {
  let nearest: { truth: Truth | null; overlap: number } = { truth: null, overlap: 0 };
  for (const truth of truths) {
    const overlap = iou(box, truth.box);
    if (overlap > nearest.overlap) nearest = { truth, overlap };
  }
  return nearest;
}

import * as reading from '../../spec/at';
import type { NDArray } from '../../spec/ndarray';
import { linearScores, selectRows, stackRows } from './linearClassifier';
import { joined, type LinearSvm, linearSvm, type SvmOptions } from './linearSvm';

const { at, floatAt } = reading;

export interface HardNegativeOptions extends SvmOptions {
  /** Times through all pictures at most; 1 by default, as in R-CNN. It ends earlier when a picture has no hard ones left. */
  readonly passes?: number;
  /** The machine is trained anew whenever so many hard negatives have come together; 2,000 by default, as in R-CNN's code. */
  readonly retrainAfter?: number;
  /** Negatives with a score below this are forgotten, and those above −1 are hard; −1.2 by default. */
  readonly keepAbove?: number;
}

/** One training of the machine. */
export interface MiningRound {
  /** Negatives that it was trained with, those new to it, and those that were forgotten after it. */
  readonly negatives: number;
  readonly added: number;
  readonly dropped: number;
}

/** A negative is hard when it lies within the margin, or on the wrong side. */
const MARGIN = -1;

/**
 * Trains a machine on all positives and those negatives that it gets wrong. Most boxes of a picture are ground that any
 * machine tells from the objects; keeping all of them would take memory and time, and taking some by chance would miss those that
 * matter. So each picture's negatives are scored with what was learned so far, and only the hard ones join.
 *
 * Introduced in notebook rcnn-sppnet.
 *
 * @param positives [p, d]
 * @param negatives of each picture [n, d]; the first picture with any gives the first machine
 * @returns the machine, and what happened in each round
 * @throws RangeError when there are no positives or no negatives
 * @see Girshick et al., Rich Feature Hierarchies, https://arxiv.org/abs/1311.2524, section 2.3, after Felzenszwalb et al., PAMI 2010
 */
export function trainOnHardNegatives(
  positives: NDArray,
  negatives: readonly NDArray[],
  options: HardNegativeOptions = {},
): { readonly svm: LinearSvm; readonly rounds: readonly MiningRound[] } {
  const { passes = 1, retrainAfter = 2000, keepAbove = -1.2 } = options;
  const cache = new NegativeCache(positives, negatives, options);
  for (let pass = 0; pass < passes; pass++) {
    let found = 0;
    for (let picture = 0; picture < negatives.length; picture++) {
      found += cache.collect(picture);
      if (cache.waiting >= retrainAfter) cache.retrain(keepAbove);
    }
    if (found === 0) break;
    cache.retrain(keepAbove);
  }
  return { svm: cache.svm, rounds: cache.rounds };
}

/** The negatives that are kept, by picture and row, and the machine that they led to. */
class NegativeCache {
  svm: LinearSvm;
  readonly rounds: MiningRound[] = [];
  waiting = 0;
  private kept: (readonly [picture: number, row: number])[];
  private readonly known: Set<number>[];

  constructor(
    private readonly positives: NDArray,
    private readonly pictures: readonly NDArray[],
    private readonly options: SvmOptions,
  ) {
    const first = pictures.findIndex(({ shape: [count = 0] }) => count > 0);
    if (first < 0 || (positives.shape[0] ?? 0) === 0) {
      throw new RangeError(
        `trainOnHardNegatives: there must be positives and negatives. Received ${positives.shape[0] ?? 0} positives, and ${first < 0 ? 'no' : 'some'} negatives.`,
      );
    }
    this.known = pictures.map(() => new Set());
    this.kept = Array.from({ length: at(at(pictures, first).shape, 0) }, (_, row) => [first, row] as const);
    for (const [picture, row] of this.kept) at(this.known, picture).add(row);
    this.waiting = this.kept.length;
    this.svm = this.train();
  }

  /** Adds the hard ones of a picture. @returns how many */
  collect(picture: number): number {
    const { data } = this.scores(at(this.pictures, picture));
    const known = at(this.known, picture);
    let count = 0;
    for (let row = 0; row < data.length; row++) {
      if (floatAt(data, row) <= MARGIN || known.has(row)) continue;
      known.add(row);
      this.kept.push([picture, row]);
      count++;
    }
    this.waiting += count;
    return count;
  }

  /** Trains with all that came together, and forgets those that have become easy. */
  retrain(keepAbove: number): void {
    this.svm = this.train();
    const { data } = this.scores(this.negatives());
    const easy = this.kept.filter((_, i) => floatAt(data, i) < keepAbove);
    for (const [picture, row] of easy) at(this.known, picture).delete(row);
    this.kept = this.kept.filter((_, i) => floatAt(data, i) >= keepAbove);
    const round = this.rounds.pop();
    if (round !== undefined) this.rounds.push({ ...round, dropped: easy.length });
  }

  private train(): LinearSvm {
    const negatives = this.negatives();
    const width = at(this.positives.shape, 1);
    const [positive, negative] = [at(this.positives.shape, 0), at(negatives.shape, 0)];
    this.rounds.push({ negatives: negative, added: this.waiting, dropped: 0 });
    this.waiting = 0;
    const answers = Array.from({ length: positive + negative }, (_, i) => i < positive);
    return linearSvm(stackRows([this.positives, negatives], width), answers, this.options);
  }

  private negatives(): NDArray {
    const width = at(this.positives.shape, 1);
    return stackRows(
      this.kept.map(([picture, row]) => selectRows(at(this.pictures, picture), [row])),
      width,
    );
  }

  private scores(features: NDArray): NDArray {
    return linearScores(joined([this.svm]), features);
  }
}

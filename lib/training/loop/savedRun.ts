import { floatAt } from '../../spec/at';
import type { NDArray } from '../../spec/ndarray';
import type { EpochRow, StepRow } from '../observe/history';
import type { Numbers } from '../tasks/columns';
import type { SavedTally } from './tally';

/** What a checkpoint holds besides arrays. What was not measured is null, since JSON has no NaN. */
export interface SavedRun {
  readonly epochs: readonly Readonly<Record<string, number | null>>[];
  /** Of the epoch that is not over. */
  readonly tally: SavedTally;
  readonly seconds: number;
  /** Of the point of the curve that is not complete. */
  readonly point: SavedTally;
}

export function savedRun(epochs: readonly Numbers[], rest: Omit<SavedRun, 'epochs'>): SavedRun {
  return { epochs: epochs.map(row => ({ ...row })), ...rest };
}

/** The rows as they were. */
export function savedEpochs<Column extends string>({ epochs }: SavedRun): EpochRow<Column>[] {
  return epochs.map(row => {
    const entries = Object.entries(row).map(([key, value]) => [key, value === null ? Number.NaN : value]);
    return Object.fromEntries(entries) as EpochRow<Column>; // the keys that savedRun was given
  });
}

const LOSS = 'history/loss';
const SECONDS = 'history/seconds';
/** Arrays with a value for each step. */
export const HISTORY: readonly string[] = [LOSS, SECONDS];

/** Loss and time of each step, for a checkpoint. */
export function stepArrays(steps: readonly StepRow[]): Map<string, NDArray> {
  const column = (values: readonly number[]): NDArray => ({ shape: [values.length], data: Float32Array.from(values) });
  return new Map([
    [LOSS, column(steps.map(({ loss }) => loss))],
    [SECONDS, column(steps.map(({ seconds }) => seconds))],
  ]);
}

/** The steps again, from the arrays of a checkpoint. */
export function savedSteps(
  count: number,
  arrays: ReadonlyMap<string, NDArray>,
  rate: (step: number) => number,
): StepRow[] {
  const column = (name: string): Float32Array => {
    const found = arrays.get(name);
    if (found !== undefined) return found.data;
    throw new RangeError(`fit: the checkpoint has no "${name}". Leave out resume to start anew.`);
  };
  const [losses, seconds] = [column(LOSS), column(SECONDS)];
  return Array.from({ length: count }, (_, step) => {
    return { step: step + 1, loss: floatAt(losses, step), learningRate: rate(step), seconds: floatAt(seconds, step) };
  });
}

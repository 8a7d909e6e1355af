import { floatAt } from '../../spec/at';
import type { NDArray } from '../../spec/ndarray';
import type { StepResult } from '../loop/step';
import { type SavedTally, Tally } from '../loop/tally';
import { type Numbers, numberOf } from '../tasks/columns';
import type { AnyTask } from '../tasks/task';

/** What the steps since the point before have measured, together. */
export interface CurvePoint {
  /** The last of its steps. */
  readonly step: number;
  /** The loss and the columns of the task. */
  readonly numbers: Numbers;
}

/** Points in one epoch: single steps jump too much to be read. */
const POINTS_AN_EPOCH = 20;

/** What a run has measured while it trained. It belongs to the run, so that a run that goes on goes on with its curve. */
export class Curve {
  readonly points: CurvePoint[] = [];
  private recent = new Tally();
  private readonly window: number;

  constructor(
    private readonly task: AnyTask,
    stepsPerEpoch: number,
  ) {
    this.window = Math.max(1, Math.floor(stepsPerEpoch / POINTS_AN_EPOCH));
  }

  /** @returns the point that ends with this step; null within one */
  add(step: number, measured: StepResult): CurvePoint | null {
    this.recent.add(measured, 1);
    if (step % this.window !== 0) return null;
    const point = { step, numbers: { loss: this.recent.meanLoss, ...this.recent.columns(this.task) } };
    this.points.push(point);
    this.recent = new Tally();
    return point;
  }

  /** The points as columns, for a checkpoint. */
  arrays(): Map<string, NDArray> {
    const column = (of: (point: CurvePoint) => number): NDArray => {
      return { shape: [this.points.length], data: Float32Array.from(this.points, of) };
    };
    const names = Object.keys(this.points[0]?.numbers ?? {});
    const measured = names.map(name => [`${PREFIX}${name}`, column(({ numbers }) => numberOf(numbers, name))] as const);
    return new Map([[STEP, column(({ step }) => step)], ...measured]);
  }

  /** What belongs to the next point, for a checkpoint. */
  unfinished(): SavedTally {
    return this.recent.toJSON();
  }

  /**
   * Takes over the curve of a checkpoint.
   *
   * @throws RangeError when it holds none
   */
  restore(arrays: ReadonlyMap<string, NDArray>, unfinished: SavedTally): void {
    const steps = arrays.get(STEP);
    if (steps === undefined) {
      throw new RangeError(`fit: the checkpoint has no "${STEP}". Leave out resume to start anew.`);
    }
    const columns = [...arrays].filter(([name]) => name.startsWith(PREFIX) && name !== STEP);
    const points = Array.from(steps.data, (step, i) => {
      const numbers = columns.map(([name, { data }]) => [name.slice(PREFIX.length), floatAt(data, i)] as const);
      return { step, numbers: Object.fromEntries(numbers) };
    });
    this.points.splice(0, this.points.length, ...points);
    this.recent = new Tally(unfinished);
  }
}

const PREFIX = 'curve/';
/** No column of a task is called so: the history has one of this name. */
const STEP = `${PREFIX}step`;

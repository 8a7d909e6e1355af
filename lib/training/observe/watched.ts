import type { Numbers } from '../tasks/columns';
import type { AnyTask } from '../tasks/task';
import type { CurvePoint } from './curve';

/** What a monitor has to know of a run. */
export interface Watched {
  readonly name: string;
  readonly totalSteps: number;
  readonly stepsPerEpoch: number;
  readonly task: AnyTask;
  /** How far the run had come before, when it goes on. */
  readonly before: {
    readonly step: number;
    readonly points: readonly CurvePoint[];
    readonly epochs: readonly Numbers[];
  };
}

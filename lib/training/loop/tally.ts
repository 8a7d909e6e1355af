import { numberOf } from '../tasks/columns';
import { type SumArray, Sums } from '../tasks/sums';
import type { AnyTask } from '../tasks/task';
import type { StepResult } from './step';

/** A tally as a checkpoint holds it. */
export interface SavedTally {
  readonly loss: number;
  readonly parts: Readonly<Record<string, number>>;
  readonly weight: number;
  readonly examples: number;
  readonly sums: Readonly<Record<string, SumArray>>;
}

const NOTHING: SavedTally = { loss: 0, parts: {}, weight: 0, examples: 0, sums: {} };

/** What several steps or batches have measured, put together. */
export class Tally {
  private loss: number;
  private readonly parts: Map<string, number>;
  private weight: number;
  private examples: number;
  private readonly sums: Sums;

  constructor({ loss, parts, weight, examples, sums }: SavedTally = NOTHING) {
    this.loss = loss;
    this.parts = new Map(Object.entries(parts));
    this.weight = weight;
    this.examples = examples;
    this.sums = new Sums(sums);
  }

  /** @param weight of this loss in the mean: 1 where steps count equally, the number of examples where those do */
  add({ loss, parts, examples, sums }: StepResult, weight: number): void {
    this.loss += loss * weight;
    for (const [name, part] of Object.entries(parts)) {
      this.parts.set(name, (this.parts.get(name) ?? 0) + part * weight);
    }
    this.weight += weight;
    this.examples += examples;
    this.sums.add(sums);
  }

  /** The mean loss. */
  get meanLoss(): number {
    return this.loss / this.weight;
  }

  /** A number for each part of the loss and each measure of the task; NaN for one that is measured in evaluations only. */
  columns(task: AnyTask): Record<string, number> {
    const sums = Object.fromEntries(this.parts);
    const parts = Object.keys(task.parts).map(name => [name, numberOf(sums, name) / this.weight]);
    const measures = Object.keys(task.measures).map(name => [name, Number.NaN]);
    return { ...Object.fromEntries([...parts, ...measures]), ...task.summarize(this.sums, this.examples) };
  }

  toJSON(): SavedTally {
    const { loss, parts, weight, examples, sums } = this;
    return { loss, parts: Object.fromEntries(parts), weight, examples, sums: sums.toJSON() };
  }
}

import type { LayersModel } from '@tensorflow/tfjs-node';
import { guarded } from '../../jupyter/flags';
import { interruption } from '../../jupyter/interrupt';

/** The run that trains a model, or that was stopped in the middle of a step of it. */
const uses = new WeakMap<LayersModel, ModelUse>();

/**
 * The use of a model by a run: one at a time, since each would change the weights of the other. An interrupt that has to
 * terminate a learner's function, such as a loss that never ends, terminates the run around it: nothing of it is called any
 * more, no `finally` either.
 */
export class ModelUse {
  private inStep = false;
  /** Of the cell: once it is aborted, the run is over, or about to end. */
  private readonly signal = interruption.signal;

  private constructor() {}

  /**
   * Keeps a model for a run while it works.
   *
   * @throws RangeError when another run trains it, or one was terminated in the middle of a step
   */
  static async during<T>(model: LayersModel, work: (use: ModelUse) => Promise<T>): Promise<T> {
    checkUnused(model);
    const use = new ModelUse();
    uses.set(model, use);
    try {
      return await work(use);
    } finally {
      if (uses.get(model) === use) uses.delete(model);
    }
  }

  /** Takes a step. An interrupt waits for its end, but not for ever (see `guarded`): a learner's loss may have none. */
  step<T>(f: () => T): T {
    this.inStep = true;
    try {
      return guarded(f);
    } finally {
      this.inStep = false; // not where it was terminated
    }
  }

  /** Whether a step is under way, or was terminated. */
  get isInStep(): boolean {
    return this.inStep;
  }

  /** What keeps another run from training the model; null where nothing does. */
  get obstacle(): string | null {
    if (this.inStep) {
      return (
        'was stopped in the middle of a step, so that its weights may be changed in part: they are spoiled. Build the ' +
        'model again, and mend the loss or what else did not end. fit with resume: true goes on from the last checkpoint.'
      );
    }
    if (this.signal.aborted) return null;
    return (
      'is being trained by another run, and two would mix their weights. Wait for it with await, or build a second ' +
      'model with tfjs.buildModel.'
    );
  }
}

/** @throws RangeError when a run must not train the model */
function checkUnused(model: LayersModel): void {
  const obstacle = uses.get(model)?.obstacle ?? null;
  if (obstacle !== null) throw new RangeError(`fit: the model "${model.name}" ${obstacle}`);
}

import { Interrupted, interruption } from '../../jupyter/interrupt';
import { at } from '../../spec/at';
import type { Batch } from '../batches/batches';
import { Prefetcher } from '../batches/prefetch';
import type { Checkpoint } from '../folder/checkpoint';
import { RunFolder } from '../folder/runFolder';
import { Curve, type CurvePoint } from '../observe/curve';
import { History } from '../observe/history';
import { type Monitor, monitorFor, notice } from '../observe/monitor';
import { columnsOf } from '../tasks/columns';
import { checkLoss } from './checkLoss';
import { checkSettings } from './checkSettings';
import { explainFailure } from './checks';
import { epochRow } from './epochRow';
import { evaluateExamples } from './evaluate';
import { ModelUse } from './modelUse';
import { type SavedRun, savedEpochs, savedRun, savedSteps, stepArrays } from './savedRun';
import { savedRunFault } from './savedRunFault';
import type { Setup } from './setup';
import { restoreSnapshot, takeSnapshot } from './snapshot';
import { stepInput } from './step';
import { Stepper } from './stepper';
import { stopWords } from './stopWords';
import { Tally } from './tally';

/** Images at a time when validation images are measured. */
const VALIDATION_BATCH = 256;

/** What a run works with until it ends or is stopped. */
interface Tools {
  readonly use: ModelUse;
  readonly monitor: Monitor;
  readonly batches: Prefetcher;
  readonly stepper: Stepper;
}

/** A run of training: all that fit was called with, and how far it has come. It knows no task. */
export class Run {
  private readonly history: History<string>;
  private readonly curve: Curve;
  private tally = new Tally();
  /** Of the epoch that is not over. */
  private seconds = 0;
  private step = 0;
  /** Null where nothing is saved. */
  private readonly folder: RunFolder | null;

  constructor(private readonly setup: Setup) {
    this.folder = setup.saving && new RunFolder(setup.saving);
    this.history = new History(columnsOf(setup.task));
    this.curve = new Curve(setup.task, setup.stepsPerEpoch);
  }

  /**
   * Trains to the end.
   *
   * @param how.resumable whether it will be called again after an interrupt, when the learner asks for it
   */
  async complete(how: { readonly resumable: boolean }): Promise<History<string>> {
    return ModelUse.during(this.setup.model, use => {
      const work = (): Promise<History<string>> => this.trainToEnd(use, how);
      return this.folder === null ? work() : this.folder.during(work);
    });
  }

  private async trainToEnd(use: ModelUse, how: { readonly resumable: boolean }): Promise<History<string>> {
    const { examples, plan, optimizer, options } = this.setup;
    const monitor = this.monitor();
    let complete = false;
    const batches = new Prefetcher(examples, plan);
    const stepper = new Stepper(this.setup, monitor);
    // Behind a step that is terminated nothing of this is called any more.
    const takeBack = interruption.onInterrupt(() => {
      if (use.isInStep) void batches.close();
    });
    try {
      await this.train({ use, monitor, batches, stepper });
      complete = true;
    } catch (error) {
      if (error instanceof Interrupted) await this.stop(monitor, how);
      throw explainFailure(error, plan.batchSize);
    } finally {
      takeBack();
      monitor.end(complete);
      // The caller has no hold of a default one. A run that goes on still needs it.
      if (options.optimizer === undefined && (complete || !how.resumable)) optimizer.dispose();
      stepper.dispose();
      await batches.close();
    }
    return this.history;
  }

  private monitor(): Monitor {
    const { model, task, options, stepsPerEpoch, totalSteps } = this.setup;
    const { step, curve, history } = this;
    const before = { step, points: curve.points, epochs: history.epochs };
    return monitorFor(options.display ?? true, { name: model.name, totalSteps, stepsPerEpoch, task, before });
  }

  private async train({ use, monitor, batches, stepper }: Tools): Promise<void> {
    const { saving, stepsPerEpoch, totalSteps } = this.setup;
    const everySteps = saving?.everySteps ?? Number.POSITIVE_INFINITY;
    for (;;) {
      if (this.history.epochs.length < Math.floor(this.step / stepsPerEpoch)) {
        await this.endEpoch(monitor);
        await this.save(monitor);
      }
      if (this.step === totalSteps || this.isReached()) return;
      // So that the notebook can draw, and an interrupt can be heard.
      await new Promise(setImmediate);
      interruption.throwIfRequested();
      const batch = await batches.at(this.step);
      monitor.step(this.takeStep(batch, use, stepper));
      if (this.step % everySteps === 0 && this.step % stepsPerEpoch !== 0) await this.save(monitor);
    }
  }

  /** Whether an epoch has just ended, in this process or in the one that is resumed, and `until` holds for it. */
  private isReached(): boolean {
    const last = this.history.epochs.at(-1);
    if (last?.step !== this.step || this.setup.options.until?.(last) !== true) return false;
    this.history.reached = last.epoch;
    return true;
  }

  private takeStep(batch: Batch, use: ModelUse, stepper: Stepper): CurvePoint | null {
    const { task, schedule, stepsPerEpoch, totalSteps } = this.setup;
    const learningRate = schedule({ step: this.step, stepsPerEpoch, totalSteps });
    const started = performance.now();
    const { input, result } = use.step(() => {
      const input = stepInput(task, batch, this.setup.model);
      return { input, result: stepper.take(input, learningRate) };
    });
    this.step++;
    checkLoss(result.loss, { step: this.step, epoch: Math.ceil(this.step / stepsPerEpoch), learningRate }, input);
    const seconds = (performance.now() - started) / 1000;
    this.tally.add(result, 1);
    this.seconds += seconds;
    this.history.steps.push({ step: this.step, loss: result.loss, learningRate, seconds });
    return this.curve.add(this.step, result);
  }

  private async endEpoch(monitor: Monitor): Promise<void> {
    const { tally, setup } = this;
    const { validation, onEpoch } = setup.options;
    const { task, plan } = setup;
    const started = performance.now();
    const measured =
      validation === undefined
        ? null
        : await evaluateExamples(setup.model, validation, { task, input: plan.input, batchSize: VALIDATION_BATCH });
    const row = epochRow(tally.columns(task), measured, {
      ...{ epoch: this.step / setup.stepsPerEpoch, step: this.step, loss: tally.meanLoss },
      learningRate: at(this.history.steps, this.step - 1).learningRate,
      seconds: this.seconds + (performance.now() - started) / 1000,
    });
    this.tally = new Tally();
    this.seconds = 0;
    this.history.epochs.push(row);
    monitor.epoch(row);
    onEpoch?.(row);
  }

  /** Saves an interrupted run and says how to go on. */
  private async stop(monitor: Monitor, how: { readonly resumable: boolean }): Promise<void> {
    const path = await this.save(monitor);
    monitor.notice(stopWords({ step: this.step, totalSteps: this.setup.totalSteps, path, ...how }));
  }

  private async save(monitor: Monitor): Promise<string | null> {
    if (this.folder === null) return null;
    const { model, optimizer, settings } = this.setup;
    const { step, history, curve, tally, seconds } = this;
    const rest = { tally: tally.toJSON(), seconds, point: curve.unfinished() };
    const state = { step, settings, run: savedRun(history.epochs, rest) };
    const arrays = new Map([...takeSnapshot(model, optimizer), ...stepArrays(history.steps), ...curve.arrays()]);
    return this.folder.save({ arrays, state }, monitor.notice);
  }

  /** Takes over the newest checkpoint, where there is one. */
  async restore(): Promise<void> {
    const { folder } = this;
    if (folder === null) throw new RangeError('fit: resume needs checkpoints. Received checkpoints: false.');
    const takeOver = async (): Promise<void> => {
      const found = await folder.newest(notice, savedRunFault);
      if (found === null) return;
      checkSettings(folder.path, found.state.settings, this.setup.settings);
      const { step } = found.state;
      if (step > this.setup.totalSteps) {
        throw new RangeError(
          `fit: the run in ${folder.path} has ${this.setup.totalSteps} steps, and its checkpoint is of step ${step}. Leave out resume to start anew.`,
        );
      }
      this.takeOver(found);
    };
    await ModelUse.during(this.setup.model, () => folder.during(takeOver));
  }

  private takeOver({ state, arrays }: Checkpoint): void {
    const { model, optimizer, schedule, stepsPerEpoch, totalSteps } = this.setup;
    restoreSnapshot(model, optimizer, arrays);
    const saved = state.run as SavedRun; // restore has checked it
    this.step = state.step;
    this.tally = new Tally(saved.tally);
    this.seconds = saved.seconds;
    this.curve.restore(arrays, saved.point);
    this.history.epochs.push(...savedEpochs(saved));
    const rate = (step: number): number => schedule({ step, stepsPerEpoch, totalSteps });
    this.history.steps.push(...savedSteps(state.step, arrays, rate));
  }
}

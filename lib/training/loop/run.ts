import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { LayersModel } from '@tensorflow/tfjs-node';
import { channelStatistics, type LabelledImages } from '../../datasets/labelledImages';
import { repositoryRoot } from '../../datasets/repositoryRoot';
import { guarded } from '../../jupyter/flags';
import { Interrupted, interruption } from '../../jupyter/interrupt';
import { opLayersOf } from '../../tfjs/model/modelLayers';
import { checkAugmentation, type Scaling } from '../batches/augmentation';
import { type Batch, type BatchPlan, stepsPerEpoch } from '../batches/batches';
import { Prefetcher } from '../batches/prefetch';
import { type EpochRow, History } from '../observe/history';
import { type Monitor, notebookMonitor, notice, SILENT } from '../observe/monitor';
import { type Optimizer, sgd } from '../optimizers';
import { type CheckpointState, readNewest, writeCheckpoint } from './checkpoint';
import { checkCounts, checkImages, checkLoss, checkMemory, explainFailure } from './checks';
import { evaluate, rememberScaling } from './evaluate';
import { type Loss, softmaxCrossEntropy } from './losses';
import type { CheckpointOptions, FitOptions } from './options';
import { type Schedule, toSchedule } from './schedules';
import { restoreSnapshot, takeSnapshot } from './snapshot';
import { trainingStep } from './step';

/** What a checkpoint holds besides arrays. What was not measured is null, since JSON has no NaN. */
interface Progress {
  readonly epochs: readonly Readonly<Record<keyof EpochRow, number | null>>[];
  /** Of the epoch that is not over. */
  readonly sums: EpochSums;
}

interface EpochSums {
  loss: number;
  correct: number;
  images: number;
  seconds: number;
}

const NOTHING: EpochSums = { loss: 0, correct: 0, images: 0, seconds: 0 };

/** A run of training: all that fit was called with, and how far it has come. */
export class Run {
  private readonly model: LayersModel;
  private readonly options: FitOptions;
  private readonly batchSize: number;
  private readonly loss: Loss;
  private readonly optimizer: Optimizer;
  private readonly schedule: Schedule;
  private readonly set: LabelledImages;
  private readonly plan: BatchPlan;
  private readonly scaling: Scaling;
  private readonly stepsPerEpoch: number;
  private readonly totalSteps: number;
  private readonly settings: Readonly<Record<string, unknown>>;
  private readonly history = new History();
  private sums = { ...NOTHING };
  private step = 0;

  constructor(model: LayersModel, train: LabelledImages, options: FitOptions) {
    const { epochs, batchSize = 64, augment = {}, seed = 0, validation } = options;
    checkCounts('fit', { epochs, batchSize });
    checkImages(model, train, 'fit');
    checkAugmentation(augment, train.shape.slice(1));
    checkMemory(model, Math.min(batchSize, train.shape[0]));
    if (validation !== undefined) checkImages(model, validation, 'fit, validation');
    this.model = model;
    this.options = options;
    this.batchSize = batchSize;
    this.loss = options.loss ?? softmaxCrossEntropy;
    this.optimizer = options.optimizer ?? sgd({ momentum: 0.9 });
    this.schedule = toSchedule(options.learningRate ?? 0.05);
    this.scaling = options.scaling ?? channelStatistics(train);
    this.set = train;
    this.plan = { batchSize, augment, seed, scaling: this.scaling };
    this.stepsPerEpoch = stepsPerEpoch(train.shape[0], batchSize);
    this.totalSteps = epochs * this.stepsPerEpoch;
    const { name: optimizer, settings } = this.optimizer;
    this.settings = {
      ...{ model: model.name, modelSeed: seedOf(model), images: train.shape, labels: fingerprint(train.labels) },
      ...{ epochs, batchSize, augment, seed, scaling: this.scaling },
      ...{ optimizer: { optimizer, ...settings }, learningRate: this.schedule.settings },
    };
    rememberScaling(model, this.scaling);
  }

  /** Trains to the end. After an interrupt it can be called again. */
  async complete(): Promise<History> {
    const { display = true } = this.options;
    const { name } = this.model;
    const monitor = display
      ? notebookMonitor({ name, totalSteps: this.totalSteps, stepsPerEpoch: this.stepsPerEpoch })
      : SILENT;
    for (const row of this.history.epochs) monitor.epoch(row);
    const batches = new Prefetcher(this.set, this.plan);
    try {
      await this.train(monitor, batches);
    } catch (error) {
      if (error instanceof Interrupted) await this.stop(monitor);
      throw explainFailure(error, this.batchSize);
    } finally {
      monitor.end();
      await batches.close();
    }
    return this.history;
  }

  private async train(monitor: Monitor, batches: Prefetcher): Promise<void> {
    const { everySteps = Number.POSITIVE_INFINITY } = this.options.checkpoints || {};
    for (;;) {
      if (this.history.epochs.length < Math.floor(this.step / this.stepsPerEpoch)) {
        await this.endEpoch(monitor);
        await this.save(monitor);
      }
      if (this.step === this.totalSteps) return;
      // So that the notebook can draw, and an interrupt can be heard.
      await new Promise(setImmediate);
      interruption.throwIfRequested();
      this.takeStep(await batches.at(this.step), monitor);
      if (this.step % everySteps === 0 && this.step % this.stepsPerEpoch !== 0) await this.save(monitor);
    }
  }

  private takeStep(batch: Batch, monitor: Monitor): void {
    const { step, stepsPerEpoch, totalSteps, loss, optimizer } = this;
    const learningRate = this.schedule({ step, stepsPerEpoch, totalSteps });
    const started = performance.now();
    const result = guarded(() => trainingStep(this.model, batch, { loss, optimizer, learningRate }));
    this.step++;
    checkLoss(result.loss, { step: this.step, epoch: Math.ceil(this.step / stepsPerEpoch), learningRate });
    const seconds = (performance.now() - started) / 1000;
    this.sums.loss += result.loss;
    this.sums.correct += result.correct;
    this.sums.images += batch.shape[0];
    this.sums.seconds += seconds;
    this.history.steps.push({ step: this.step, loss: result.loss, learningRate, seconds });
    monitor.step(this.step, { loss: result.loss, accuracy: result.correct / batch.shape[0] });
  }

  private async endEpoch(monitor: Monitor): Promise<void> {
    const { validation, onEpoch } = this.options;
    const { sums, scaling, loss } = this;
    const started = performance.now();
    const measured = validation && (await evaluate(this.model, validation, { scaling, loss }));
    const row: EpochRow = {
      epoch: this.step / this.stepsPerEpoch,
      step: this.step,
      learningRate: this.history.steps.at(-1)?.learningRate ?? 0,
      loss: sums.loss / this.stepsPerEpoch,
      accuracy: sums.correct / sums.images,
      validationLoss: measured?.loss ?? Number.NaN,
      validationAccuracy: measured?.accuracy ?? Number.NaN,
      seconds: sums.seconds + (performance.now() - started) / 1000,
    };
    this.sums = { ...NOTHING };
    this.history.epochs.push(row);
    monitor.epoch(row);
    onEpoch?.(row);
  }

  /** Saves an interrupted run and says how to go on. */
  private async stop(monitor: Monitor): Promise<void> {
    const path = await this.save(monitor);
    const saved =
      path === null ? 'Nothing was saved.' : `Saved as ${path}; in a new kernel call fit with resume: true.`;
    monitor.notice(
      `Stopped after step ${this.step} of ${this.totalSteps}. Go on with: await training.resume(). ${saved}`,
    );
  }

  /** A full disk must not end a run of hours: what cannot be saved is said, and the run goes on. */
  private async save(monitor: Monitor): Promise<string | null> {
    const { checkpoints = {} } = this.options;
    if (checkpoints === false) return null;
    const { step, settings, sums, history } = this;
    const run: Progress = { epochs: history.epochs.map(row => ({ ...row })), sums };
    const arrays = takeSnapshot(this.model, this.optimizer);
    const column = (key: 'loss' | 'seconds') => Float32Array.from(history.steps, row => row[key]);
    for (const key of ['loss', 'seconds'] as const) arrays.set(`history/${key}`, { shape: [step], data: column(key) });
    try {
      return await writeCheckpoint(
        this.folder(checkpoints),
        { arrays, state: { step, settings, run } },
        checkpoints.keep ?? 3,
      );
    } catch (error) {
      monitor.notice(`Step ${step} could not be saved: ${error instanceof Error ? error.message : error}`);
      return null;
    }
  }

  /** Takes over the newest checkpoint, where there is one. */
  async restore(): Promise<void> {
    const { checkpoints = {} } = this.options;
    if (checkpoints === false) throw new RangeError('fit: resume needs checkpoints. Received checkpoints: false.');
    const folder = this.folder(checkpoints);
    const found = await readNewest(folder, notice);
    if (found === null) return;
    const { state, arrays } = found;
    checkSettings(folder, state.settings, this.settings);
    restoreSnapshot(this.model, this.optimizer, arrays);
    const { epochs, sums } = state.run as Progress; // save wrote it, and the checksum was right
    const { stepsPerEpoch, totalSteps } = this;
    this.step = state.step;
    this.sums = { ...sums };
    this.history.epochs.push(...epochs.map(withNaN));
    const [loss, seconds] = ['loss', 'seconds'].map(key => arrays.get(`history/${key}`)?.data ?? []);
    for (let step = 0; step < state.step; step++) {
      const learningRate = this.schedule({ step, stepsPerEpoch, totalSteps });
      this.history.steps.push({ step: step + 1, loss: loss[step], learningRate, seconds: seconds[step] });
    }
  }

  private folder({ folder }: CheckpointOptions): string {
    return folder ?? join(repositoryRoot(), 'data', 'cache', 'checkpoints', this.model.name);
  }
}

function withNaN(row: Progress['epochs'][number]): EpochRow {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, value ?? Number.NaN]),
  ) as unknown as EpochRow; // the same keys
}

function fingerprint(labels: Int32Array): string {
  return createHash('sha256')
    .update(new Uint8Array(labels.buffer, labels.byteOffset, labels.byteLength))
    .digest('hex');
}

/** The seed of dropout's choices, which `buildModel` was given. */
function seedOf(model: LayersModel): unknown {
  return opLayersOf(model)[0]?.getConfig().seed ?? 0;
}

/** @throws RangeError when a run was started with other settings than a checkpoint's */
function checkSettings(folder: string, saved: CheckpointState['settings'], settings: Run['settings']): void {
  const now: typeof saved = JSON.parse(JSON.stringify(settings));
  const other = Object.keys({ ...saved, ...now }).find(key => !isDeepStrictEqual(saved[key], now[key]));
  if (other === undefined) return;
  throw new RangeError(
    `fit: the run in ${folder} was started with other settings: ${other} was ${JSON.stringify(saved[other])}. ` +
      `Received ${JSON.stringify(now[other])}. Call fit with the same settings, or leave out resume to start anew.`,
  );
}

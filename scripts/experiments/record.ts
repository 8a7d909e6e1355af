import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { LabelledImages } from '../../lib/datasets';
import { type CsvRow, toCsv } from '../../lib/datasets/csv';
import { writeWholeSync } from '../../lib/files/writeWhole';
import type { NetworkSpec } from '../../lib/spec';
import { buildModel, type InitializerName } from '../../lib/tfjs';
import { type EpochRow, evaluate, type FitOptions, fit } from '../../lib/training';
import { describeMachine } from '../notebooks/runs';

/** What a script passes on to a model: the one that `buildModel` made. */
type Model = ReturnType<typeof buildModel>;

/** One run of an experiment. */
export interface Run {
  readonly net: NetworkSpec;
  readonly train: LabelledImages;
  readonly initializer: InitializerName;
  /** Of the weights, dropout, and the order and the changes of the images. */
  readonly seed: number;
  readonly options: FitOptions;
  /** What sets this run apart from the others, repeated in every row. */
  readonly settings: Readonly<Record<string, string | number>>;
  /** Changes the first weights. */
  readonly prepare?: (model: Model) => void;
  /** Ends the run after an epoch for which it holds. */
  readonly until?: (row: EpochRow) => boolean;
  /** Never seen in training or in choosing anything; measured once, at the end. */
  readonly test?: LabelledImages;
  /** More columns of the last row, measured on the trained network. */
  readonly atEnd?: (model: Model) => CsvRow | Promise<CsvRow>;
}

/**
 * Trains once and writes a CSV file with a row for each epoch. The file is complete or not there.
 *
 * @param path where it goes
 */
export async function record(run: Run, path: string): Promise<void> {
  const { net, train, initializer, seed, options, settings, until, prepare, test, atEnd } = run;
  const model = buildModel(net, { seed, initializer });
  prepare?.(model);
  const { batchSize = 64 } = options;
  await recordEpochs({ ...settings, seed, images: train.shape[0], batchSize }, path, async onEpoch => {
    await fit(model, train, { ...options, seed, onEpoch, until, checkpoints: false, display: false });
    const measured = test && (await evaluate(model, test));
    return {
      ...(measured && { testLoss: measured.loss, testAccuracy: measured.accuracy }),
      ...(await atEnd?.(model)),
    };
  });
}

/**
 * Writes a CSV file with a row for each epoch of a training of any kind. The file is complete or not there.
 *
 * @param common what every row says
 * @param path where the file goes
 * @param train trains, and gives more columns of the last row
 */
export async function recordEpochs(
  common: CsvRow,
  path: string,
  train: (onEpoch: (row: CsvRow) => void) => Promise<CsvRow>,
): Promise<void> {
  const rows: CsvRow[] = [];
  const [machine, date] = [describeMachine(), new Date().toISOString().slice(0, 10)];
  const start = process.cpuUsage();
  const ending = await train(row => {
    const { user, system } = process.cpuUsage(start);
    rows.push({ ...common, ...row, cpuSeconds: (user + system) / 1e6, machine, date });
  });
  const empty = Object.fromEntries(Object.keys(ending).map(column => [column, Number.NaN]));
  writeWhole(path, toCsv(rows.map((row, i) => ({ ...row, ...(i === rows.length - 1 ? ending : empty) }))));
}

/** Multiplies the weights of one layer by a factor. */
export function scaleWeights(model: Model, layer: string, factor: number): void {
  const found = model.getLayer(layer);
  const weights = found.getWeights();
  const scaled = weights.map(weight => weight.mul(factor));
  found.setWeights(scaled);
  for (const tensor of scaled) tensor.dispose();
}

/**
 * Changes each weight by a millionth of its size, a few units in the last place of float32: nothing that should matter. Two
 * runs that differ in this only tell how large a difference chance makes.
 */
export function nudge(model: Model): void {
  for (const { name } of model.layers) scaleWeights(model, name, 1 + 1e-6);
}

/** Writes a file that is complete or not there, and its folder. */
export function writeWhole(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeWholeSync(path, text);
}

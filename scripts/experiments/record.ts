import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { LabelledImages } from '../../lib/datasets';
import { type CsvRow, toCsv } from '../../lib/datasets/csv';
import type { NetworkSpec } from '../../lib/spec';
import { buildModel, type InitializerName } from '../../lib/tfjs';
import { type EpochRow, type FitOptions, fit } from '../../lib/training';
import { describeMachine } from '../notebooks/runs';

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
  /** Ends the run after an epoch for which it holds. */
  readonly until?: (row: EpochRow) => boolean;
}

/**
 * Trains once and writes a CSV file with a row for each epoch. The file is complete or not there.
 *
 * @param path where it goes
 */
export async function record(run: Run, path: string): Promise<void> {
  const { net, train, initializer, seed, options, settings, until } = run;
  const model = buildModel(net, { seed, initializer });
  const rows: CsvRow[] = [];
  const [machine, date] = [describeMachine(), new Date().toISOString().slice(0, 10)];
  const start = process.cpuUsage();
  const onEpoch = (row: EpochRow): void => {
    const { user, system } = process.cpuUsage(start);
    const { batchSize = 64 } = options;
    const common = { ...settings, seed, images: train.shape[0], batchSize };
    rows.push({ ...common, ...row, cpuSeconds: (user + system) / 1e6, machine, date });
  };
  await fit(model, train, { ...options, seed, onEpoch, until, checkpoints: false, display: false });
  writeWhole(path, toCsv(rows));
}

function writeWhole(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.part`, text);
  renameSync(`${path}.part`, path);
}

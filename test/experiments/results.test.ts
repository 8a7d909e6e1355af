import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type CsvRow, parseCsv } from '../../lib/datasets/csv';
import { at, lookUp } from '../../lib/spec';
import { courseIn } from '../../scripts/notebooks/course';

const ROOT = join(__dirname, '..', '..');
const RESULTS = join(ROOT, 'data', 'experiments');

/** An experiment of grid.yaml: its seeds, a list or table of what is compared, and how long a run goes on. */
interface Experiment {
  readonly seeds?: readonly number[];
  /** Of every run; none where a run leaves one row, or runs differ. */
  readonly epochs?: number;
  /** A run may end early when its training error has come down to this. */
  readonly error?: number;
  readonly rates?: readonly number[] | Readonly<Record<string, number | readonly number[]>>;
  readonly variants?: readonly string[] | Readonly<Record<string, number>>;
  readonly [list: string]: unknown;
}

/** What one run of the grid is called, and what its rows must say. */
interface Planned {
  readonly file: string;
  readonly setting: string;
  readonly rate?: number;
  readonly seed: number;
}

const READ = 'import json, sys, yaml; json.dump(yaml.safe_load(open(sys.argv[1])), sys.stdout)';
const yaml = join(ROOT, 'scripts', 'experiments', 'grid.yaml');
// The scripts and the Snakefile read the same file; this is what it says.
const grid: Readonly<Record<string, Experiment>> = JSON.parse(
  execFileSync(courseIn(ROOT).python, ['-c', READ, yaml], { encoding: 'utf8' }),
);

/** Each setting with its rates, as the Snakefile names the files: none where the experiment has no rates. */
function ratesOf({ rates: listed, seeds: _, ...rest }: Experiment): [string, readonly (number | undefined)[]][] {
  // One rate each: beside the variants themselves.
  const rates = listed ?? (Array.isArray(rest.variants) ? undefined : rest.variants);
  if (rates !== undefined && !Array.isArray(rates)) {
    return Object.entries(rates).map(([setting, rate]) => [setting, [rate].flat()]);
  }
  const settings = Object.values(rest).filter(Array.isArray).flat().map(String);
  return settings.map(setting => [setting, rates ?? [undefined]]);
}

function planned(experiment: Experiment): Planned[] {
  return ratesOf(experiment).flatMap(([setting, rates]) =>
    rates.flatMap(rate =>
      (experiment.seeds ?? []).map(seed => {
        const name = rate === undefined ? setting : `${setting}-${rate}`;
        return { file: `${name}-seed${seed}.csv`, setting, ...(rate !== undefined && { rate }), seed };
      }),
    ),
  );
}

const folders = readdirSync(RESULTS, { withFileTypes: true }).filter(entry => entry.isDirectory());

test('every folder of results belongs to an experiment of grid.yaml', () => {
  const strangers = folders.map(({ name }) => name).filter(name => !(name in grid));
  assert.deepEqual(strangers, []);
});

/** Those whose runs have seeds; what is measured once has none. */
const seeded = Object.entries(grid).filter(
  ([name, { seeds }]) => seeds !== undefined && existsSync(join(RESULTS, name)),
);

test('data/experiments/detectors-times: every detector in every round', () => {
  const { detectors, rounds } = lookUp(new Map(Object.entries(grid)), 'detectors-times');
  const rows = parseCsv(readFileSync(join(RESULTS, 'detectors-times', 'all.csv'), 'utf8'), 'all.csv');
  assert.ok(Array.isArray(detectors));
  const turns = Array.from({ length: Number(rounds) }, (_, i) => detectors.map(detector => `${detector} ${i + 1}`));
  assert.deepEqual(
    rows.map(({ detector, round }) => `${detector} ${round}`),
    turns.flat(),
  );
});

for (const [name, experiment] of seeded) {
  const runs = planned(experiment);
  const files = readdirSync(join(RESULTS, name)).filter(file => file.endsWith('.csv'));

  test(`data/experiments/${name}: every file is a run of grid.yaml`, () => {
    assert.deepEqual(
      files.filter(file => !runs.some(run => run.file === file)),
      [],
    );
  });

  test(`data/experiments/${name}: every run is whole and says what the grid says`, () => {
    for (const run of runs.filter(({ file }) => files.includes(file))) {
      const rows = parseCsv(readFileSync(join(RESULTS, name, run.file), 'utf8'), run.file);
      for (const row of rows) {
        assert.ok(Object.values(row).includes(run.setting), `${run.file} has ${run.setting}`);
        assert.equal(row.seed, run.seed, run.file);
        assert.equal(row.rate, run.rate, run.file);
      }
      checkEnding(rows, experiment, run.file);
      checkShares(rows, run.file);
    }
  });
}

/**
 * A run of epochs has all of them, one by one, or ends where the error was low enough. Other runs have three moments, or one
 * row with what came out.
 */
function checkEnding(rows: readonly CsvRow[], { epochs, error }: Experiment, file: string): void {
  const last = at(rows, rows.length - 1);
  if (last.epoch === undefined && last.moment === undefined) {
    assert.equal(rows.length, 1, file);
    return;
  }
  if (last.epoch === undefined) {
    const moments = rows.map(({ moment }) => moment);
    assert.deepEqual(moments, ['built', 'fresh', 'trained'], file);
    return;
  }
  assert.ok(epochs !== undefined, `${file}: the grid says how many epochs`);
  const counted = Array.from(rows, (_, i) => i + 1);
  assert.deepEqual(
    rows.map(({ epoch }) => epoch),
    counted,
    file,
  );
  const reached = error !== undefined && Number(last.accuracy) >= 1 - error;
  assert.ok(last.epoch === epochs || (Number(last.epoch) < epochs && reached), `${file} ends after ${last.epoch}`);
}

/** Accuracies and shares lie from 0 to 1, and losses above 0; where a column is empty, nothing was measured. */
function checkShares(rows: readonly CsvRow[], file: string): void {
  for (const [column, value] of rows.flatMap(row => Object.entries(row))) {
    if (typeof value !== 'number' || Number.isNaN(value)) continue;
    if (/accuracy|^flat|^dead/i.test(column)) assert.ok(value >= 0 && value <= 1, `${file}: ${column} is ${value}`);
    if (/loss/i.test(column)) assert.ok(value > 0, `${file}: ${column} is ${value}`);
  }
}

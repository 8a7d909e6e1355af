import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ExperimentRow, experiment } from '../../lib/datasets';
import { at } from '../../lib/spec';

/** How many runs an experiment has, what tells them apart, and the accuracy at which a run may end early. */
const EXPERIMENTS = [
  { name: 'alexnet-rates', runs: 8, settings: ['activation', 'rate', 'seed'], epochs: 4 },
  { name: 'alexnet-activations', runs: 9, settings: ['activation', 'rate', 'seed'], epochs: 16, until: 0.75 },
  { name: 'alexnet-ablations', runs: 21, settings: ['variant', 'seed'], epochs: 16 },
];

/** The rows of each run. */
function runsOf(name: string, settings: readonly string[]): Map<string, ExperimentRow[]> {
  const runs = new Map<string, ExperimentRow[]>();
  for (const row of experiment(name)) {
    const key = settings.map(setting => row[setting]).join(' ');
    runs.set(key, [...(runs.get(key) ?? []), row]);
  }
  return runs;
}

for (const { name, runs, settings, epochs, until = 2 } of EXPERIMENTS) {
  test(`data/experiments/${name} has all its runs, and each is whole`, () => {
    const found = runsOf(name, settings);
    assert.equal(found.size, runs);
    for (const [run, rows] of found) {
      assert.deepEqual(
        rows.map(({ epoch }) => epoch),
        Array.from(rows, (_, i) => i + 1),
        run,
      );
      const last = at(rows, rows.length - 1);
      assert.ok(last.epoch === epochs || Number(last.accuracy) >= until, `${run} ends after epoch ${last.epoch}`);
      assert.ok(
        rows.every(({ accuracy, loss }) => Number(accuracy) > 0 && Number(accuracy) < 1 && Number(loss) > 0),
        run,
      );
    }
  });
}

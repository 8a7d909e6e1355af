import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { analyze } from '../../lib/arithmetic';
import { parseCsv } from '../../lib/datasets/csv';
import { at, lookUp } from '../../lib/spec';
import { bundledImages } from '../../scripts/experiments/comparison';
import { comparisons } from '../../scripts/experiments/comparisons';
import { vggKernels } from '../../scripts/experiments/comparisons/vggKernels';
import { nudge } from '../../scripts/experiments/record';

const ROOT = join(__dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'compare-'));
after(() => rmSync(folder, { recursive: true }));

function compare(...args: string[]): { status: number | null; stderr: string } {
  const script = join(ROOT, 'scripts', 'experiments', 'compare.ts');
  return spawnSync(process.execPath, ['--import', 'tsx', script, ...args], { cwd: ROOT, encoding: 'utf8' });
}

for (const [name, { variants, recipe }] of Object.entries(comparisons)) {
  test(`${name}: every variant tells ten classes of 32×32 images apart`, () => {
    for (const { net } of Object.values(variants)) {
      const { layers } = analyze(net(), { inputShape: [32, 32, 3] });
      assert.deepEqual(at(layers, layers.length - 1).outputShape, [10]);
    }
    assert.ok(recipe(0.01).learningRate !== undefined);
  });

  test(`${name}: an A/A pair is one network, whose start is nudged`, () => {
    const pairs = Object.entries(variants).filter(([variant]) => variant.endsWith('-again'));
    assert.ok(pairs.length > 0);
    for (const [variant, { net, prepare, ...rest }] of pairs) {
      const { net: original, ...others } = lookUp(new Map(Object.entries(variants)), variant.replace('-again', ''));
      assert.deepEqual(net(), original());
      assert.deepEqual(rest, others);
      assert.equal(prepare, nudge);
    }
  });
}

test('two kernels of 3×3 with 28 filters cost what one of 5×5 with 24 costs, to two parts in a hundred', () => {
  const totals = (variant: string) =>
    analyze(lookUp(new Map(Object.entries(vggKernels.variants)), variant).net()).totals;
  const [five, threes] = [totals('five'), totals('threes-wide')];
  assert.ok(Math.abs(threes.params / five.params - 1) < 0.02);
  assert.ok(Math.abs(threes.macs / five.macs - 1) < 0.02);
});

test('a rate is chosen on images that are not trained, as many of each class', () => {
  const { train, test: held } = bundledImages('choose a rate');
  assert.deepEqual([train.shape[0], held.shape[0]], [3200, 800]);
  const count = (label: number): number => held.labels.filter(one => one === label).length;
  assert.deepEqual(
    Array.from({ length: 10 }, (_, label) => count(label)),
    Array(10).fill(80),
  );
});

test('one run writes its settings and what it measured', () => {
  const out = join(folder, 'run.csv');
  const run = ['--experiment', 'vgg-depth-rates', '--variant', 'he-11', '--rate', '0.01', '--seed', '7'];
  const { status, stderr } = compare(...run, '--epochs', '1', '--out', out);
  assert.equal(status, 0, stderr);
  const [row, ...others] = parseCsv(readFileSync(out, 'utf8'), out);
  assert.deepEqual(others, []);
  const { variant, rate, seed, images, epoch, testAccuracy } = row ?? {};
  assert.deepEqual(
    { variant, rate, seed, images, epoch },
    { variant: 'he-11', rate: 0.01, seed: 7, images: 3200, epoch: 1 },
  );
  assert.ok(Number(testAccuracy) >= 0 && Number(testAccuracy) <= 1);
});

test('an unknown experiment or variant is named, with those there are', () => {
  const unknown = compare('--experiment', 'vgg');
  assert.equal(unknown.status, 1);
  assert.match(unknown.stderr, /--experiment is one of alexnet-parts, .*\. Received vgg\./);
  assert.match(
    compare('--experiment', 'vgg-depth', '--variant', 'he-12').stderr,
    /--variant is one of pytorch-11, .*\. Received he-12\./,
  );
});

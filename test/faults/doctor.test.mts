import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { conditionOf } from '../../scripts/setup/condition.mjs';
import { settingsFiles } from '../../scripts/setup/jupyter.mjs';
import type { Places } from '../../scripts/setup/places.mjs';
import { courseSteps } from '../../scripts/setup/steps.mjs';
import { adoptVenv, copyCheckout, cut, damage, empty, flip } from './checkout.mjs';

/* A copy of the checkout is damaged in every way at once, mended by the doctor, and then in one way at a time. */

let places: Places;
before(() => {
  places = copyCheckout();
});
after(() => rmSync(places.root, { recursive: true, force: true }));

const at = (...path: string[]): string => join(places.root, ...path);

function run(file: string, ...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(file, args, { cwd: places.root, encoding: 'utf8', timeout: 400_000 });
  return { status, output: `${stderr}${stdout}` };
}
const convnets = (...args: string[]) => run(process.execPath, at('scripts', 'convnets.mjs'), ...args);
const setup = () => run(process.execPath, at('scripts', 'setup.mjs'));

function makeRepository(): void {
  const as = ['-c', 'user.name=test', '-c', 'user.email=test@example.invalid', '-c', 'core.autocrlf=false'];
  for (const args of [
    ['init', '-q'],
    ['add', 'data'],
    [...as, 'commit', '-qm', 'data'],
  ]) {
    const { status, output } = run('git', ...args);
    assert.equal(status, 0, output);
  }
}

/** The steps that the look before each start finds not done. */
const notDone = (): string[] =>
  courseSteps.filter(step => conditionOf(step, places).state !== 'done').map(({ id }) => id);

const weights = 'data/weights/resnet20.safetensors';

test('a copy of the folder has the kernel and the .venv of the old one, and the doctor says so', () => {
  makeRepository();
  // A checkout that only ran tests has not looked at its data yet.
  assert.deepEqual(
    notDone().filter(id => id !== 'data'),
    ['python', 'jupyter'],
  );
  const { status, output } = convnets('doctor');
  assert.equal(status, 1);
  assert.match(output, /FAIL {2}Python +\.venv: made for another version of the course, or for another folder\n/);
  assert.match(output, /FAIL {2}Kernel +the kernel "tslab" is that of another folder: .*start\.cjs\n/);
});

test('--fix mends a checkout that is damaged in every way, and the same check passes', () => {
  adoptVenv(places);
  damage(at('lib', 'dist', 'cli', 'main.js'), cut);
  damage(at('lib', 'dist', 'tfjs', 'index.js'), empty);
  rmSync(at('lib', 'dist', 'spec', 'index.js'));
  rmSync(at('node_modules', 'pngjs'), { recursive: true });
  damage(at('node_modules', 'jpeg-js', 'lib', 'decoder.js'), flip);
  damage(at('node_modules', 'papaparse', 'papaparse.js'), empty);
  for (const file of [places.addon, ...nativeLibraries()]) damage(file, cut);
  damage(at(weights), flip);
  damage(at('data', 'registry.json'), cut);
  assert.match(
    convnets('list').output,
    /^The course's library does not load: .*\n {2}Remedy: {2}npx convnets doctor --fix\n/,
  );

  const { status, output } = convnets('doctor', '--fix');
  assert.match(output, /data\/registry\.json is missing or damaged: taking it from Git again\.\n/);
  assert.match(output, /data\/weights\/resnet20\.safetensors is missing or damaged: taking it from Git again\.\n/);
  assert.match(output, /installed anew: jpeg-js, papaparse, pngjs/);
  assert.ok(!output.includes('plain JavaScript'), output);
  const failed = output.split('\n').filter(line => line.includes('FAIL') && !line.includes('Memory'));
  assert.deepEqual(failed, [], output);
  if (!output.includes('FAIL')) assert.equal(status, 0);
  assert.equal(setup().output, 'Everything is set up.\n');
  assert.match(convnets('list').output, /^alexnet /);
  assert.equal(run('git', 'status', '--porcelain', 'data').output, '');
});

/** The libraries of TensorFlow that were unpacked here; none where tfjs-node's installer brought them. */
function nativeLibraries(): string[] {
  const { backend } = JSON.parse(readFileSync(places.backend, 'utf8'));
  if (backend !== 'native') return [];
  const { files } = JSON.parse(readFileSync(join(places.tensorflow, 'unpacked.json'), 'utf8'));
  return Object.keys(files)
    .filter(path => path.startsWith('lib/'))
    .map(path => join(places.tensorflow, path));
}

const gone = 'is missing';
const faults: readonly [string, string, () => string, ((bytes: Buffer) => Uint8Array) | typeof gone][] = [
  ['library', 'a compiled file', () => at('lib', 'dist', 'cli', 'main.js'), gone],
  ['library', 'a compiled file', () => at('lib', 'dist', 'tfjs', 'index.js'), cut],
  ['library', 'the first compiled file', () => at('lib', 'dist', 'index.js'), empty],
  ['packages', 'a package', () => at('node_modules', 'pngjs'), gone],
  ['packages', 'a file of a package', () => at('node_modules', 'jpeg-js', 'index.js'), flip],
  ['tensorflow', 'the add-on', () => places.addon, cut],
  ['tensorflow', 'the choice of TensorFlow', () => places.backend, cut],
  ['jupyter', 'the kernel', () => settingsFiles(places).kernel, cut],
  ['data', 'a file of weights', () => at(weights), flip],
  ['data', 'a file of weights', () => at(weights), gone],
  ['data', 'the registry', () => at('data', 'registry.json'), cut],
  ['data', 'the registry', () => at('data', 'registry.json'), gone],
  ['data', 'a notebook', () => at('notebooks', '03-counting.ipynb'), cut],
  ['data', 'a notebook', () => at('notebooks', '03-counting.ipynb'), gone],
  ['data', "JupyterLab's first file", () => at('scripts', 'start', 'lab.py'), gone],
  ['library', 'a stamp', () => join(places.stamps, 'library'), cut],
];
for (const [step, what, fileOf, change] of faults) {
  test(`${what} ${change === gone ? gone : `has a fault (${change.name})`}: a start does not find everything set up`, () => {
    assert.deepEqual(notDone(), []);
    const file = fileOf();
    const aside = join(places.setup, 'aside');
    renameSync(file, aside);
    if (change !== gone) writeFileSync(file, change(readFileSync(aside)));
    assert.deepEqual(notDone(), [step]);
    renameSync(aside, file);
    assert.deepEqual(notDone(), []);
  });
}

test('without Git, damaged data is named, and where to get it; nothing is said to be set up', () => {
  rmSync(at('.git'), { recursive: true });
  damage(at(weights), flip);
  const remedy = `this folder has no Git repository to take it from: download the course again, and copy into this folder: ${weights}`;
  const { status, output } = setup();
  assert.equal(status, 1);
  assert.match(output, /Set-up stopped at the step "Course files": files of the course are missing or damaged\.\n/);
  assert.ok(output.includes(`    ${weights}\n  Remedy:  ${remedy}\n`), output);
  assert.ok(!output.includes('Everything is set up'), output);

  const fixed = convnets('doctor', '--fix');
  assert.equal(fixed.status, 1);
  assert.ok(fixed.output.includes(`FAIL  Data       missing or damaged: ${weights}\n`), fixed.output);
  assert.ok(fixed.output.includes(`Remedy: ${remedy}\n`), fixed.output);
  assert.ok(!fixed.output.includes('Remedy: npx convnets doctor --fix'), fixed.output);

  // What the remedy says, done.
  damage(at(weights), flip);
  assert.equal(setup().status, 0);
  assert.equal(setup().output, 'Everything is set up.\n');
});

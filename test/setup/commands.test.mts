import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gatherFacts } from '../../scripts/doctor/facts.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
/** A checkout in which nothing is set up. */
const fresh = mkdtempSync(join(tmpdir(), 'convnets-fresh-'));
cpSync(join(root, 'scripts'), join(fresh, 'scripts'), { recursive: true });
after(() => rmSync(fresh, { recursive: true, force: true }));

const convnets = (folder: string, ...args: string[]) =>
  spawnSync(process.execPath, [join(folder, 'scripts', 'convnets.mjs'), ...args], { encoding: 'utf8' });

test('a command says that the library is not compiled', () => {
  const { status, stderr } = convnets(fresh, 'list');
  assert.equal(stderr, "The course's library is not compiled yet.\n  Remedy:  npm run setup\n");
  assert.equal(status, 1);
});

const broken = [
  ['', /^The course's library does not load: .*main\.js is damaged\.\n {2}Remedy: {2}npx convnets doctor --fix\n$/],
  ['exports.main = (', /^The course's library does not load: Unexpected end of input\.\n {2}Remedy: /],
  ['require("./gone")', /^The course's library does not load: Cannot find module '\.\/gone'\.\n {2}Remedy: /],
] as const;
for (const [text, message] of broken) {
  test(`a command says that the library is damaged: ${JSON.stringify(text)}`, t => {
    const cli = join(fresh, 'lib', 'dist', 'cli');
    mkdirSync(cli, { recursive: true });
    t.after(() => rmSync(join(fresh, 'lib'), { recursive: true }));
    writeFileSync(join(cli, 'main.js'), text);
    const { status, stderr } = convnets(fresh, 'list');
    assert.match(stderr, message);
    assert.equal(status, 1);
  });
}

test('the doctor works where nothing is set up', () => {
  const { status, stdout } = convnets(fresh, 'doctor');
  assert.equal(status, 1);
  for (const line of [
    / {2}FAIL {2}Python +3\.\S+ is there, but the environment \.venv is missing or broken\n +Remedy: npx convnets doctor --fix\n/,
    / {2}FAIL {2}Backend +TensorFlow has not been set up\n/,
    / {2}FAIL {2}Kernel +the kernel "tslab" is not installed\n/,
    / {2}FAIL {2}Packages +node_modules: not set up yet\n/,
    / {2}FAIL {2}Library +lib\/dist: not set up yet\n/,
    / {2}FAIL {2}Course +missing or damaged: lib\/jupyter\/start\.cjs\n +Remedy: this folder has no Git repository to take it from: /,
    / {2}FAIL {2}Data +missing or damaged: data\/registry\.json\n/,
  ]) {
    assert.match(stdout, line);
  }
});

test('the doctor gives its checks as JSON', () => {
  const { stdout } = convnets(fresh, 'doctor', '--json');
  const names = JSON.parse(stdout).map((check: { name: string }) => check.name);
  assert.deepEqual(names, [
    ...[
      'Node',
      'Packages',
      'Python',
      'Compiler',
      'Backend',
      'Library',
      'Kernel',
      'Renderer',
      'Course',
      'Data',
      'Disk',
      'Memory',
    ],
  ]);
});

test('the doctor refuses options that there are not', () => {
  const { status, stderr } = convnets(fresh, 'doctor', '--mend');
  assert.equal(status, 2);
  assert.ok(stderr.startsWith('doctor has no option "--mend".\n\nUsage: npx convnets doctor [options]\n'), stderr);
});

test('in this checkout the kernel answers, figures can be drawn, and the data is whole', () => {
  const { kernel, renderer, sources, data, venv, steps } = gatherFacts(root);
  assert.ok('seconds' in kernel, JSON.stringify(kernel));
  assert.equal(renderer, true);
  assert.deepEqual(sources.damaged, []);
  assert.ok(data.damaged.length === 0 && data.files > 0, JSON.stringify(data));
  for (const [id, { state }] of Object.entries(steps)) assert.equal(state, 'done', id);
  assert.match(venv ?? '', /^3\.\d+\.\d+$/);
});

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { removeStaleOutputs } from '../../scripts/setup/library.mjs';
import { lockedPackages, npmProgram, removePackagesOf } from '../../scripts/setup/packages.mjs';
import { placesOf } from '../../scripts/setup/places.mjs';
import { courseSteps, goals } from '../../scripts/setup/steps.mjs';
import { toolsAreThere } from '../../scripts/setup/tools.mjs';
import { testFiles } from '../../scripts/test/files.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

// npm leaves out what it cannot fetch while it writes the lock file, and `npm ci` then refuses it on other systems.
test('the lock file holds the packages of every system', () => {
  interface Locked {
    optionalDependencies?: Record<string, string>;
  }
  const packages: Record<string, Locked> = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      name => !packages[`${path}/node_modules/${name}`] && !packages[`node_modules/${name}`],
    ),
  );
  assert.deepEqual(missing, []);
});

test('every Python package is pinned with hashes', () => {
  for (const file of ['requirements.txt', 'scripts/setup/virtualenv.txt']) {
    const text = readFileSync(join(root, file), 'utf8');
    for (const requirement of text.split(/\n(?=\S)/).filter(part => !part.startsWith('#'))) {
      assert.match(requirement, /^[\w.-]+==\S+/);
      assert.match(requirement, /--hash=sha256:[0-9a-f]{64}/);
    }
  }
});

test('npm is the one that runs us, or the one beside Node, or the one on the path', () => {
  const folder = mkdtempSync(join(tmpdir(), 'convnets-npm-'));
  const beside = join(folder, 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');
  const node = join(folder, 'bin', 'node');
  assert.deepEqual(npmProgram({}, node), { file: 'npm', args: [] });
  mkdirSync(dirname(beside), { recursive: true });
  writeFileSync(beside, '');
  assert.deepEqual(npmProgram({ npm_execpath: '/usr/lib/yarn.js' }, node), { file: node, args: [beside] });
  const own = join(folder, 'npm-cli.js');
  writeFileSync(own, '');
  assert.deepEqual(npmProgram({ npm_execpath: own }, node), { file: node, args: [own] });
  rmSync(folder, { recursive: true });
});

test('words choose test files by their path, and rooms with kernels and browsers come apart', () => {
  const { light, heavy } = testFiles(root, ['setup/project', 'cli/cli.test'], { underFault: false });
  assert.deepEqual(light, ['test/cli/cli.test.ts']);
  assert.deepEqual(heavy, ['test/setup/project.test.mts']);
  assert.deepEqual(testFiles(root, ['no such test'], { underFault: false }), { light: [], heavy: [] });
});

test('a learner gets no tools of authors; the tests have all', () => {
  const ids = (goal: string): string[] => (goals.get(goal) ?? []).map(({ id }) => id);
  assert.deepEqual(ids('course'), ['packages', 'python', 'tensorflow', 'library', 'jupyter', 'data']);
  assert.deepEqual(ids('tests'), ['packages', 'tools', ...ids('course').slice(1, -1)]);
  assert.deepEqual(ids('tools'), ['packages', 'tools', 'python']);
  assert.equal(goals.get('course'), courseSteps);
});

test('a set-up that there is not is refused', () => {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts', 'setup.mjs'), 'toolz'], {
    encoding: 'utf8',
  });
  assert.equal(stderr, 'There is no set-up for "toolz". Name one of: course, tests, tools.\n');
  assert.equal(status, 2);
});

test('commands of authors bring their tools, those of learners none', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const goalOf = (name: string): string | undefined => /^node scripts\/setup\.mjs (\w+) && /.exec(scripts[name])?.[1];
  for (const name of ['test', 'notebooks', 'site', 'bench', 'train']) assert.equal(goalOf(name), 'tests', name);
  for (const name of ['lint', 'format']) assert.equal(goalOf(name), 'tools', name);
  for (const name of ['start', 'setup']) assert.equal(goalOf(name), undefined, name);
});

test('the tools are there when npm has recorded each in the version of the lock file', () => {
  const places = placesOf(mkdtempSync(join(tmpdir(), 'convnets-tools-')));
  const write = (file: string, packages: object): void => writeFileSync(file, JSON.stringify({ packages }));
  mkdirSync(places.nodeModules);
  const tool = { version: '2.0.0', dev: true };
  write(join(places.root, 'package-lock.json'), {
    '': {},
    'node_modules/a': { version: '1.0.0' },
    'node_modules/tool': tool,
    'node_modules/tool-of-another-system': { ...tool, optional: true },
  });
  assert.equal(toolsAreThere(places), false);
  const record = join(places.nodeModules, '.package-lock.json');
  const installed: readonly [object, boolean][] = [
    [{ 'node_modules/a': { version: '1.0.0' } }, false],
    [{ 'node_modules/tool': { version: '1.9.0' } }, false],
    [{ 'node_modules/tool': tool }, true],
  ];
  for (const [packages, there] of installed) {
    write(record, packages);
    assert.equal(toolsAreThere(places), there, JSON.stringify(packages));
  }
  rmSync(places.root, { recursive: true });
});

test('of damaged packages the innermost is removed, and no other', t => {
  const places = placesOf(mkdtempSync(join(tmpdir(), 'convnets-packages-')));
  t.after(() => rmSync(places.root, { recursive: true }));
  const folders = ['node_modules/a', 'node_modules/a/node_modules/b', 'node_modules/ab', 'node_modules/@c/d'];
  for (const folder of folders) {
    mkdirSync(join(places.root, folder), { recursive: true });
    writeFileSync(join(places.root, folder, 'index.js'), '');
  }
  const packages = Object.fromEntries(['', ...folders].map(folder => [folder, {}]));
  writeFileSync(join(places.root, 'package-lock.json'), JSON.stringify({ packages }));
  const damaged = ['node_modules/a/node_modules/b/index.js', 'node_modules/@c/d/index.js', 'node_modules/@c/d/gone.js'];
  assert.deepEqual(removePackagesOf(places, damaged), ['node_modules/a/node_modules/b', 'node_modules/@c/d']);
  assert.deepEqual(
    folders.filter(folder => existsSync(join(places.root, folder))),
    ['node_modules/a', 'node_modules/ab'],
  );
});

test('a lock file that is damaged is named, with its remedy', t => {
  const file = join(mkdtempSync(join(tmpdir(), 'convnets-lockfile-')), 'package-lock.json');
  t.after(() => rmSync(dirname(file), { recursive: true }));
  writeFileSync(file, '{"packages": {');
  assert.throws(() => lockedPackages(file), {
    name: 'Error',
    message: /package-lock\.json cannot be read: .*JSON/,
    remedy: 'get it back with: git checkout -- package-lock.json (without Git: from a new download of the course).',
  });
});

test('what was compiled from files that are gone is removed, and nothing else', () => {
  const lib = mkdtempSync(join(tmpdir(), 'convnets-lib-'));
  const outputs = ['a.js', 'a.js.map', 'a.d.ts', '.tsbuildinfo', 'gone.js', 'old/room/b.d.ts', 'old/room/b.js.map'];
  for (const path of ['a.ts', ...outputs.map(output => join('dist', output))]) {
    mkdirSync(dirname(join(lib, path)), { recursive: true });
    writeFileSync(join(lib, path), '');
  }
  removeStaleOutputs(lib);
  const left = outputs.filter(output => existsSync(join(lib, 'dist', output)));
  assert.deepEqual(left, ['a.js', 'a.js.map', 'a.d.ts', '.tsbuildinfo']);
  assert.ok(!existsSync(join(lib, 'dist', 'old')));
  rmSync(lib, { recursive: true });
});

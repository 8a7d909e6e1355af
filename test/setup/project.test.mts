import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { npmProgram } from '../../scripts/setup/packages.mjs';
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
  const { light, heavy } = testFiles(root, ['setup/project', 'cli/cli.test']);
  assert.deepEqual(light, ['test/cli/cli.test.ts']);
  assert.deepEqual(heavy, ['test/setup/project.test.mts']);
  assert.deepEqual(testFiles(root, ['no such test']), { light: [], heavy: [] });
});

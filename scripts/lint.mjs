// @ts-check
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { placesOf } from './setup/places.mjs';

// `npm run lint`: types, format and rules, the arrows between the rooms of lib, and the syntax of the Python files.

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { nodeModules, python } = placesOf(root);
const inModules = (/** @type {string[]} */ ...path) => join(nodeModules, ...path);
const pythonFiles = readdirSync(join(root, 'scripts'), { recursive: true, encoding: 'utf8' })
  .filter(path => path.endsWith('.py'))
  .map(path => join('scripts', path));
const parsePython = 'import ast, sys; [ast.parse(open(name, encoding="utf8").read(), name) for name in sys.argv[1:]]';

/** @type {readonly [string, string, string[]][]} */
const checks = [
  ['types of lib and tests', process.execPath, [inModules('typescript', 'bin', 'tsc'), '-p', '.']],
  ['types of scripts', process.execPath, [inModules('typescript', 'bin', 'tsc'), '-p', 'scripts']],
  [
    'format and rules',
    process.execPath,
    [inModules('@biomejs', 'biome', 'bin', 'biome'), 'check', '--error-on-warnings'],
  ],
  [
    'arrows between rooms, and packages',
    process.execPath,
    [
      inModules('dependency-cruiser', 'bin', 'dependency-cruise.mjs'),
      ...['lib', 'scripts', 'test', '--config', '.dependency-cruiser.cjs'],
    ],
  ],
  ['Python syntax', python, ['-c', parsePython, ...pythonFiles]],
];

const failed = checks.filter(([name, file, args]) => {
  console.log(`\n${name}`);
  return spawnSync(file, args, { cwd: root, stdio: 'inherit' }).status !== 0;
});
console.log(failed.length === 0 ? '\nAll checks passed.' : `\nFailed: ${failed.map(([name]) => name).join(', ')}.`);
process.exit(failed.length === 0 ? 0 : 1);

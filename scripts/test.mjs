// @ts-check
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { testFiles } from './test/files.mjs';

// `npm test`: all tests. `npm test -- kernel spec/graph`: those whose path holds one of the words.
// `npm run test:faults` runs those of test/faults, which break things on purpose, in the same way.

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const underFault = process.argv[2] === '--faults';
const filters = process.argv.slice(underFault ? 3 : 2);
const countFile = join(root, '.setup', 'test-count.json');
const reporter = (/** @type {string} */ name) =>
  pathToFileURL(join(root, 'scripts', 'test', `${name}-reporter.mjs`)).href;

/**
 * @param {readonly string[]} files
 * @param {number} atOnce
 */
function runTests(files, atOnce) {
  if (files.length === 0) return { passed: 0, failed: 0 };
  rmSync(countFile, { force: true });
  const reporters = [`--test-reporter=${reporter('spec')}`, '--test-reporter-destination=stdout'];
  const counting = [`--test-reporter=${reporter('count')}`, `--test-reporter-destination=${countFile}`];
  const options = ['--import', 'tsx', '--test', `--test-concurrency=${atOnce}`, ...reporters, ...counting];
  const { status } = spawnSync(process.execPath, [...options, ...files], { cwd: root, stdio: 'inherit' });
  const { pass, fail, cancelled } = JSON.parse(readFileSync(countFile, 'utf8'));
  const failed = fail + cancelled;
  return { passed: pass, failed: status === 0 ? failed : Math.max(failed, 1) };
}

mkdirSync(dirname(countFile), { recursive: true });
const { light, heavy } = testFiles(root, filters, { underFault });
if (light.length + heavy.length === 0) {
  const words = filters.map(word => `"${word}"`).join(' or ');
  console.error(`No ${underFault ? 'file of test/faults' : 'test file'} has ${words} in its path.`);
  process.exit(1);
}
const counts = [runTests(light, Math.min(availableParallelism(), 4)), runTests(heavy, 1)];
const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

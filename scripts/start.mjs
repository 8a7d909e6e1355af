// @ts-check
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeProblem } from './setup/node-version.mjs';

const problem = nodeProblem(process.versions.node);
if (problem) {
  console.error(problem);
  process.exit(1);
}
const { parseOptions, usage } = await import('./start/options.mjs');
const options = parseOptions(process.argv.slice(2));
if ('problem' in options) {
  console.error(`${options.problem}\n\n${usage}`);
  process.exit(2);
}
if (options.help) {
  console.log(usage);
  process.exit(0);
}
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { setUp } = await import('./setup/run.mjs');
if (!(await setUp({ root }))) process.exit(1);
const { openLab } = await import('./start/lab.mjs');
process.exit(await openLab({ root, ...options }));

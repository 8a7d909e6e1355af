// @ts-check
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeProblem } from './setup/node-version.mjs';

const problem = nodeProblem(process.versions.node);
if (problem) {
  console.error(problem);
  process.exit(1);
}
// `npm run setup` sets up the course; the commands of authors begin with `setup.mjs tests` or `setup.mjs tools`.
const { setUp } = await import('./setup/run.mjs');
const { shown } = await import('./setup/shown.mjs');
const { goals } = await import('./setup/steps.mjs');
const [goal = 'course'] = process.argv.slice(2);
const steps = goals.get(goal);
if (!steps) {
  console.error(`There is no set-up for "${shown(goal)}". Name one of: ${[...goals.keys()].join(', ')}.`);
  process.exit(2);
}
const ready = await setUp({ root: dirname(dirname(fileURLToPath(import.meta.url))), steps });
process.exit(ready ? 0 : 1);

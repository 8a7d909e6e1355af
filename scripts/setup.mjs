// @ts-check
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeProblem } from './setup/node-version.mjs';

const problem = nodeProblem(process.versions.node);
if (problem) {
  console.error(problem);
  process.exit(1);
}
const { setUp } = await import('./setup/run.mjs');
const ready = await setUp({ root: dirname(dirname(fileURLToPath(import.meta.url))) });
process.exit(ready ? 0 : 1);

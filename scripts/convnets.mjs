#!/usr/bin/env node
// @ts-check
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeProblem } from './setup/node-version.mjs';

// `npx convnets …`. The doctor works before anything is set up; the other commands live in lib/cli/main.ts.

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const library = join(root, 'lib', 'dist', 'cli', 'main.js');
const args = process.argv.slice(2);

const problem = nodeProblem(process.versions.node);
if (problem) {
  console.error(problem);
  process.exit(1);
}
if (args[0] === 'doctor') {
  const { doctor } = await import('./doctor/doctor.mjs');
  process.exitCode = await doctor(args.slice(1), root);
} else if (existsSync(library)) {
  process.exitCode = await createRequire(import.meta.url)(library).main(args);
} else {
  console.error("The course's library is not compiled yet.\n  Remedy:  npm run setup");
  process.exitCode = 1;
}

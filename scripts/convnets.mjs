#!/usr/bin/env node
// @ts-check
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { reportLostOutput } from './cli/lost-output.mjs';
import { runQuietly } from './cli/quietly.mjs';
import { nodeProblem } from './setup/node-version.mjs';

// `npx convnets …`. The doctor works before anything is set up; the other commands live in lib/cli/main.ts.

const script = fileURLToPath(import.meta.url);
const root = dirname(dirname(script));
const library = join(root, 'lib', 'dist', 'cli', 'main.js');
const args = process.argv.slice(2);

/** Commands that load TensorFlow. Whoever sets TF_CPP_MIN_LOG_LEVEL sees all that it writes. */
const computing = ['predict', 'segment', 'detect'];
const quietly = computing.includes(args[0] ?? '') && process.env.TF_CPP_MIN_LOG_LEVEL === undefined;

const problem = nodeProblem(process.versions.node);
if (problem) {
  console.error(problem);
  process.exit(1);
}
reportLostOutput();
if (args[0] === 'doctor') {
  const { doctor } = await import('./doctor/doctor.mjs');
  process.exitCode = await doctor(args.slice(1), root);
} else if (!existsSync(library)) {
  console.error("The course's library is not compiled yet.\n  Remedy:  npm run setup");
  process.exitCode = 1;
} else if (quietly) {
  process.exitCode = await runQuietly([script, ...args]);
} else {
  process.exitCode = await createRequire(import.meta.url)(library).main(args);
}

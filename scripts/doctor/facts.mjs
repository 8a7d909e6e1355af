// @ts-check
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import { isAbsolute, join, relative } from 'node:path';
import { readBackend } from '../setup/backend.mjs';
import { conditionOf } from '../setup/condition.mjs';
import { lookAtData } from '../setup/data.mjs';
import { SetupFailure, tellingLines } from '../setup/failure.mjs';
import { isRepository } from '../setup/git.mjs';
import { settingsFiles } from '../setup/jupyter.mjs';
import { ask, findCompiler, findPython, freeDisk } from '../setup/machine.mjs';
import { placesOf } from '../setup/places.mjs';
import { platformOf } from '../setup/platform.mjs';
import { allSources, damagedSources } from '../setup/sources.mjs';
import { courseSteps } from '../setup/steps.mjs';

/** @typedef {import('../setup/places.mjs').Places} Places */

const limit = 120_000;

/**
 * Runs a program and gives what it printed, or the line that tells why it failed.
 *
 * @param {string} file
 * @param {readonly string[]} args
 * @param {Places} places
 * @returns {{ output: string } | { problem: string }}
 */
function attempt(file, args, { root, jupyter }) {
  const env = {
    ...process.env,
    TF_CPP_MIN_LOG_LEVEL: '2',
    JUPYTER_DATA_DIR: join(jupyter, 'data'),
    JUPYTER_PREFER_ENV_PATH: '1',
  };
  const done = spawnSync(file, args, { cwd: root, encoding: 'utf8', timeout: limit, env, windowsHide: true });
  if (done.status === 0) return { output: done.stdout };
  const said = tellingLines(`${done.stdout ?? ''}\n${done.stderr ?? ''}`.split('\n'), 1)[0];
  const how = done.signal
    ? `it was ended by the system (${done.signal})`
    : (done.error?.message ?? `exit code ${done.status}`);
  return { problem: (said ?? how).replace(/^\s*(\w*Error|error): /i, '') };
}

/** @param {Places} places */
function pythonFacts(places) {
  const venv = existsSync(places.python)
    ? ask(places.python, ['-c', 'import jupyterlab, sys; print("%d.%d.%d" % sys.version_info[:3])'])
    : undefined;
  try {
    return { venv, python: { version: findPython().version } };
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error;
    return { venv, python: { problem: error.message, remedy: error.remedy } };
  }
}

/** @param {Places} places */
function backendFacts(places) {
  const backend = readBackend(places);
  if (!backend) return { backend, backendProblem: undefined };
  const name = backend.backend === 'javascript' ? '@tensorflow/tfjs' : '@tensorflow/tfjs-node';
  const tried = attempt(process.execPath, [join('scripts', 'setup', 'try-backend.cjs'), name], places);
  return { backend, backendProblem: 'problem' in tried ? tried.problem : undefined };
}

/**
 * @param {string} file a kernelspec
 * @returns {string[]} the command that starts the kernel; empty where the file is damaged
 */
function commandOf(file) {
  try {
    const { argv } = JSON.parse(readFileSync(file, 'utf8'));
    return argv.map(String);
  } catch {
    return [];
  }
}

/**
 * @param {Places} places
 * @returns {import('./checks.mjs').Facts['kernel']}
 */
function kernelFacts(places) {
  const file = settingsFiles(places).kernel;
  if (!existsSync(file)) return { problem: 'the kernel "tslab" is not installed' };
  const [node = '', ...args] = commandOf(file);
  const files = args.filter(isAbsolute);
  if (!isAbsolute(node) || files.length === 0) return { problem: `the file of the kernel "tslab" is damaged: ${file}` };
  const gone = [node, ...files].find(part => !existsSync(part));
  if (gone) return { problem: `the kernel "tslab" names a file that is gone: ${gone}` };
  const foreign = files.find(part => {
    const path = relative(places.root, part);
    return path.startsWith('..') || isAbsolute(path);
  });
  if (foreign) return { problem: `the kernel "tslab" is that of another folder: ${foreign}` };
  const tried = attempt(places.python, [join('scripts', 'doctor', 'kernel.py')], places);
  return 'problem' in tried ? tried : JSON.parse(tried.output);
}

/**
 * Reads every file that set-up has made.
 *
 * @param {Places} places
 */
const stepFacts = places =>
  /** @type {import('./checks.mjs').Conditions} */ (
    Object.fromEntries(
      courseSteps
        .filter(({ id }) => id !== 'data')
        .map(step => [step.id, conditionOf(step, places, { thorough: true })]),
    )
  );

/** @param {Places} places */
function sourceFacts(places) {
  const paths = allSources(places);
  return { files: paths.length, damaged: damagedSources(places, paths) };
}

/**
 * Looks at everything that a learner's machine needs.
 *
 * @param {string} root the checkout
 * @returns {import('./checks.mjs').Facts}
 */
export function gatherFacts(root) {
  const places = placesOf(root);
  const platform = platformOf(process.platform, process.arch);
  return {
    node: process.versions.node,
    steps: stepFacts(places),
    ...pythonFacts(places),
    compiler: findCompiler(),
    compilerHint: platform.compilerHint,
    compilerHelps: platform.tensorflow !== undefined,
    ...backendFacts(places),
    kernel: kernelFacts(places),
    renderer: existsSync(join(places.venv, 'share', 'jupyter', 'labextensions', 'jupyterlab-plotly')),
    sources: sourceFacts(places),
    data: lookAtData(places),
    git: isRepository(root),
    disk: freeDisk(root),
    memory: { total: totalmem() / 1e9, free: freemem() / 1e9 },
  };
}

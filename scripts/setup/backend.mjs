// @ts-check
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { compileAddon } from './addon.mjs';
import { runCommand } from './command.mjs';
import { SetupFailure } from './failure.mjs';
import { findCompiler } from './machine.mjs';
import { platformOf } from './platform.mjs';
import { withRetries } from './retry.mjs';
import { filesUnder, writeWhole } from './stamp.mjs';
import { isUnpacked, unpackTensorFlow } from './tensorflow.mjs';

/**
 * Which TensorFlow the course runs on, as kept in .setup/backend.json.
 *
 * @typedef {object} BackendRecord
 * @property {'native' | 'prebuilt' | 'javascript'} backend
 * @property {string} version of TensorFlow's library, or of tfjs for plain JavaScript
 * @property {string} reason why it is this one
 *
 * @typedef {import('./steps.mjs').StepContext} StepContext
 */

const noCompiler = 'No C++ compiler was found.';
/** Waits before plain JavaScript is taken: a server that is out of reach for good must not hold up the course. */
const installerRetries = 3;
/** Seconds that tfjs-node's own installer may take: its downloads have no limit of their own. */
const installerLimit = 600;

/**
 * @param {import('./places.mjs').Places} places
 * @returns {BackendRecord | undefined}
 */
export function readBackend({ backend }) {
  try {
    return JSON.parse(readFileSync(backend, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Makes TensorFlow work: its library with an add-on compiled here; else tfjs-node's own prebuilt files; else plain
 * JavaScript, which needs nothing. A route that fails gives its reason; a cut network is no reason.
 *
 * @param {StepContext} context
 * @returns {Promise<string>}
 */
export async function chooseBackend(context) {
  const { places, report } = context;
  /** @type {string[]} */
  const reasons = [];
  for (const route of [nativeRoute, prebuiltRoute]) {
    try {
      const record = await route(context);
      return keep(context, { ...record, reason: [...reasons, record.reason].join(' ') });
    } catch (error) {
      if (!(error instanceof SetupFailure) || (error.network && route === nativeRoute)) throw error;
      reasons.push(reasonOf(error));
    }
  }
  removeAddon(places);
  const { version } = await tryBackend(context, '@tensorflow/tfjs');
  const record = keep(context, { backend: 'javascript', version, reason: reasons.join(' ') });
  for (const line of slowNotes(reasons, platformOf(process.platform, process.arch).compilerHint)) report.note(line);
  return record;
}

/** @param {SetupFailure} error */
function reasonOf(error) {
  if (error.network) return "tfjs-node's own installer could not reach the server that it fetches from.";
  return [error.message, error.lines.at(-1)]
    .filter(Boolean)
    .join(' ')
    .replace(/[.:]?$/, '.');
}

/**
 * What a learner reads when TensorFlow runs as plain JavaScript.
 *
 * @param {readonly string[]} reasons
 * @param {string} compilerHint
 */
export const slowNotes = (reasons, compilerHint) => [
  'TensorFlow runs as plain JavaScript on this machine, because:',
  ...reasons.map(reason => `  - ${reason}`),
  'Every notebook works, but training and large networks take many times longer.',
  reasons.includes(noCompiler)
    ? `To change that, ${compilerHint}, then run the same command again.`
    : 'To try again: npx convnets doctor --fix',
];

/**
 * @param {StepContext} context
 * @returns {Promise<BackendRecord>}
 */
async function nativeRoute(context) {
  const platform = platformOf(process.platform, process.arch);
  const chosen = platform.tensorflow;
  if (!chosen) throw unfit(`TensorFlow's package has no C library for ${platform.name}.`);
  const lacking = glibcProblem(chosen.glibc, glibcHere());
  if (lacking) throw unfit(lacking);
  const compiler = findCompiler();
  if (!compiler) throw unfit(noCompiler);
  await unpackTensorFlow(context, chosen);
  await compileAddon(context, chosen, compiler.file);
  const { version } = await tryBackend(context, '@tensorflow/tfjs-node');
  return { backend: 'native', version, reason: `Compiled here with ${compiler.file}.` };
}

/** @param {string} reason */
const unfit = reason => new SetupFailure(reason, { remedy: 'another way is taken.' });

/** @returns {string | undefined} version of the GNU C library; undefined on systems with another */
function glibcHere() {
  const report = process.report.getReport();
  return typeof report === 'object' && 'header' in report
    ? /** @type {{ glibcVersionRuntime?: string }} */ (report.header).glibcVersionRuntime
    : undefined;
}

/**
 * @param {string | undefined} needed
 * @param {string | undefined} here
 * @returns {string | undefined} what is wrong
 */
export function glibcProblem(needed, here) {
  if (!needed) return undefined;
  if (!here) return `TensorFlow's package needs the GNU C library ${needed}, and this Linux has another C library.`;
  const minor = (/** @type {string} */ version) => Number(version.split('.')[1]);
  return minor(here) >= minor(needed)
    ? undefined
    : `TensorFlow's package needs the GNU C library ${needed}, and this Linux has ${here}.`;
}

/**
 * tfjs-node's own installer fetches an older library and a compiled add-on.
 *
 * @param {StepContext} context
 * @returns {Promise<BackendRecord>}
 */
async function prebuiltRoute(context) {
  const { places, lock, log, report } = context;
  const path = [join(places.nodeModules, '.bin'), process.env.PATH ?? ''].join(delimiter);
  await withRetries(
    () => {
      report.progress("running tfjs-node's own installer");
      removeAddon(places);
      return runCommand(process.execPath, [join('scripts', 'install.js')], {
        cwd: places.tfjsNode,
        log,
        lock,
        what: "tfjs-node's own installer",
        env: { PATH: path },
        limitSeconds: installerLimit,
      });
    },
    { ...report, most: installerRetries },
  );
  const { version } = await tryBackend(context, '@tensorflow/tfjs-node');
  return { backend: 'prebuilt', version, reason: "tfjs-node's own installer brought it." };
}

/**
 * The folders of tfjs-node that its package comes without.
 *
 * @param {import('./places.mjs').Places} places
 */
export const builtFolders = ({ tfjsNode }) => ['lib', 'deps'].map(name => join(tfjsNode, name));

/** @param {import('./places.mjs').Places} places */
function removeAddon(places) {
  for (const folder of builtFolders(places)) rmSync(folder, { recursive: true, force: true });
}

/**
 * In a process of its own: a library that does not fit the processor ends the process that loads it.
 *
 * @param {StepContext} context
 * @param {string} name
 * @returns {Promise<{ version: string }>}
 */
async function tryBackend({ places, lock, log, report }, name) {
  report.progress('trying it');
  const script = join(places.root, 'scripts', 'setup', 'try-backend.cjs');
  const lines = await runCommand(process.execPath, [script, name], {
    cwd: places.root,
    log,
    lock,
    what: `loading ${name}`,
    env: { TF_CPP_MIN_LOG_LEVEL: '2' },
    limitSeconds: 120,
  });
  const answer = lines.find(line => line.startsWith('backend '));
  return JSON.parse((answer ?? 'backend {}').slice('backend '.length));
}

/**
 * @param {StepContext} context
 * @param {BackendRecord} record
 */
function keep({ places }, record) {
  writeWhole(places.backend, `${JSON.stringify(record, null, 2)}\n`);
  return describeBackend(record);
}

/**
 * @param {BackendRecord} record
 * @returns {string}
 */
export function describeBackend({ backend, version }) {
  const how = { native: 'native', prebuilt: 'native, from tfjs-node', javascript: 'plain JavaScript' }[backend];
  return backend === 'javascript' ? `${how} (tfjs ${version})` : `TensorFlow ${version}, ${how}`;
}

/**
 * The files that TensorFlow runs from. The headers, which only compiling reads, are looked at before that.
 *
 * @param {import('./places.mjs').Places} places
 */
export const backendFiles = places => [
  places.backend,
  ...filesUnder(join(places.tensorflow, 'lib')),
  ...builtFolders(places).flatMap(folder => filesUnder(folder)),
];

/**
 * Whether what was chosen is still there, and still the best that this machine can have.
 *
 * @param {import('./places.mjs').Places} places
 * @returns {boolean}
 */
export function backendHolds(places) {
  const record = readBackend(places);
  if (!record) return false;
  const chosen = platformOf(process.platform, process.arch).tensorflow;
  if (record.backend === 'native')
    return chosen !== undefined && isUnpacked(places, chosen, { thorough: false }) && existsSync(places.addon);
  const gotCompiler = record.reason.includes(noCompiler) && findCompiler() !== undefined;
  return !gotCompiler && (record.backend === 'javascript' || existsSync(places.addon));
}

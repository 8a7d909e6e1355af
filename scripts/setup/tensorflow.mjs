// @ts-check
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './command.mjs';
import { download, sizeOf } from './download.mjs';
import { SetupFailure } from './failure.mjs';
import { compareFiles, recordFiles } from './record.mjs';
import { withRetries } from './retry.mjs';
import { filesUnder } from './stamp.mjs';

/**
 * TensorFlow's C library, out of its Python package. Only the library and its headers are used, never its Python code,
 * so one package serves every Python.
 *
 * @typedef {import('./steps.mjs').StepContext} StepContext
 * @typedef {import('./platform.mjs').TensorFlowPackage} TensorFlowPackage
 */

/** The Python that the package is made for; it need not be the learner's. */
const wheelPython = '3.12';
/** Says which package was unpacked, and what came out of it. */
const markName = 'unpacked.json';
const headers = ['tensorflow/include/tensorflow/', 'tensorflow/include/xla/tsl/c/', 'tensorflow/include/tsl/'];
const megabytes = (/** @type {number} */ bytes) => (bytes / 1e6).toFixed(0);

/**
 * Options with which pip chooses the package, from whatever index it is set up with.
 *
 * @param {TensorFlowPackage} chosen
 */
const choice = ({ tag }) => ['--no-deps', '--only-binary=:all:', '--platform', tag, '--python-version', wheelPython];

/**
 * Puts the library into .setup/tensorflow, outside of node_modules, where `npm ci` would remove it.
 *
 * @param {StepContext} context
 * @param {TensorFlowPackage} chosen
 */
export async function unpackTensorFlow(context, chosen) {
  const { places, lock, log, report } = context;
  report.progress('looking at what is there');
  if (isUnpacked(places, chosen, { thorough: true })) return;
  const wheel = await fetchWheel(context, chosen);
  report.progress('unpacking');
  const raw = `${places.tensorflow}.raw`;
  for (const folder of [raw, places.tensorflow]) rmSync(folder, { recursive: true, force: true });
  const script = join(places.root, 'scripts', 'setup', 'unpack.py');
  const libraries = chosen.libraries.map(name => `tensorflow/${name}`);
  await runCommand(places.python, [script, wheel, raw, ...libraries, ...headers], {
    cwd: places.root,
    log,
    lock,
    what: 'unpacking TensorFlow',
  });
  mkdirSync(join(raw, 'lib'));
  for (const name of chosen.libraries) renameSync(join(raw, 'tensorflow', name), join(raw, 'lib', name));
  renameSync(join(raw, 'tensorflow', 'include'), join(raw, 'include'));
  rmSync(join(raw, 'tensorflow'), { recursive: true, force: true });
  const unpacked = { wheel: chosen.sha256, files: recordFiles(raw, filesUnder(raw)) };
  writeFileSync(join(raw, markName), JSON.stringify(unpacked));
  renameSync(raw, places.tensorflow);
  rmSync(places.downloads, { recursive: true, force: true });
}

/**
 * @param {import('./places.mjs').Places} places
 * @param {TensorFlowPackage} chosen
 * @param {{ thorough: boolean }} how thorough: reads every file; otherwise it is enough that the libraries are there
 */
export function isUnpacked({ tensorflow }, chosen, { thorough }) {
  const mark = join(tensorflow, markName);
  try {
    const { wheel, files } = JSON.parse(readFileSync(mark, 'utf8'));
    if (wheel !== chosen.sha256) return false;
    return thorough
      ? compareFiles(tensorflow, files, { thorough }).damaged.length === 0
      : chosen.libraries.every(name => existsSync(join(tensorflow, 'lib', name)));
  } catch {
    return false; // nothing is there, or the mark itself is damaged
  }
}

/**
 * @param {StepContext} context
 * @param {TensorFlowPackage} chosen
 * @returns {Promise<string>} the package's file
 */
async function fetchWheel(context, chosen) {
  const { places, report } = context;
  mkdirSync(places.downloads, { recursive: true });
  const wheel = join(places.downloads, `${chosen.sha256.slice(0, 16)}.whl`);
  if (existsSync(wheel)) return wheel;
  const part = `${wheel}.part`;
  await withRetries(
    async () => {
      report.progress('asking for the package');
      if (!behindProxy()) {
        const url = await wheelUrl(context, chosen);
        try {
          await download(url, wheel, chosen.sha256, (got, total) =>
            report.progress(`downloading: ${megabytes(got)} of ${megabytes(total)} MB`),
          );
          return;
        } catch (error) {
          // A cut in the middle is gone on with; what never began may need settings that only pip knows.
          const began = sizeOf(part) > 0;
          if (began || !(error instanceof SetupFailure) || error.message.includes('expected')) throw error;
        }
      }
      await downloadWithPip(context, chosen, wheel);
    },
    { ...report, reached: () => sizeOf(part) },
  );
  return wheel;
}

const behindProxy = () => Boolean(process.env.HTTPS_PROXY ?? process.env.https_proxy ?? process.env.ALL_PROXY);

/**
 * Where the package lies, as pip tells it without fetching it.
 *
 * @param {StepContext} context
 * @param {TensorFlowPackage} chosen
 */
async function wheelUrl({ places, lock, log }, chosen) {
  const answer = join(places.downloads, 'report.json');
  const question = [
    'install',
    '--dry-run',
    '--ignore-installed',
    '--quiet',
    '--target',
    places.downloads,
    '--report',
    answer,
  ];
  await runCommand(
    places.python,
    ['-m', 'pip', ...question, ...choice(chosen), `${chosen.project}==${chosen.version}`],
    { cwd: places.root, log, lock, what: `asking pip for ${chosen.project} ${chosen.version}` },
  );
  return JSON.parse(readFileSync(answer, 'utf8')).install[0].download_info.url;
}

/**
 * @param {StepContext} context
 * @param {TensorFlowPackage} chosen
 * @param {string} wheel
 */
async function downloadWithPip({ places, lock, log, report }, chosen, wheel) {
  report.progress('downloading with pip (270 MB)');
  const pinned = join(places.downloads, 'tensorflow.txt');
  writeFileSync(pinned, `${chosen.project}==${chosen.version} --hash=sha256:${chosen.sha256}\n`);
  const folder = join(places.downloads, 'pip');
  await runCommand(
    places.python,
    ['-m', 'pip', 'download', '--require-hashes', '--dest', folder, ...choice(chosen), '-r', pinned],
    { cwd: places.root, log, lock, what: 'pip download' },
  );
  for (const name of readdirSync(folder)) if (name.endsWith('.whl')) renameSync(join(folder, name), wheel);
}

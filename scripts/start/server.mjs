// @ts-check
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endTree } from '../setup/processes.mjs';
import { host } from './ports.mjs';

/** @typedef {import('../setup/places.mjs').Places} Places */

/** Seconds that JupyterLab may take to answer, to answer one question, and to stop. */
const startLimit = 90;
const answerLimit = 10;
const stopLimit = 10;

/** @param {Places} places */
export const logOf = ({ logs }) => join(logs, 'jupyterlab.log');

/**
 * What JupyterLab is started with. Its settings and data lie in the checkout, so that nothing of a learner's other
 * Jupyter gets in between.
 *
 * @param {Places} places
 * @param {object} options
 * @param {string} options.folder what it shows
 * @param {number} options.port
 * @param {boolean} options.browser
 * @param {boolean} options.asRoot
 * @param {string} options.page path of the page to open
 */
export const labArguments = ({ root }, { folder, port, browser, asRoot, page }) => [
  join(root, 'scripts', 'start', 'lab.py'),
  `--ServerApp.root_dir=${folder}`,
  `--ServerApp.ip=${host}`,
  `--ServerApp.port=${port}`,
  '--ServerApp.port_retries=0',
  '--ServerApp.answer_yes=True',
  `--LabApp.default_url=${page}`,
  ...(browser ? [] : ['--no-browser']),
  ...(asRoot ? ['--allow-root'] : []),
];

/**
 * Starts JupyterLab.
 *
 * @param {Places} places
 * @param {{ folder: string, port: number, browser: boolean, page: string }} options
 */
export function startServer(places, options) {
  const token = randomBytes(24).toString('hex');
  mkdirSync(places.logs, { recursive: true });
  // A new file: another start of the course may write to the one that is there.
  rmSync(logOf(places), { recursive: true, force: true });
  const output = openSync(logOf(places), 'w');
  const asRoot = process.getuid?.() === 0;
  // The pipe to its input ends with this process, however that ends; lab.py then stops JupyterLab.
  const lab = spawn(places.python, labArguments(places, { ...options, asRoot }), {
    cwd: places.root,
    env: {
      ...process.env,
      JUPYTER_TOKEN: token,
      JUPYTER_CONFIG_DIR: places.jupyter,
      JUPYTERLAB_WORKSPACES_DIR: places.workspaces,
      JUPYTER_DATA_DIR: join(places.jupyter, 'data'),
      JUPYTER_PREFER_ENV_PATH: '1',
    },
    stdio: ['pipe', output, output],
    detached: process.platform !== 'win32',
  });
  closeSync(output);
  /** @type {Promise<{ code: number | null, signal: NodeJS.Signals | null }>} */
  const ended = new Promise(resolve => lab.once('close', (code, signal) => resolve({ code, signal })));
  lab.once('error', () => {}); // one that could not be started ends, too
  lab.stdin?.on('error', () => {}); // nor does the end of its input reach one that has ended

  const address = `http://${host}:${options.port}`;
  return {
    ended,
    url: `${address}${options.page}?token=${token}`,
    /** @returns {Promise<boolean>} whether it answers; false when it ended before, or takes too long */
    ready: () => Promise.race([ended.then(() => false), isServing(address, token)]),
    /** Ends it with its kernels; by force when it does not end by itself. */
    async stop() {
      lab.stdin?.end();
      const timer = setTimeout(() => lab.pid && endTree(lab.pid, 'SIGKILL'), stopLimit * 1000);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** @typedef {ReturnType<typeof startServer>} Server */

/**
 * The last lines of what JupyterLab printed.
 *
 * @param {Places} places
 */
export const lastLines = places => readFileSync(logOf(places), 'utf8').trimEnd().split('\n').slice(-8);

/**
 * Waits until a server answers that takes this token, and no other: that of another course may have the port, and one
 * without a password takes any.
 *
 * @param {string} address
 * @param {string} token
 * @param {{ limit?: number }} [how] limit: seconds after which it is given up
 * @returns {Promise<boolean>}
 */
export async function isServing(address, token, { limit = startLimit } = {}) {
  for (const end = Date.now() + limit * 1000; Date.now() < end; await sleep(50)) {
    if ((await statusFor(address, 'another')) === 403 && (await statusFor(address, token)) === 200) return true;
  }
  return false;
}

/**
 * @param {string} address
 * @param {string} token
 * @returns {Promise<number | undefined>} status with which the server answers; undefined when it does not
 */
async function statusFor(address, token) {
  try {
    const headers = { authorization: `token ${token}` };
    const response = await fetch(`${address}/api/status`, { headers, signal: AbortSignal.timeout(answerLimit * 1000) });
    await response.body?.cancel();
    return response.status;
  } catch {
    return undefined;
  }
}

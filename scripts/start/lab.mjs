// @ts-check
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { placesOf } from '../setup/places.mjs';
import { endTree } from '../setup/processes.mjs';
import { prepareNotebooks } from './notebooks.mjs';
import { writeFirstWorkspace } from './workspace.mjs';

const host = '127.0.0.1';
const firstPort = 8888;
const triedPorts = 100;
/** Seconds that JupyterLab may take to answer, and to stop. */
const startLimit = 90;
const stopLimit = 10;

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
export const isFree = port =>
  new Promise(resolve => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });

/**
 * The port asked for, or the first free one.
 *
 * @param {number | undefined} wanted
 * @param {(port: number) => Promise<boolean>} [free]
 * @returns {Promise<{ port: number } | { problem: string }>}
 */
export async function choosePort(wanted, free = isFree) {
  if (wanted !== undefined) {
    return (await free(wanted))
      ? { port: wanted }
      : { problem: `Port ${wanted} is in use. Name another one, or leave --port out to take a free one.` };
  }
  for (let port = firstPort; port < firstPort + triedPorts; port++) if (await free(port)) return { port };
  return { problem: `All ports from ${firstPort} to ${firstPort + triedPorts - 1} are in use. Name one with --port.` };
}

/**
 * What JupyterLab is started with. Its settings and data lie in the checkout, so that nothing of a learner's other
 * Jupyter gets in between.
 *
 * @param {import('../setup/places.mjs').Places} places
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
 * Serves the course until it is stopped.
 *
 * @param {object} options
 * @param {string} options.root
 * @param {boolean} options.browser
 * @param {number} [options.port]
 * @returns {Promise<number>} exit code
 */
export async function openLab({ root, browser, port: wanted }) {
  const chosen = await choosePort(wanted);
  if ('problem' in chosen) {
    console.error(chosen.problem);
    return 1;
  }
  const { port } = chosen;
  const places = placesOf(root);
  const folder = prepareNotebooks(root);
  const welcome = readdirSync(folder).find(file => file.endsWith('-welcome.ipynb'));
  const page = welcome === undefined ? '/lab' : `/lab/tree/${welcome}`;
  writeFirstWorkspace(places.workspaces);
  const token = randomBytes(24).toString('hex');
  mkdirSync(places.logs, { recursive: true });
  const log = join(places.logs, 'jupyterlab.log');
  const output = openSync(log, 'w');
  const asRoot = process.getuid?.() === 0;
  // The pipe to its input ends with this process, however that ends; lab.py then stops JupyterLab.
  const lab = spawn(places.python, labArguments(places, { folder, port, browser, asRoot, page }), {
    cwd: root,
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
  const ended = new Promise(resolve => lab.once('close', resolve));
  const stopped = stopOnSignals(lab, ended);

  const address = `http://${host}:${port}`;
  const answered = await Promise.race([ended.then(() => false), answers(`${address}/api?token=${token}`)]);
  if (!answered && !stopped()) {
    lab.stdin?.end();
    const last = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-8);
    console.error(
      [
        'JupyterLab did not start.',
        ...last.map(line => `    ${line}`),
        `  Log:     ${relative(root, log)}`,
        '  Remedy:  npx convnets doctor --fix',
      ].join('\n'),
    );
    return 1;
  }
  if (answered) console.log(`\nThe course is open at\n\n  ${address}${page}?token=${token}\n\nCtrl-C stops it.`);
  await ended;
  console.log(stopped() ? 'Stopped.' : 'JupyterLab has ended.');
  return 0;
}

/** @param {string} url */
async function answers(url) {
  for (const end = Date.now() + startLimit * 1000; Date.now() < end; await sleep(50)) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return true;
  }
  return false;
}

/**
 * @param {import('node:child_process').ChildProcess} lab
 * @param {Promise<unknown>} ended
 * @returns {() => boolean} whether a signal came
 */
function stopOnSignals(lab, ended) {
  let came = false;
  const stop = () => {
    if (came) return;
    came = true;
    console.log('\nStopping JupyterLab and its kernels.');
    lab.stdin?.end();
    const timer = setTimeout(() => lab.pid && endTree(lab.pid, 'SIGKILL'), stopLimit * 1000);
    ended.then(() => clearTimeout(timer));
  };
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, stop);
  return () => came;
}

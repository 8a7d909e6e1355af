// @ts-check
import { readdirSync } from 'node:fs';
import { relative } from 'node:path';
import { describeProblem, SetupFailure } from '../setup/failure.mjs';
import { takeLock } from '../setup/lock.mjs';
import { checkWritable } from '../setup/machine.mjs';
import { placesOf } from '../setup/places.mjs';
import { prepareNotebooks } from './notebooks.mjs';
import { choosePort, isFree } from './ports.mjs';
import { lastLines, logOf, startServer } from './server.mjs';
import { writeFirstWorkspace } from './workspace.mjs';

/** @typedef {import('../setup/places.mjs').Places} Places */

/** Ports on which JupyterLab is tried, where other programs take them first. */
const mostPorts = 5;

/**
 * Serves the course until it is stopped.
 *
 * @param {object} options
 * @param {string} options.root
 * @param {boolean} options.browser
 * @param {number} [options.port]
 * @returns {Promise<number>} exit code
 */
export async function openLab({ root, browser, port }) {
  try {
    const places = placesOf(root);
    const shown = await prepare(places);
    return await serve(places, { ...shown, browser, port });
  } catch (error) {
    console.error(describeProblem('The course did not open', error));
    return 1;
  }
}

/**
 * What JupyterLab shows, brought up to date by one start at a time.
 *
 * @param {Places} places
 */
async function prepare({ root, lock: lockFile, workspaces }) {
  checkWritable(root);
  const lock = await takeLock(lockFile, console.log);
  try {
    const folder = prepareNotebooks(root);
    writeFirstWorkspace(workspaces);
    const welcome = readdirSync(folder).find(file => file.endsWith('-welcome.ipynb'));
    return { folder, page: welcome === undefined ? '/lab' : `/lab/tree/${welcome}` };
  } finally {
    lock.release();
  }
}

/**
 * Starts JupyterLab, on another port where a program took the first meanwhile, says where it is, and waits for its end.
 *
 * @param {Places} places
 * @param {{ folder: string, page: string, browser: boolean, port: number | undefined }} options
 * @returns {Promise<number>} exit code
 */
async function serve(places, { port: wanted, ...shown }) {
  const log = relative(places.root, logOf(places));
  for (let tries = 1; ; tries++) {
    const chosen = await choosePort(wanted);
    if ('problem' in chosen) {
      console.error(chosen.problem);
      return 1;
    }
    const server = startServer(places, { ...shown, port: chosen.port });
    const signals = stopOnSignals(server);
    if (await server.ready()) {
      console.log(`\nThe course is open at\n\n  ${server.url}\n\nCtrl-C stops it.`);
      return sayEnd(await server.ended, signals.came(), log);
    }
    await server.stop();
    if (signals.came()) return sayEnd({ code: 0, signal: null }, true, log);
    signals.forget();
    if (tries === mostPorts || (await isFree(chosen.port))) {
      throw new SetupFailure('JupyterLab did not start.', {
        lines: lastLines(places),
        log,
        remedy: 'npx convnets doctor --fix',
      });
    }
  }
}

/**
 * @param {{ code: number | null, signal: NodeJS.Signals | null }} ended how JupyterLab ended
 * @param {boolean} asked whether it was to end
 * @param {string} log
 * @returns {number} exit code
 */
function sayEnd({ code, signal }, asked, log) {
  if (asked || code === 0) {
    console.log(asked ? 'Stopped.' : 'JupyterLab has ended.');
    return 0;
  }
  console.error(
    [
      `JupyterLab was ended from outside, or failed (${signal ?? `exit code ${code}`}). The notebooks are as they were last saved.`,
      `  Log:     ${log}`,
      '  Remedy:  npm start; if it happens again, close other programs: the memory may be full.',
    ].join('\n'),
  );
  return 1;
}

/** @param {import('./server.mjs').Server} server */
function stopOnSignals(server) {
  let came = false;
  const stop = () => {
    if (came) return;
    came = true;
    console.log('\nStopping JupyterLab and its kernels.');
    server.stop();
  };
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  for (const signal of signals) process.on(signal, stop);
  return {
    came: () => came,
    forget: () => {
      for (const signal of signals) process.off(signal, stop);
    },
  };
}

// @ts-check
import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { refusalHelp, SetupFailure, tellingLines, tellsOfFullDisk, tellsOfNetwork } from './failure.mjs';
import { endTree } from './processes.mjs';

/**
 * @typedef {object} CommandOptions
 * @property {string} cwd
 * @property {string} log file that gets all output
 * @property {import('./lock.mjs').Lock} lock
 * @property {string} what the command in words, for the failure
 * @property {string} [remedy]
 * @property {NodeJS.ProcessEnv} [env] added to the environment
 * @property {(line: string) => void} [onLine]
 * @property {number} [limitSeconds] ended after this long
 */

/** Lines of output kept for a failure's message. */
const keptLines = 200;

/**
 * Runs a program to its end, with its output in the log.
 *
 * @param {string} file
 * @param {readonly string[]} args
 * @param {CommandOptions} options
 * @returns {Promise<string[]>} the last lines that it printed
 * @throws {SetupFailure} when it fails
 */
export function runCommand(file, args, { cwd, log, lock, what, remedy, env, onLine = () => {}, limitSeconds }) {
  mkdirSync(dirname(log), { recursive: true });
  appendFileSync(log, `$ ${[file, ...args].join(' ')}\n`);
  return new Promise((resolve, reject) => {
    /** @type {string[]} */
    const lines = [];
    const child = spawn(file, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    const pid = child.pid;
    if (pid !== undefined) lock.childStarted(pid);
    const timer = limitSeconds && pid ? setTimeout(() => endTree(pid, 'SIGKILL'), limitSeconds * 1000) : undefined;

    for (const stream of [child.stdout, child.stderr]) {
      let partial = '';
      const take = (/** @type {readonly string[]} */ complete) => {
        for (const line of complete) onLine(line);
        lines.push(...complete);
        if (lines.length > keptLines) lines.splice(0, lines.length - keptLines);
      };
      stream.setEncoding('utf8').on('data', text => {
        appendFileSync(log, text);
        const parts = (partial + text).split(/\r?\n|\r/);
        partial = parts.pop() ?? '';
        take(parts);
      });
      stream.on('end', () => take(partial ? [partial] : []));
    }

    /** @param {string} how */
    const fail = how => {
      // npm tells of tries that it made good itself: those are no reason.
      const ofNetwork = lines.filter(line => !line.startsWith('npm http') && tellsOfNetwork(line));
      const full = tellsOfFullDisk(lines);
      const network = ofNetwork.length > 0 && !full;
      const said = network ? ofNetwork.slice(-3) : tellingLines(lines);
      const help = network
        ? 'check the connection to the internet, then run the same command again.'
        : refusalHelp(lines);
      reject(
        new SetupFailure(`${what} ${how}`, {
          lines: said,
          log,
          network,
          remedy: help ?? remedy ?? 'the log says more.',
        }),
      );
    };
    const settle = () => {
      clearTimeout(timer);
      if (pid !== undefined) lock.childEnded(pid);
    };
    child.on('error', error => {
      settle();
      lines.push(error.message);
      fail('could not be started.');
    });
    child.on('close', (code, signal) => {
      settle();
      if (code === 0) resolve(lines);
      else fail(signal ? `was ended (${signal}).` : `failed (exit code ${code}).`);
    });
  });
}

// @ts-check
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { SetupFailure } from './failure.mjs';

/**
 * Asks a program for something; undefined when it is not there or fails.
 *
 * @typedef {(file: string, args: readonly string[]) => string | undefined} Ask
 */

/** @type {Ask} */
export const ask = (file, args) => {
  const answer = spawnSync(file, args, { encoding: 'utf8', timeout: 20_000, windowsHide: true });
  return answer.status === 0 ? answer.stdout.trim() : undefined;
};

const oldestPython = 10;
const pythonQuestion = 'import sys; print(sys.executable, "%d.%d.%d" % sys.version_info[:3], sep="|")';

/**
 * The first Python that is new enough, among those a machine may have.
 *
 * @param {Ask} askProgram
 * @param {NodeJS.ProcessEnv} env `PYTHON` names one to take instead
 * @param {NodeJS.Platform} system
 * @returns {{ file: string, version: string }}
 * @throws {SetupFailure} when there is none
 */
export function findPython(askProgram = ask, env = process.env, system = process.platform) {
  /** @typedef {[file: string, ...args: string[]]} Command */
  /** @type {Command[]} */
  const numbered = [14, 13, 12, 11, 10].map(minor => [`python3.${minor}`]);
  /** @type {Command[]} */
  const usual = system === 'win32' ? [['py', '-3'], ['python'], ['python3']] : [['python3'], ['python'], ...numbered];
  /** @type {Command[]} */
  const candidates = env.PYTHON ? [[env.PYTHON]] : usual;
  /** @type {string[]} */
  const tooOld = [];
  for (const [file, ...args] of candidates) {
    const answer = askProgram(file, [...args, '-c', pythonQuestion]);
    const [, executable, version, minor] = answer?.match(/^(.+)\|(\d+\.(\d+)\..*)/) ?? [];
    if (!executable || !version) continue;
    if (version.startsWith('3.') && Number(minor) >= oldestPython) return { file: executable, version };
    tooOld.push(`${file} is Python ${version}`);
  }
  const found = tooOld.length > 0 ? `only older ones: ${tooOld.join(', ')}` : 'none';
  throw new SetupFailure(`Python 3.${oldestPython} or newer is needed, and this machine has ${found}.`, {
    remedy: env.PYTHON
      ? `the variable PYTHON is set to ${env.PYTHON}: let it name a newer Python, or take it away.`
      : 'install Python from python.org or with your system’s packages, or set PYTHON to the path of one.',
  });
}

/**
 * A C++ compiler, if the machine has one.
 *
 * @param {Ask} askProgram
 * @param {NodeJS.ProcessEnv} env `CXX` names one to take instead
 * @returns {{ file: string, version: string } | undefined}
 */
export function findCompiler(askProgram = ask, env = process.env) {
  for (const file of env.CXX ? [env.CXX] : ['c++', 'g++', 'clang++']) {
    const answer = askProgram(file, ['--version']);
    if (answer !== undefined) return { file, version: /\d+\.\d+(\.\d+)?/.exec(answer)?.[0] ?? '' };
  }
  return undefined;
}

/** Gigabytes that a first set-up needs while it runs: packages, TensorFlow and its download. */
export const neededDisk = 4;

/**
 * Free space where a folder lies, in gigabytes.
 *
 * @param {string} folder
 */
export function freeDisk(folder) {
  const { bavail, bsize } = statfsSync(folder);
  return (bavail * bsize) / 1e9;
}

/**
 * @param {number} free gigabytes
 * @throws {SetupFailure} when it is not enough
 */
export function checkDisk(free) {
  if (free >= neededDisk) return;
  throw new SetupFailure(`set-up needs ${neededDisk} GB of free disk space, and there are ${free.toFixed(1)} GB.`, {
    remedy: 'free some disk space, then run the same command again.',
  });
}

/**
 * Makes a folder in the checkout and removes it. (What makes folders with their parents names a disk that is read-only
 * by another code.)
 *
 * @param {string} root the checkout
 * @throws when nothing can be written there, with the system's code
 */
export function checkWritable(root) {
  rmdirSync(mkdtempSync(join(root, '.writable-')));
}

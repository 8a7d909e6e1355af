// @ts-check
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { isLoadingLine } from './loading-lines.mjs';

/** What is to end this process ends the command, and thereby both. */
const forwarded = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Runs a Node program as a process of its own, and passes on what it writes to standard error but for the lines that
 * TensorFlow writes when it is loaded. Nothing that it reads or prints goes another way than without.
 *
 * @param {readonly string[]} args the program and its arguments
 * @returns {Promise<number>} its exit code; a signal that ended it ends this process
 */
export async function runQuietly(args) {
  const child = spawn(process.execPath, args, {
    stdio: ['inherit', 'inherit', 'pipe'],
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' },
  });
  const forward = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal);
  for (const signal of forwarded) process.on(signal, forward);
  for await (const line of createInterface({ input: child.stderr })) {
    if (!isLoadingLine(line)) console.error(line);
  }
  const { code, signal } = await ended(child);
  for (const each of forwarded) process.off(each, forward);
  if (signal !== null) process.kill(process.pid, signal);
  return code ?? 1;
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<{ code: number | null, signal: NodeJS.Signals | null }>}
 */
function ended(child) {
  if (child.exitCode !== null || child.signalCode !== null) {
    return Promise.resolve({ code: child.exitCode, signal: child.signalCode });
  }
  return new Promise(resolve => child.once('exit', (code, signal) => resolve({ code, signal })));
}

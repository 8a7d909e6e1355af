// @ts-check
import { mkdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describeFailure } from './failure.mjs';
import { takeLock } from './lock.mjs';
import { checkDisk, findCompiler, findPython, freeDisk } from './machine.mjs';
import { placesOf } from './places.mjs';
import { createScreen } from './screen.mjs';
import { stampsIn } from './stamp.mjs';
import { courseSteps } from './steps.mjs';

/**
 * @typedef {import('./steps.mjs').Step} Step
 * @typedef {import('./screen.mjs').Screen} Screen
 */

/**
 * Sets up what is not set up yet, and says what it does.
 *
 * @param {object} options
 * @param {string} options.root the checkout
 * @param {readonly string[]} [options.again] ids of steps to do though nothing changed
 * @param {readonly Step[]} [options.steps]
 * @param {Screen} [options.screen]
 * @returns {Promise<boolean>} whether all is set up
 */
export async function setUp({ root, again = [], steps = courseSteps, screen = createScreen(process.stdout) }) {
  const places = placesOf(root);
  const stamps = stampsIn(places.stamps);
  const started = Date.now();
  const isDone = (/** @type {Step} */ step) =>
    !again.includes(step.id) && stamps.holds(step.id, step.inputs(places)) && step.isThere(places);

  if (steps.every(isDone)) {
    screen.say('Everything is set up.');
    return true;
  }
  mkdirSync(places.logs, { recursive: true });
  const lock = await takeLock(places.lock, screen.say);
  const forgetSignals = stopOnSignals(lock, screen);
  try {
    if (steps.every(isDone)) {
      screen.say('Everything is set up.');
      return true;
    }
    if (!(await checkMachine(places, screen, steps.length + 1))) return false;
    for (const [index, step] of steps.entries()) {
      if (isDone(step)) continue;
      const log = join(places.logs, `${step.id}.log`);
      rmSync(log, { force: true });
      const inputs = step.inputs(places);
      stamps.remove(step.id);
      const report = screen.step(`${index + 2}/${steps.length + 1}`, step.title);
      try {
        report.done(await step.run({ places, lock, log, report }));
      } catch (error) {
        report.stop();
        screen.say(describeFailure(step.title, error, relative(root, log)));
        return false;
      }
      stamps.write(step.id, inputs);
    }
    screen.say(`Set up in ${((Date.now() - started) / 1000).toFixed(0)} s.`);
    return true;
  } finally {
    forgetSignals();
    lock.release();
  }
}

/**
 * What must be on the machine beforehand.
 *
 * @param {import('./places.mjs').Places} places
 * @param {Screen} screen
 * @param {number} count of steps
 */
async function checkMachine({ root, stamps }, screen, count) {
  const isFirst = !stampsIn(stamps).any();
  screen.say(
    isFirst
      ? 'Setting up the course in this folder. The first time takes some minutes and fetches up to 500 MB.'
      : 'Bringing the set-up of the course up to date.',
  );
  const report = screen.step(`1/${count}`, 'This machine');
  try {
    const python = findPython();
    const compiler = findCompiler();
    const free = freeDisk(root);
    if (isFirst) checkDisk(free);
    const parts = [
      `Node ${process.versions.node}`,
      `Python ${python.version}`,
      compiler ? `${compiler.file} ${compiler.version}` : 'no C++ compiler',
      `${free.toFixed(0)} GB free`,
    ];
    report.done(parts.join(', '));
    return true;
  } catch (error) {
    report.stop();
    screen.say(describeFailure('This machine', error));
    return false;
  }
}

/**
 * Ctrl-C and its like: end what runs, keep what is done.
 *
 * @param {import('./lock.mjs').Lock} lock
 * @param {Screen} screen
 */
function stopOnSignals(lock, screen) {
  const stop = () => {
    lock.release();
    screen.say('Stopped. What is done is kept: the same command goes on from here.');
    process.exit(130);
  };
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.once(signal, stop);
  return () => {
    for (const signal of signals) process.off(signal, stop);
  };
}

// @ts-check
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { conditionOf } from './condition.mjs';
import { describeFailure } from './failure.mjs';
import { isFolder } from './kinds.mjs';
import { takeLock } from './lock.mjs';
import { checkDisk, checkWritable, findCompiler, findPython, freeDisk } from './machine.mjs';
import { placesOf } from './places.mjs';
import { recordFiles } from './record.mjs';
import { createScreen } from './screen.mjs';
import { stampsIn } from './stamp.mjs';
import { courseSteps } from './steps.mjs';

/**
 * @typedef {import('./places.mjs').Places} Places
 * @typedef {import('./steps.mjs').Step} Step
 * @typedef {import('./screen.mjs').Screen} Screen
 */

/**
 * Steps to do whether or not something changed, by their id, and how each stands by a thorough look.
 *
 * @typedef {ReadonlyMap<string, import('./condition.mjs').Condition>} Again
 *
 * @typedef {object} Task
 * @property {Places} places
 * @property {readonly Step[]} steps
 * @property {Again} again
 * @property {Screen} screen
 */

/**
 * Sets up what is not set up yet, and says what it does.
 *
 * @param {object} options
 * @param {string} options.root the checkout
 * @param {Again} [options.again]
 * @param {readonly Step[]} [options.steps]
 * @param {Screen} [options.screen]
 * @returns {Promise<boolean>} whether all is set up
 */
export async function setUp({ root, again = new Map(), steps = courseSteps, screen = createScreen(process.stdout) }) {
  const task = { places: placesOf(root), steps, again, screen };
  try {
    removeOddities(task.places);
    if (isDone(task)) return true;
    checkWritable(root);
    mkdirSync(task.places.logs, { recursive: true });
    const lock = await takeLock(task.places.lock, screen.say);
    const forgetSignals = stopOnSignals(lock, screen);
    try {
      // Another set-up may have done it meanwhile.
      return isDone(task) || (await doSteps(task, lock));
    } finally {
      forgetSignals();
      lock.release();
    }
  } catch (error) {
    screen.say(describeFailure('This folder', error));
    return false;
  }
}

/**
 * Removes what lies where set-up's own folders belong and is none, such as a file or a link that leads nowhere.
 *
 * @param {Places} places
 */
function removeOddities({ setup, logs, stamps, downloads, tensorflow, jupyter, workspaces }) {
  for (const place of [setup, logs, stamps, downloads, tensorflow, jupyter, workspaces]) {
    if (!isFolder(place)) rmSync(place, { force: true });
  }
}

/** @param {Task} task */
function isDone({ places, steps, again, screen }) {
  if (again.size > 0 || !steps.every(step => conditionOf(step, places).state === 'done')) return false;
  screen.say('Everything is set up.');
  return true;
}

/**
 * @param {Task} task
 * @param {import('./lock.mjs').Lock} lock
 */
async function doSteps({ places, steps, again, screen }, lock) {
  const started = Date.now();
  const stamps = stampsIn(places.stamps);
  if (!(await checkMachine(places, screen, steps.length + 1))) return false;
  for (const [index, step] of steps.entries()) {
    const condition = again.get(step.id) ?? conditionOf(step, places);
    if (condition.state === 'done' && !again.has(step.id)) continue;
    const log = join(places.logs, `${step.id}.log`);
    const report = screen.step(`${index + 2}/${steps.length + 1}`, step.title);
    try {
      rmSync(log, { recursive: true, force: true });
      // Of what is being mended the stamp says what must be there, after an interruption as well.
      if (condition.state !== 'damaged') stamps.remove(step.id);
      const inputs = step.inputs(places);
      const result = await step.run({ places, lock, log, report, condition });
      stamps.write(step.id, { inputs, files: recordFiles(places.root, step.made(places)) });
      report.done(result);
    } catch (error) {
      report.stop();
      screen.say(describeFailure(step.title, error, existsSync(log) ? relative(places.root, log) : undefined));
      return false;
    }
  }
  screen.say(`Set up in ${((Date.now() - started) / 1000).toFixed(0)} s.`);
  return true;
}

/**
 * What must be on the machine beforehand.
 *
 * @param {Places} places
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

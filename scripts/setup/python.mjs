// @ts-check
import { existsSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runCommand } from './command.mjs';
import { SetupFailure } from './failure.mjs';
import { ask, findPython } from './machine.mjs';
import { withRetries } from './retry.mjs';
import { filesUnder } from './stamp.mjs';

/**
 * Makes the virtual environment anew with the Python packages that requirements.txt pins. A half-made one is never
 * gone on with; packages that were fetched before a cut are in pip's cache.
 *
 * @param {import('./steps.mjs').StepContext} context
 */
export async function makeVenv(context) {
  const { places, report } = context;
  const python = findPython();
  report.progress('making .venv');
  rmSync(places.venv, { recursive: true, force: true, maxRetries: 3 });
  await createVenv(context, python.file);

  const pip = ['-m', 'pip', '--disable-pip-version-check', '--no-input'];
  const resume = pipVersion(places.python) >= 25.1 ? ['--resume-retries', '5'] : [];
  let collected = 0;
  await withRetries(() => {
    collected = 0;
    report.progress('asking for packages');
    return runCommand(
      places.python,
      [...pip, 'install', '--progress-bar', 'off', ...resume, '--require-hashes', '-r', 'requirements.txt'],
      {
        cwd: places.root,
        log: context.log,
        lock: context.lock,
        what: 'pip install',
        // A learner's own Python packages must not count as installed.
        env: { PYTHONPATH: undefined, PYTHONHOME: undefined, PIP_USER: '0', PIP_TARGET: undefined },
        onLine: line => {
          const found = /^(?:Collecting|Processing) (\S+)/.exec(line)?.[1];
          if (found) report.progress(`${++collected} packages, now ${basename(found)}`);
          if (line.startsWith('Installing collected')) report.progress(`installing ${collected} packages`);
        },
      },
    );
  }, report);
  return `Python ${python.version}, ${collected} packages`;
}

/** @param {string} python */
const pipVersion = python => Number.parseFloat(ask(python, ['-m', 'pip', '--version'])?.split(' ')[1] ?? '0');

/**
 * With Python's own venv; Debian and Ubuntu leave half of it in a package apart, and then virtualenv does the same.
 *
 * @param {import('./steps.mjs').StepContext} context
 * @param {string} python
 */
async function createVenv({ places, lock, log, report }, python) {
  const options = { cwd: places.root, log, lock };
  if (ask(python, ['-c', 'import ensurepip, venv']) !== undefined) {
    await runCommand(python, ['-m', 'venv', places.venv], { ...options, what: 'python -m venv' });
    return;
  }
  if (ask(python, ['-m', 'virtualenv', '--version']) !== undefined) {
    await runCommand(python, ['-m', 'virtualenv', places.venv], { ...options, what: 'python -m virtualenv' });
    return;
  }
  if (ask(python, ['-m', 'pip', '--version']) === undefined) {
    throw new SetupFailure(
      'this Python can make no virtual environment: its module ensurepip is missing, and so is pip.',
      {
        remedy: 'install it (Debian and Ubuntu: sudo apt install python3-venv), then run the same command again.',
      },
    );
  }
  const target = join(places.setup, 'virtualenv');
  report.note('This Python has no ensurepip (on Debian it is in python3-venv): taking virtualenv instead.');
  rmSync(target, { recursive: true, force: true });
  const requirements = join(places.root, 'scripts', 'setup', 'virtualenv.txt');
  await withRetries(
    () =>
      runCommand(python, ['-m', 'pip', 'install', '--target', target, '--require-hashes', '-r', requirements], {
        ...options,
        what: 'pip install virtualenv',
        remedy:
          'install python3-venv (Debian and Ubuntu: sudo apt install python3-venv), then run the same command again.',
      }),
    report,
  );
  await runCommand(python, ['-m', 'virtualenv', places.venv], {
    ...options,
    what: 'python -m virtualenv',
    env: { PYTHONPATH: target },
  });
}

/**
 * Whether the environment's interpreter still starts from where it was made.
 *
 * @param {import('./places.mjs').Places} places
 */
export const venvIsThere = places => existsSync(places.python);

/**
 * The environment's files, without what Python writes beside them and Python's own installers, which a learner may bring
 * up to date. What the step "Jupyter" adds comes later.
 *
 * @param {import('./places.mjs').Places} places
 */
export const venvFiles = ({ venv }) => filesUnder(venv, name => notOurs.test(name));

const notOurs = /^(__pycache__|pip[\d.]*(\.exe)?|setuptools|(pip|setuptools)-.*\.dist-info)$/;

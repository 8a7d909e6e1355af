// @ts-check
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { backendFiles, backendHolds, chooseBackend } from './backend.mjs';
import { checkFiles, dataFiles, registryFile } from './data.mjs';
import { figuresExtension } from './figures.mjs';
import { jupyterFiles, settingsFiles, setUpJupyter } from './jupyter.mjs';
import { compiledFiles, compiledLibrary, compileLibrary, librarySources } from './library.mjs';
import { installedFiles, installPackages, packagesAreThere } from './packages.mjs';
import { makeVenv, venvFiles, venvIsThere } from './python.mjs';
import { neededSources } from './sources.mjs';
import { fingerprint } from './stamp.mjs';
import { installTools, toolFiles, toolsAreThere } from './tools.mjs';

/**
 * @typedef {import('./places.mjs').Places} Places
 *
 * @typedef {object} StepContext
 * @property {Places} places
 * @property {import('./lock.mjs').Lock} lock
 * @property {string} log
 * @property {import('./screen.mjs').Reporter} report
 * @property {import('./condition.mjs').Condition} condition how the step stood
 *
 * @typedef {object} Step
 * @property {string} id names its stamp and its log
 * @property {string} title
 * @property {(places: Places) => string} inputs a number for all that the result depends on
 * @property {(places: Places) => boolean} isThere whether the result still exists
 * @property {(places: Places) => string[]} made the files of the result, which are looked at before each start
 * @property {(context: StepContext) => Promise<string>} run returns what to say about the result
 */

const inSetup = (/** @type {Places} */ { root }, /** @type {string[]} */ names) =>
  names.map(name => join(root, 'scripts', 'setup', name));

// Paths are among the inputs where the result holds them: a moved checkout is mended.

/** @type {Step} */
const packages = {
  id: 'packages',
  title: 'Node packages',
  inputs: ({ root }) => fingerprint(root, [join(root, 'package-lock.json')], [process.platform, process.arch]),
  isThere: packagesAreThere,
  made: installedFiles,
  run: installPackages,
};

/** @type {Step} */
const tools = {
  id: 'tools',
  title: "Authors' tools",
  // What is installed is compared with the lock file, for the step before brings the tools up to date as well.
  inputs: () => `${process.platform} ${process.arch}`,
  isThere: toolsAreThere,
  made: toolFiles,
  run: installTools,
};

/** @type {Step} */
const python = {
  id: 'python',
  title: 'Python packages',
  inputs: ({ root }) => fingerprint(root, [join(root, 'requirements.txt')], [root]),
  isThere: venvIsThere,
  made: venvFiles,
  run: makeVenv,
};

/** @type {Step} */
const tensorflow = {
  id: 'tensorflow',
  title: 'TensorFlow',
  inputs: places =>
    fingerprint(places.root, [
      ...inSetup(places, ['platform.mjs', 'addon.mjs']),
      join(places.tfjsNode, 'package.json'),
    ]),
  isThere: backendHolds,
  made: backendFiles,
  run: chooseBackend,
};

/** @type {Step} */
const library = {
  id: 'library',
  title: 'Course library',
  inputs: places =>
    fingerprint(places.root, [
      ...librarySources(places),
      join(places.root, 'package-lock.json'),
      ...inSetup(places, ['library.mjs']),
    ]),
  isThere: places => existsSync(compiledLibrary(places)),
  made: compiledFiles,
  run: compileLibrary,
};

/** @type {Step} */
const jupyter = {
  id: 'jupyter',
  title: 'Jupyter',
  inputs: places =>
    fingerprint(
      places.root,
      [...inSetup(places, ['jupyter.mjs', 'kernelspec.mjs', 'figures.mjs']), figuresExtension(places).fit],
      [places.root, process.execPath],
    ),
  isThere: places => Object.values(settingsFiles(places)).every(existsSync),
  made: jupyterFiles,
  run: setUpJupyter,
};

/**
 * The photographs, data sets, weights, notebooks and programs come with the course: this step only looks whether they
 * are as they should be, whenever one has changed.
 *
 * @type {Step}
 */
const data = {
  id: 'data',
  title: 'Course files',
  inputs: places => fingerprint(places.root, [registryFile(places)], neededSources(places)),
  isThere: places => existsSync(registryFile(places)),
  made: places => [...dataFiles(places), ...neededSources(places).map(path => join(places.root, path))],
  run: checkFiles,
};

/** What a learner needs. */
export const courseSteps = [packages, python, tensorflow, library, jupyter, data];

/**
 * What is set up, in order, for which purpose.
 *
 * @type {ReadonlyMap<string, readonly Step[]>}
 */
export const goals = new Map([
  ['course', courseSteps],
  // Authors change the data, and a test looks at it.
  ['tests', [packages, tools, python, tensorflow, library, jupyter]],
  // What checks the sources must not depend on whether they compile.
  ['tools', [packages, tools, python]],
]);

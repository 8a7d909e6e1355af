// @ts-check
import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { runCommand } from './command.mjs';

/**
 * What compiles tfjs-node's two source files against TensorFlow's library. The library is found by a path relative to
 * the add-on, so that a checkout can be moved.
 *
 * @param {import('./places.mjs').Places} places
 * @param {import('./platform.mjs').TensorFlowPackage} chosen
 * @param {string} output
 * @returns {string[]}
 */
export function compilerArguments(places, chosen, output) {
  const sources = join(places.tfjsNode, 'binding');
  const libraries = join(places.tensorflow, 'lib');
  const searchPath = `${chosen.origin}/${relative(dirname(places.addon), libraries)}`;
  return [
    '-std=c++17',
    '-O2',
    ...chosen.compilerFlags,
    '-DNAPI_VERSION=8',
    `-I${join(places.nodeModules, 'node-api-headers', 'include')}`,
    `-I${join(places.tensorflow, 'include')}`,
    ...readdirSync(sources)
      .filter(name => name.endsWith('.cc'))
      .map(name => join(sources, name)),
    ...chosen.libraries.map(name => join(libraries, name)),
    `-Wl,-rpath,${searchPath}`,
    '-o',
    output,
  ];
}

/**
 * Compiles the add-on that lets Node call TensorFlow.
 *
 * @param {import('./steps.mjs').StepContext} context
 * @param {import('./platform.mjs').TensorFlowPackage} chosen
 * @param {string} compiler
 */
export async function compileAddon({ places, lock, log, report }, chosen, compiler) {
  report.progress('compiling the add-on');
  mkdirSync(dirname(places.addon), { recursive: true });
  const unfinished = `${places.addon}.next`;
  await runCommand(compiler, compilerArguments(places, chosen, unfinished), {
    cwd: places.root,
    log,
    lock,
    what: 'compiling the add-on',
  });
  renameSync(unfinished, places.addon);
}

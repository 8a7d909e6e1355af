// @ts-check
import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { runCommand } from './command.mjs';
import { filesUnder } from './stamp.mjs';

/**
 * The files that lib is compiled from.
 *
 * @param {import('./places.mjs').Places} places
 */
export const librarySources = ({ root }) => [
  ...filesUnder(join(root, 'lib'), name => name === 'dist'),
  join(root, 'tsconfig.json'),
];

/** @param {import('./places.mjs').Places} places */
export const compiledLibrary = ({ root }) => join(root, 'lib', 'dist', 'index.js');

/** @param {import('./places.mjs').Places} places */
export const compiledFiles = ({ root }) => filesUnder(join(root, 'lib', 'dist'));

/**
 * Compiles lib with the compiler that the kernel has. The compiler remembers what it has written and would not write it
 * again, so its memory goes when files are gone or damaged.
 *
 * @param {import('./steps.mjs').StepContext} context
 */
export async function compileLibrary({ places, lock, log, report, damaged }) {
  if (damaged.length > 0 || !existsSync(compiledLibrary(places))) {
    rmSync(join(places.root, 'lib', 'dist'), { recursive: true, force: true });
  }
  removeStaleOutputs(join(places.root, 'lib'));
  report.progress('compiling');
  const compiler = join(places.nodeModules, '@tslab', 'typescript-for-tslab');
  await runCommand(process.execPath, [join(compiler, 'bin', 'tsc'), '-p', 'lib'], {
    cwd: places.root,
    log,
    lock,
    what: 'tsc',
    remedy:
      'mend the lines above, or get the files back: git checkout -- lib (without Git: from a new download of the course).',
  });
  return `TypeScript ${JSON.parse(readFileSync(join(compiler, 'package.json'), 'utf8')).version}`;
}

/**
 * Removes what was compiled from files that are there no longer: the compiler leaves it, and it could still be imported.
 *
 * @param {string} lib
 */
export function removeStaleOutputs(lib) {
  const dist = join(lib, 'dist');
  for (const output of filesUnder(dist)) {
    const source = join(lib, relative(dist, output)).replace(/(\.js|\.js\.map|\.d\.ts)$/, '.ts');
    if (existsSync(source) || output.endsWith('.tsbuildinfo')) continue;
    rmSync(output);
    removeIfEmpty(dirname(output));
  }
}

/** @param {string} folder */
function removeIfEmpty(folder) {
  if (readdirSync(folder).length > 0) return;
  rmdirSync(folder);
  removeIfEmpty(dirname(folder));
}

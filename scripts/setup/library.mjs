// @ts-check
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
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

/**
 * Compiles lib. The compiler remembers what it has written and would not write it again, so its memory goes when the
 * files are gone.
 *
 * @param {import('./steps.mjs').StepContext} context
 */
export async function compileLibrary({ places, lock, log, report }) {
  if (!existsSync(compiledLibrary(places))) {
    rmSync(join(places.root, 'lib', 'dist'), { recursive: true, force: true });
  }
  report.progress('compiling');
  const compiler = join(places.nodeModules, 'typescript');
  await runCommand(process.execPath, [join(compiler, 'bin', 'tsc'), '-p', 'lib'], {
    cwd: places.root,
    log,
    lock,
    what: 'tsc',
    remedy: 'mend the lines above, or get the files back with git restore lib.',
  });
  return `TypeScript ${JSON.parse(readFileSync(join(compiler, 'package.json'), 'utf8')).version}`;
}

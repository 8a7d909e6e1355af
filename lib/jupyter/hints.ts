import { isAbsolute, join, resolve } from 'node:path';

/** The course's folder. This file runs as lib/dist/jupyter/hints.js. */
export const ROOT = resolve(__dirname, '../../..');

/** `Cannot find module` comes from both; a source of the library in place of its compiled form, from the compiler. */
const MISSING = /Cannot find module '([^']+)'|File '([^']+)' is not under 'rootDir'/;

/**
 * What to do about a module that cannot be found.
 *
 * @param message - the message of the compiler or of Node.
 * @param folder - the folder that relative paths start from: the notebook's.
 * @returns an advice, or undefined when the message is about something else.
 */
export function moduleHint(message: string, folder: string): string | undefined {
  const [, missing, source] = MISSING.exec(message) ?? [];
  const name = missing ?? source;
  if (name === undefined) return undefined;
  const setUp = `in a terminal, in ${ROOT}, run: npm run setup. Then restart the kernel.`;
  const path = resolve(folder, name);
  const lib = join(ROOT, 'lib');
  if ([lib, join(lib, 'index.ts')].includes(path) || path.startsWith(join(lib, 'dist'))) {
    return `The course's library is not built: ${setUp}`;
  }
  if (path.startsWith(lib)) return "Import from the library as a whole: import { … } from '../lib'.";
  if (name.startsWith('.') || isAbsolute(name)) return 'Check the path: it starts from the folder of the notebook.';
  return `Check the spelling. If "${name}" is a package of the course, its installation is incomplete: ${setUp}`;
}

import { resolve } from 'node:path';

/** The course's folder. This file runs as lib/dist/kernel/hints.js. */
export const ROOT = resolve(__dirname, '../../..');

const MISSING = /Cannot find module '([^']+)'/;

/**
 * What to do about a module that cannot be found.
 *
 * @param message - the message of the compiler or of Node.
 * @param folder - the folder that relative paths start from: the notebook's.
 * @returns an advice, or undefined when the message is about something else.
 */
export function moduleHint(message: string, folder: string): string | undefined {
  const name = MISSING.exec(message)?.[1];
  if (name === undefined) return undefined;
  const path = resolve(folder, name);
  const lib = resolve(ROOT, 'lib');
  if (path === lib || path.startsWith(resolve(lib, 'dist'))) {
    return `The course's library is not built. In a terminal, in ${ROOT}, run: npm run setup. Then restart the kernel.`;
  }
  if (path.startsWith(lib)) {
    return `Import from the library as a whole: import { … } from '../lib'.`;
  }
  if (name.startsWith('.') || name.startsWith('/')) return 'Check the path: it starts from the folder of the notebook.';
  return (
    `Check the spelling. If "${name}" is a package of the course, its installation is incomplete: ` +
    `in a terminal, in ${ROOT}, run: npm run setup. Then restart the kernel.`
  );
}

import util from 'node:util';

/** What @tensorflow/tfjs-node 4.22 calls and newer versions of Node no longer have. */
const REMOVED = {
  isArray: Array.isArray,
  isNullOrUndefined: (value: unknown): boolean => value === null || value === undefined,
};

/** Puts back the functions that Node 23 and later took out of `util`. It must run before TensorFlow is loaded. */
export function restoreRemovedUtil(): void {
  for (const [name, value] of Object.entries(REMOVED)) {
    if (!(name in util))
      Object.defineProperty(util, name, { value, configurable: true, enumerable: true, writable: true });
  }
}

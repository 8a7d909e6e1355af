// @ts-check
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * Brings the learner's own notebooks up to date, and says what they should know of it.
 *
 * @param {string} root the checkout, with its library compiled
 * @returns {string} the folder that JupyterLab serves
 */
export function prepareNotebooks(root) {
  /** @type {typeof import('../../lib/workbook/index.js')} */
  const { COPIES, describeUpdates, updateCopies } = createRequire(import.meta.url)(
    join(root, 'lib', 'dist', 'workbook', 'index.js'),
  );
  for (const line of describeUpdates(updateCopies(root), root)) console.log(line);
  return join(root, COPIES);
}

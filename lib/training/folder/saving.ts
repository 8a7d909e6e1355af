import { join } from 'node:path';
import { repositoryRoot } from '../../datasets/repositoryRoot';
import type { CheckpointOptions } from '../loop/options';
import { folderName } from './folderName';

/** Where a run is saved, how often, and how many of its checkpoints are kept. */
export type Saving = Required<CheckpointOptions>;

/**
 * Fills in what was left out.
 *
 * @param checkpoints as in the options of `fit`; null where nothing is saved
 * @param modelName names the folder where none is given
 * @throws RangeError when a number is not whole or below 1, or when there can be no such folder
 */
export function savingOf(where: string, checkpoints: CheckpointOptions | false, modelName: string): Saving | null {
  if (checkpoints === false) return null;
  const { folder, everySteps = Number.POSITIVE_INFINITY, keep = 3 } = checkpoints;
  checkCount(where, 'everySteps', everySteps);
  checkCount(where, 'keep', keep);
  if (folder !== undefined && !isPath(folder)) {
    throw new RangeError(
      `${where}: checkpoints.folder must be the path of a folder. Received ${JSON.stringify(folder)}.`,
    );
  }
  const inCache = (): string => join(repositoryRoot(), 'data', 'cache', 'checkpoints', folderName(where, modelName));
  return { folder: folder ?? inCache(), everySteps, keep };
}

function isPath(folder: unknown): boolean {
  return typeof folder === 'string' && folder.trim() !== '' && !folder.includes('\0');
}

function checkCount(where: string, name: string, value: number): void {
  if ((Number.isInteger(value) && value >= 1) || value === Number.POSITIVE_INFINITY) return;
  const instead = name === 'keep' && value === 0 ? ' Save nothing with checkpoints: false.' : '';
  throw new RangeError(
    `${where}: checkpoints.${name} must be a whole number from 1 on, or Infinity. Received ${value}.${instead}`,
  );
}

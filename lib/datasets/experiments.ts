import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CsvRow, parseCsv } from './csv';
import { repositoryRoot } from './repositoryRoot';

/** One epoch of one run: the settings and what was measured. A number where the file has one; NaN where it has nothing. */
export type ExperimentRow = CsvRow;

/**
 * The results of an experiment that took too long for a notebook: `data/experiments/NAME`, one file for each run.
 *
 * Introduced in notebook counting.
 *
 * @param name of the experiment
 * @returns the rows of all runs, in the order of the files' names
 * @throws RangeError when there is no such experiment
 * @throws TypeError when a file is damaged
 */
export function experiment(name: string, root: string = repositoryRoot()): ExperimentRow[] {
  const all = join(root, 'data', 'experiments');
  const known = existsSync(all) ? readdirSync(all, { withFileTypes: true }).filter(entry => entry.isDirectory()) : [];
  if (!known.some(entry => entry.name === name)) {
    const names = known.map(entry => entry.name).join(', ');
    throw new RangeError(`experiment: there is none named '${name}'. Choose one of ${names}.`);
  }
  const files = readdirSync(join(all, name)).filter(file => file.endsWith('.csv'));
  return files.sort().flatMap(file => parseCsv(readFileSync(join(all, name, file), 'utf8'), `${name}/${file}`));
}

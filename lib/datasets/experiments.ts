import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './repositoryRoot';

/** One epoch of one run: the settings and what was measured. A number where the file has one; NaN where it has nothing. */
export type ExperimentRow = Readonly<Record<string, string | number>>;

/**
 * The results of an experiment that took too long for a notebook: `data/experiments/NAME`, one file for each run.
 *
 * Introduced in notebook alexnet.
 *
 * @param name of the experiment
 * @returns the rows of all runs, in the order of the files' names
 * @throws RangeError when there is no such experiment
 */
export function experiment(name: string, root: string = repositoryRoot()): ExperimentRow[] {
  const all = join(root, 'data', 'experiments');
  const known = existsSync(all) ? readdirSync(all, { withFileTypes: true }).filter(entry => entry.isDirectory()) : [];
  if (!known.some(entry => entry.name === name)) {
    const names = known.map(entry => entry.name).join(', ');
    throw new RangeError(`experiment: there is none named '${name}'. Choose one of ${names}.`);
  }
  const files = readdirSync(join(all, name)).filter(file => file.endsWith('.csv'));
  return files.sort().flatMap(file => parse(readFileSync(join(all, name, file), 'utf8')));
}

/** Text as scripts/experiments writes it: no value holds a comma. */
function parse(text: string): ExperimentRow[] {
  const [heading, ...rows] = text.trimEnd().split('\n');
  const columns = heading.split(',');
  return rows.map(row => Object.fromEntries(row.split(',').map((cell, i) => [columns[i], toValue(cell)])));
}

function toValue(cell: string): string | number {
  if (cell === '') return Number.NaN;
  const value = Number(cell);
  return Number.isNaN(value) ? cell : value;
}

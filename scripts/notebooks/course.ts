/** Where the course keeps things, and what its notebooks are called. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Folders that the pipeline works in. Tests make their own in a temporary folder. */
export interface Course {
  /** The folder that holds package.json, lib and notebooks. */
  readonly root: string;
  /** Python of the course's virtual environment. */
  readonly python: string;
}

const NAME = /^\d\d-[a-z0-9]+(-[a-z0-9]+)*$/;

/**
 * Describes the checkout in a folder.
 * @param root the folder with package.json
 * @returns its folders and its Python
 */
export function courseIn(root: string): Course {
  const python = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python'];
  return { root, python: join(root, '.venv', ...python) };
}

/** What a notebook is called wherever its file is not meant: `counting` for `03-counting`. Only the file's name has a number. */
export const slugOf = (name: string): string => name.slice('NN-'.length);
const numberOf = (name: string): string => name.slice(0, 'NN'.length);

export const notebooksFolder = (course: Course): string => join(course.root, 'notebooks');
export const textFolder = (course: Course): string => join(course.root, 'notebooks', 'text');
export const textPath = (course: Course, name: string): string => join(textFolder(course), `${name}.md`);
export const notebookPath = (course: Course, name: string): string => join(notebooksFolder(course), `${name}.ipynb`);

/**
 * Lists the notebooks of the course.
 * @param course its folders
 * @param filters slugs (`counting`), numbers (`03`) or full names (`03-counting`); none means all
 * @returns names such as `01-convolution-arithmetic`, in order
 * @throws RangeError when a file is named otherwise, two share a slug or a number, or a filter matches nothing
 */
export function listNotebooks(course: Course, filters: readonly string[]): string[] {
  const names = readdirSync(textFolder(course))
    .filter(file => file.endsWith('.md'))
    .map(file => file.slice(0, -'.md'.length))
    .sort();
  const odd = names.find(name => !NAME.test(name));
  if (odd !== undefined) {
    throw new RangeError(
      `notebooks/text/${odd}.md: a notebook is named with two digits and words, such as 01-convolution-arithmetic.md.`,
    );
  }
  for (const part of [slugOf, numberOf]) {
    const repeated = names.find((name, i) => names.findIndex(other => part(other) === part(name)) < i);
    if (repeated !== undefined) {
      throw new RangeError(`notebooks/text/${repeated}.md: another notebook is called ${part(repeated)} too.`);
    }
  }
  const matches = (name: string, filter: string): boolean => [name, slugOf(name), numberOf(name)].includes(filter);
  const unknown = filters.find(filter => !names.some(name => matches(name, filter)));
  if (unknown !== undefined) {
    throw new RangeError(`No notebook "${unknown}" in notebooks/text. There are: ${names.join(', ')}.`);
  }
  return names.filter(name => filters.length === 0 || filters.some(filter => matches(name, filter)));
}

/**
 * Lists the .ipynb files that lie in the notebooks folder.
 * @param course its folders
 * @returns their names without the ending
 */
export function listCommitted(course: Course): string[] {
  return readdirSync(notebooksFolder(course))
    .filter(file => file.endsWith('.ipynb'))
    .map(file => file.slice(0, -'.ipynb'.length));
}

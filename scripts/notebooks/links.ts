/** The way from notebook to notebook: links to its neighbours, above and below what the author wrote. */

import type { Cell, TextCell } from '../../lib/workbook/notebook';
import { type Course, listNotebooks, slugOf } from './course';

/** The notebooks before and after one, by their full names. */
export interface Neighbours {
  readonly previous?: string;
  readonly next?: string;
}

/** Marks the cell, so that a page, which has links of its own, leaves it out. */
const MARK = 'links';

/**
 * Finds the neighbours of a notebook in the order of the files.
 * @param course its folders
 * @param name the full name of the notebook
 */
export function neighboursOf(course: Course, name: string): Neighbours {
  const names = listNotebooks(course, []);
  const index = names.indexOf(name);
  return { previous: names[index - 1], next: names[index + 1] };
}

/**
 * Writes the cell that leads to the neighbours.
 * @param neighbours the notebooks before and after
 * @returns a Markdown cell, or undefined where there is no other notebook
 */
export function linksCell({ previous, next }: Neighbours): TextCell | undefined {
  const parts = [
    ...(previous === undefined ? [] : [`← previous: ${linkTo(previous)}`]),
    ...(next === undefined ? [] : [`next: ${linkTo(next)} →`]),
  ];
  if (parts.length === 0) return undefined;
  return { cell_type: 'markdown', id: '', metadata: { convnets: MARK }, source: parts.join(' · ') };
}

/**
 * Tells whether a cell holds only the links to the neighbours.
 * @param cell any cell
 */
export function isLinks({ metadata }: Cell): boolean {
  return metadata.convnets === MARK;
}

const linkTo = (name: string): string => `[*${slugOf(name)}*](${name}.ipynb)`;

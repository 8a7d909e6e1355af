import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { nearest } from '../spec/nearest';
import { excerpt } from '../spec/quoted';
import { isThere } from './readNotebook';

/** The folder of a learner's copies, at the top of the repository: as deep as the course's, so that `../lib` means the same. */
export const COPIES = 'my-notebooks';
/** The folder in it for notebooks as they were before they were replaced. */
export const BACKUPS = 'backups';

const NOTEBOOK = /^\d\d-(?<slug>[a-z0-9-]+)\.ipynb$/;

/** A notebook of the course, and the learner's copy of it. */
export interface Place {
  readonly slug: string;
  /** The course's file. */
  readonly original: string;
  /** The learner's file, which may not be there yet. */
  readonly copy: string;
  /** The learner's file while the course had the notebook under another number. */
  readonly formerCopy?: string;
}

/** The folder of the learner's copies. */
export const copiesFolder = (root: string): string => join(root, COPIES);

/** The notebooks of a course, in their order. */
export function placesOf(root: string): readonly Place[] {
  const copies = new Map(notebooksIn(copiesFolder(root)).map(({ slug, path }) => [slug, path]));
  return notebooksIn(join(root, 'notebooks')).map(({ slug, file, path }) => {
    const copy = join(copiesFolder(root), file);
    const former = isThere(copy) ? undefined : copies.get(slug);
    return { slug, original: path, copy, ...(former !== undefined && { formerCopy: former }) };
  });
}

/**
 * The place of a notebook.
 * @param name its slug, such as `counting`, its number, `03`, or its file
 * @throws RangeError when the course has no such notebook
 */
export function placeOf(root: string, name: string): Place {
  const places = placesOf(root);
  const found = places.find(place => isCalled(place, basename(name, '.ipynb')));
  if (found !== undefined) return found;
  const slugs = places.map(place => place.slug);
  const shown = excerpt(name);
  const close = nearest(shown, slugs);
  const hint = close === undefined ? `There are: ${slugs.join(', ')}.` : `Did you mean '${close}'?`;
  throw new RangeError(`There is no notebook '${shown}'. ${hint}`);
}

function isCalled({ slug, original }: Place, name: string): boolean {
  const file = basename(original, '.ipynb');
  return name === slug || name === file || name === file.slice(0, '00'.length);
}

function notebooksIn(folder: string): readonly { slug: string; file: string; path: string }[] {
  const files = existsSync(folder) ? readdirSync(folder).sort() : [];
  return files.flatMap(file => {
    const slug = NOTEBOOK.exec(file)?.groups?.slug;
    return slug === undefined ? [] : [{ slug, file, path: join(folder, file) }];
  });
}

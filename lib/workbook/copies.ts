import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { repositoryRoot } from '../datasets/repositoryRoot';
import { writeWholeSync } from '../files/writeWhole';
import { excerpt } from '../spec/quoted';
import { copyOf, freshWithAnswers, hasOwnText, merge } from './merge';
import { formatNotebook, type Notebook, parseNotebook } from './notebook';
import { BACKUPS, copiesFolder, type Place, placeOf, placesOf } from './places';
import { seenIn } from './seen';

/** What became of one notebook's copy. */
export type Update =
  | { readonly slug: string; readonly state: 'new' | 'unchanged' }
  | {
      readonly slug: string;
      readonly state: 'updated';
      /** Cells that both have changed, in words: the learner's stayed. */
      readonly kept: readonly string[];
      /** Where the copy as it was is kept, if the learner had written in it. */
      readonly backup?: string;
    }
  | { readonly slug: string; readonly state: 'unreadable'; readonly problem: string };

/** A fresh notebook. */
export interface Reset {
  /** The copy. */
  readonly file: string;
  /** Where the notebook as it was is kept; undefined when there was none. */
  readonly backup?: string;
  /** The exercises whose answers are in the fresh one. */
  readonly answers: readonly string[];
}

/** A file that should be a notebook and is none. */
export class UnreadableNotebook extends Error {
  constructor(file: string, cause: unknown) {
    const reason = excerpt(cause instanceof Error ? cause.message : String(cause), 200);
    super(
      `${file} cannot be read as a notebook: ${reason}. It is damaged: mend it in a text editor, or take a fresh one.`,
    );
  }
}

/**
 * Gives the learner a copy of each notebook of the course, and brings what is new in the course into those that are there.
 * @param root the top of the repository
 * @param now the clock, which names backups
 */
export function updateCopies(root: string = repositoryRoot(), now: () => Date = () => new Date()): readonly Update[] {
  mkdirSync(copiesFolder(root), { recursive: true });
  const seen = seenIn(root);
  const results = placesOf(root).map(place => ({
    place,
    update: seen.isUpToDate(place)
      ? ({ slug: place.slug, state: 'unchanged' } as const)
      : tryToUpdate(root, place, now()),
  }));
  seen.remember(results.flatMap(({ place, update }) => (update.state === 'unreadable' ? [] : [place])));
  return results.map(({ update }) => update);
}

/**
 * Replaces a learner's copy by a fresh one. The old one is kept.
 * @param slug the notebook, such as `counting`
 * @param options.keepAnswers take the learner's answers over into the fresh one
 * @throws RangeError when there is no such notebook
 * @throws UnreadableNotebook when its answers are to be kept and it cannot be read
 */
export function resetCopy(
  slug: string,
  { keepAnswers = false }: { readonly keepAnswers?: boolean } = {},
  root: string = repositoryRoot(),
  now: Date = new Date(),
): Reset {
  const place = placeOf(root, slug);
  const theirs = readNotebook(place.original);
  const old = [place.copy, place.formerCopy].find(file => file !== undefined && existsSync(file));
  const fresh =
    keepAnswers && old !== undefined
      ? freshWithAnswers(readNotebook(old), theirs)
      : { notebook: copyOf(theirs), answers: [] };
  const backup = old === undefined ? undefined : backUp(root, old, now);
  write(place, fresh.notebook);
  return { file: place.copy, answers: fresh.answers, ...(backup !== undefined && { backup }) };
}

/** A file that cannot be read stops no other notebook, and is left as it is. */
function tryToUpdate(root: string, place: Place, now: Date): Update {
  try {
    return updateCopy(root, place, now);
  } catch (error) {
    if (!(error instanceof UnreadableNotebook)) throw error;
    return { slug: place.slug, state: 'unreadable', problem: error.message };
  }
}

function updateCopy(root: string, place: Place, now: Date): Update {
  const { slug, original, copy, formerCopy } = place;
  const old = existsSync(copy) ? copy : formerCopy;
  if (old === undefined) {
    write(place, copyOf(readNotebook(original)));
    return { slug, state: 'new' };
  }
  const mine = readNotebook(old);
  const merged = merge(mine, readNotebook(original));
  if (merged === undefined && old === copy) return { slug, state: 'unchanged' };
  const backup = hasOwnText(mine) ? backUp(root, old, now) : undefined;
  write(place, merged?.notebook ?? mine);
  return { slug, state: 'updated', kept: merged?.kept ?? [], ...(backup !== undefined && { backup }) };
}

function write({ copy, formerCopy }: Place, notebook: Notebook): void {
  mkdirSync(join(copy, '..'), { recursive: true });
  writeWholeSync(copy, formatNotebook(notebook));
  // Only now: an interruption leaves two files rather than none.
  if (formerCopy !== undefined) rmSync(formerCopy, { force: true });
}

/** @throws UnreadableNotebook when the file is no notebook */
function readNotebook(file: string): Notebook {
  try {
    return parseNotebook(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UnreadableNotebook(file, error);
  }
}

/** Keeps a file as it is, under the moment's name. */
function backUp(root: string, file: string, now: Date): string {
  const folder = join(copiesFolder(root), BACKUPS);
  mkdirSync(folder, { recursive: true });
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000);
  const moment = local.toISOString().slice(0, -1).replace('T', ' ').replaceAll(':', '.');
  const backup = join(folder, `${basename(file, '.ipynb')} ${moment}.ipynb`);
  writeWholeSync(backup, readFileSync(file));
  return backup;
}

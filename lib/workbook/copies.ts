import { repositoryRoot } from '../datasets/repositoryRoot';
import { copyOf, freshWithAnswers, hasOwnText, merge } from './merge';
import { copiesFolder, type Place, placeOf, placesOf } from './places';
import { isThere, readNotebook, UnreadableNotebook } from './readNotebook';
import { seenIn } from './seen';
import { backUp, makeFolder, writeCopy } from './writeNotebook';

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
  | {
      readonly slug: string;
      readonly state: 'unreadable';
      readonly problem: string;
      /** Whether it is the course's own file that cannot be read. */
      readonly ofCourse: boolean;
    };

/** A fresh notebook. */
export interface Reset {
  /** The copy. */
  readonly file: string;
  /** Where the notebook as it was is kept; undefined when there was none. */
  readonly backup?: string;
  /** The exercises whose answers are in the fresh one. */
  readonly answers: readonly string[];
}

/**
 * Gives the learner a copy of each notebook of the course, and brings what is new in the course into those that are there.
 * @param root the top of the repository
 * @param now the clock, which names backups
 * @throws Error when the folder of copies cannot be made, or a copy not be written
 */
export function updateCopies(root: string = repositoryRoot(), now: () => Date = () => new Date()): readonly Update[] {
  makeFolder(copiesFolder(root));
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
 * @throws UnreadableNotebook when its answers are to be kept and it cannot be read, or when the course's own cannot be
 * @throws Error when it cannot be written
 */
export function resetCopy(
  slug: string,
  { keepAnswers = false }: { readonly keepAnswers?: boolean } = {},
  root: string = repositoryRoot(),
  now: Date = new Date(),
): Reset {
  makeFolder(copiesFolder(root));
  const place = placeOf(root, slug);
  const theirs = readNotebook(place.original, { ofCourse: true });
  const old = [place.copy, place.formerCopy].find(file => file !== undefined && isThere(file));
  const fresh =
    keepAnswers && old !== undefined
      ? freshWithAnswers(readNotebook(old), theirs)
      : { notebook: copyOf(theirs), answers: [] };
  const backup = old === undefined ? undefined : backUp(root, old, now);
  writeCopy(place, fresh.notebook);
  return { file: place.copy, answers: fresh.answers, ...(backup !== undefined && { backup }) };
}

/** A file that cannot be read stops no other notebook, and is left as it is. */
function tryToUpdate(root: string, place: Place, now: Date): Update {
  try {
    return updateCopy(root, place, now);
  } catch (error) {
    if (!(error instanceof UnreadableNotebook)) throw error;
    return { slug: place.slug, state: 'unreadable', problem: error.message, ofCourse: error.ofCourse };
  }
}

function updateCopy(root: string, place: Place, now: Date): Update {
  const { slug, original, copy, formerCopy } = place;
  const old = isThere(copy) ? copy : formerCopy;
  if (old === undefined) {
    writeCopy(place, copyOf(readNotebook(original, { ofCourse: true })));
    return { slug, state: 'new' };
  }
  const mine = readNotebook(old);
  const merged = merge(mine, readNotebook(original, { ofCourse: true }));
  if (merged === undefined && old === copy) return { slug, state: 'unchanged' };
  const backup = hasOwnText(mine) ? backUp(root, old, now) : undefined;
  writeCopy(place, merged?.notebook ?? mine);
  return { slug, state: 'updated', kept: merged?.kept ?? [], ...(backup !== undefined && { backup }) };
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../datasets/repositoryRoot';
import { notebookOf } from './ids';
import { solutionIn } from './solutions';
import type { Exercise } from './types';

/** The code of a solution, or a sentence that says why it cannot be shown. */
export type Solution = { readonly code: string } | { readonly missing: string };

/** The exercises of the course, notebook by notebook. */
export interface Catalogue {
  /** Slugs of the notebooks that have exercises, such as `counting`, in the order of the course. */
  readonly notebooks: readonly string[];
  /** The exercises of one of `notebooks`, in its order. */
  exercisesOf(notebook: string): readonly Exercise[];
  /** @param id notebook and number, such as `counting.3` */
  solutionOf(id: string): Solution;
}

/** The folder beside those of the notebooks that holds no exercises. */
const ENGINE = 'engine';
const TEXT_NAME = /^\d\d-(?<slug>.+)\.md$/;

/**
 * The exercises of `lib/exercises/SLUG/exercises`, which are loaded when they are asked for, with the solutions of
 * `notebooks/text/NN-SLUG.md`.
 * @param folder holds one folder for each notebook
 * @param root the top of the repository
 */
export function courseCatalogue(folder: string = join(__dirname, '..'), root: string = repositoryRoot()): Catalogue {
  const texts = notebookTexts(root);
  const folders = readdirSync(folder, { withFileTypes: true }).filter(entry => entry.isDirectory());
  const slugs = folders.map(entry => entry.name).filter(name => name !== ENGINE);
  const [withText, withoutText] = [
    [...texts.keys()].filter(slug => slugs.includes(slug)),
    slugs.filter(slug => !texts.has(slug)),
  ];
  return {
    notebooks: [...withText, ...withoutText],
    exercisesOf(notebook) {
      // Every folder's file exports its list under this name; a test loads them all.
      const loaded = require(join(folder, notebook, 'exercises')) as { readonly exercises: readonly Exercise[] };
      return loaded.exercises;
    },
    solutionOf(id) {
      const notebook = notebookOf(id);
      const path = texts.get(notebook);
      if (path === undefined) {
        return {
          missing: `Solutions are read from the notebook's text, and notebooks/text has none of '${notebook}'.`,
        };
      }
      try {
        const code = solutionIn(readFileSync(join(root, path), 'utf8'), id);
        return code === undefined ? { missing: `No cell of ${path} asks '${id}', so there is no solution.` } : { code };
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return { missing: `The solution could not be read from ${path}: ${reason}` };
      }
    },
  };
}

/** The path of each notebook's text from `root` on, by its slug, in the order of the course. */
function notebookTexts(root: string): ReadonlyMap<string, string> {
  const folder = join(root, 'notebooks', 'text');
  const files = existsSync(folder) ? readdirSync(folder).sort() : [];
  return new Map(
    files.flatMap(file => {
      const slug = TEXT_NAME.exec(file)?.groups?.slug;
      return slug === undefined ? [] : [[slug, `notebooks/text/${file}`] as const];
    }),
  );
}

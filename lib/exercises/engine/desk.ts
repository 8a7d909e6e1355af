import { join } from 'node:path';
import { repositoryRoot } from '../../datasets/repositoryRoot';
import { type Send, sendOrPrint } from '../../notebook/display';
import { notebook04 } from '../alexnet/exercises';
import { notebook01 } from '../convolution-arithmetic/exercises';
import { notebook03 } from '../counting/exercises';
import { notebook02 } from '../padding-stride/exercises';
import { notebook00 } from '../welcome/exercises';
import { fileJournal, type Journal } from './journal';
import type { Exercise } from './types';

/** Where exercises come from, where progress is kept and where messages go; tests pass their own. */
export interface Desk {
  readonly exercises: readonly Exercise[];
  readonly journal: Journal;
  readonly send: Send;
}

/** The exercises of all notebooks, in the order of the course. */
export const allExercises: readonly Exercise[] = [
  ...notebook00,
  ...notebook01,
  ...notebook02,
  ...notebook03,
  ...notebook04,
];

/**
 * The desk of a learner's notebook: progress is in `.progress/` at the top of the repository. The environment variable
 * CONVNETS_PROGRESS names another folder, for runs that are not a learner's.
 */
export const notebookDesk: Desk = {
  exercises: allExercises,
  journal: fileJournal(
    join(process.env.CONVNETS_PROGRESS ?? join(repositoryRoot(), '.progress'), 'exercises.jsonl'),
    () => new Date(),
  ),
  send: sendOrPrint,
};

import { join } from 'node:path';
import { repositoryRoot } from '../../datasets/repositoryRoot';
import { type Send, sendOrPrint } from '../../notebook/display';
import { type Catalogue, courseCatalogue } from './catalogue';
import { fileJournal, type Journal } from './journal';

/** Where exercises come from, where progress is kept and where messages go; tests pass their own. */
export interface Desk {
  readonly catalogue: Catalogue;
  readonly journal: Journal;
  readonly send: Send;
}

/**
 * The desk of a learner's notebook: progress is in `.progress/` at the top of the repository. The environment variable
 * CONVNETS_PROGRESS names another folder, for runs that are not a learner's.
 */
export function notebookDesk(): Desk {
  const folder = process.env.CONVNETS_PROGRESS ?? join(repositoryRoot(), '.progress');
  return {
    catalogue: courseCatalogue(),
    journal: fileJournal(join(folder, 'exercises.jsonl'), () => new Date()),
    send: sendOrPrint,
  };
}

import { repositoryRoot } from '../../datasets/repositoryRoot';
import { type Send, sendOrPrint } from '../../notebook/display';
import { describeReset, resetCopy } from '../../workbook';
import { drawPanel } from './panel';

/**
 * Replaces your copy of a notebook by a fresh one, and keeps the old one as a backup. What you solved still counts;
 * `course.resetExercises` forgets it.
 * @param notebook its slug, such as `counting`
 * @param options.keepAnswers take what you wrote in the cells of exercises over into the fresh one
 * @throws RangeError when there is no such notebook
 */
export function resetNotebook(
  notebook: string,
  options: { readonly keepAnswers?: boolean } = {},
  root: string = repositoryRoot(),
  send: Send = sendOrPrint,
): void {
  const [heading = '', ...body] = describeReset(resetCopy(notebook, options, root), root);
  send({ data: drawPanel({ tone: 'open', heading, body }) });
}

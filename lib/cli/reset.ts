import { repositoryRoot } from '../datasets/repositoryRoot';
import { describeReset, resetCopy } from '../workbook';
import { type CommandLine, command, named } from './arguments';
import type { Output } from './command';

const LINE: CommandLine = {
  name: 'reset',
  usage: [
    'Usage: npx convnets reset SLUG [--keep-answers]',
    '  Gives you a fresh notebook, such as counting. The old one is kept as a backup.',
    '  --keep-answers   what you wrote in the cells of exercises stays',
  ].join('\n'),
  words: ['SLUG'],
  options: { 'keep-answers': 'flag' },
};

/** `npx convnets reset SLUG`: replaces a learner's notebook by a fresh one. */
export const run = command(LINE, async ({ words: [slug = ''], flags }, output) => {
  resetNotebook(slug, flags.has('keep-answers'), output);
});

/**
 * Replaces a learner's notebook by a fresh one, and says where the old one is.
 *
 * @param root the top of the repository
 * @throws UsageError when there is no such notebook
 */
export function resetNotebook(
  slug: string,
  keepAnswers: boolean,
  { print }: Output,
  root: string = repositoryRoot(),
): void {
  print(
    describeReset(
      named(() => resetCopy(slug, { keepAnswers }, root)),
      root,
    ).join('\n'),
  );
}

import { relative } from 'node:path';
import type { Reset, Update } from './copies';
import { COPIES } from './places';

/**
 * What a learner should know of an update of their notebooks; nothing when nothing has changed.
 * @param root paths are given from here on
 */
export function describeUpdates(updates: readonly Update[], root: string): readonly string[] {
  const fresh = updates.filter(({ state }) => state === 'new').map(({ slug }) => slug);
  const all = fresh.length === updates.length;
  return [
    ...(fresh.length === 0 ? [] : [`Your own notebooks are in ${COPIES}${all ? '' : `; new: ${fresh.join(', ')}`}.`]),
    ...updates.flatMap(update => describeUpdate(update, root)),
  ];
}

function describeUpdate(update: Update, root: string): readonly string[] {
  const { slug } = update;
  switch (update.state) {
    case 'new':
    case 'unchanged':
      return [];
    case 'updated':
      return [
        `Notebook ${slug} is brought up to date; what you wrote is still there.`,
        ...(update.kept.length === 0
          ? []
          : [
              `  The course has changed these as well, and yours stayed: ${update.kept.join('; ')}.`,
              `  A fresh notebook, with your answers in it:  npx convnets reset ${slug} --keep-answers`,
            ]),
        ...(update.backup === undefined ? [] : [`  As it was before:  ${relative(root, update.backup)}`]),
      ];
    case 'unreadable':
      if (update.ofCourse) return [`Notebook ${slug} could not be brought up to date. ${update.problem}`];
      return [
        `Notebook ${slug} was left as it is. ${update.problem}`,
        `  A fresh one, beside a backup of the old:  npx convnets reset ${slug}`,
      ];
  }
}

/** What a learner should know of a fresh notebook, a sentence an entry. */
export function describeReset({ file, backup, answers }: Reset, root: string): readonly string[] {
  return [
    `${relative(root, file)} is fresh. ${answers.length === 0 ? 'It has no answers' : `Your answers are in it: ${answers.join(', ')}`}.`,
    ...(backup === undefined ? [] : [`As it was before: ${relative(root, backup)}`]),
    'What you solved still counts. If the notebook is open in JupyterLab, choose File → Reload Notebook from Disk.',
  ];
}

import type { EpochRow } from '../observe/history';
import { type Numbers, numberOf, validationColumn } from '../tasks/columns';

/** What an epoch has beside what the task measures. */
type Basics = Readonly<Record<'epoch' | 'step' | 'loss' | 'learningRate' | 'seconds', number>>;

/**
 * The row of an epoch, in the order of the history's columns.
 *
 * @param columns what the task has measured in training
 * @param validation the loss and the same columns on validation images; null without any, which gives NaN
 */
export function epochRow(columns: Numbers, validation: Numbers | null, basics: Basics): EpochRow<string> {
  const { epoch, step, learningRate, loss, seconds } = basics;
  const measured = (name: string): number => (validation === null ? Number.NaN : numberOf(validation, name));
  const others = Object.keys(columns).map(name => [validationColumn(name), measured(name)] as const);
  return {
    ...{ epoch, step, learningRate, loss, ...columns },
    ...{ validationLoss: measured('loss'), ...Object.fromEntries(others), seconds },
  };
}

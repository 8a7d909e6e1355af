import { classification } from './classification';
import type { Loss } from './losses';
import type { AnyTask } from './task';

/** What a caller says about the task; nothing means classification. */
export interface TaskChoice {
  readonly task?: AnyTask;
  /** Of a classification. */
  readonly loss?: Loss;
}

/** @throws TypeError when both are given */
export function chosenTask({ task, loss }: TaskChoice): AnyTask {
  if (task === undefined) return classification({ loss });
  if (loss === undefined) return task;
  throw new TypeError(
    'training: a task has a loss of its own. Leave out loss, or pass it on: classification({ loss }).',
  );
}

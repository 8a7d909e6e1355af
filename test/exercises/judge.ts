/** What the checks of a notebook's exercises say to answers that do not wait. */
import assert from 'node:assert/strict';
import type { Exercise, Verdict } from '../../lib/exercises/engine/types';

export interface Judge {
  readonly judge: (id: string, answer: unknown) => Verdict;
  /** The text of a slip; fails when the answer is no slip. */
  readonly slipOf: (id: string, answer: unknown) => string;
}

export function judgeOf(exercises: readonly Exercise[]): Judge {
  const judge = (id: string, answer: unknown): Verdict => {
    const task = exercises.find(candidate => candidate.id === id);
    assert.ok(task, `exercise ${id}`);
    const verdict = task.check(answer);
    assert.ok('kind' in verdict, 'the answer does not wait');
    return verdict;
  };
  const slipOf = (id: string, answer: unknown): string => {
    const verdict = judge(id, answer);
    assert.ok(verdict.kind === 'slip', `${id} with ${String(answer)} is ${verdict.kind}`);
    return verdict.message;
  };
  return { judge, slipOf };
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatNotebook, parseNotebook } from '../../lib/workbook/notebook';
import { isCover, withCover } from '../../scripts/notebooks/tags';
import { codeCell, notebookOf } from './course';

const ANSWER = { output_type: 'stream', name: 'stdout', text: 'the answer' } as const;

test('an output that reveals has an empty one before it, once, as long as it reveals', () => {
  const reveals = { ...codeCell('a;', { outputs: [ANSWER] }), metadata: { tags: ['reveals'] } };
  const covered = withCover(reveals);
  assert.deepEqual(covered.outputs.map(isCover), [true, false]);
  const again = parseNotebook(formatNotebook(notebookOf([covered]))).cells[0];
  assert.ok(again?.cell_type === 'code');
  assert.deepEqual(again.outputs, covered.outputs);
  assert.deepEqual(withCover(covered), covered);
  assert.deepEqual(withCover({ ...covered, metadata: {} }).outputs, [ANSWER]);
});

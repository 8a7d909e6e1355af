import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lengthOf, tableOfWords } from '../../scripts/notebooks/words';
import { codeCell, editText, notebookOf, sampleCourse } from './course';

const prose = (source: string) => ({ cell_type: 'markdown', id: '', metadata: {}, source }) as const;

test('words are counted without listings, and a formula is one word', () => {
  const cells = [
    prose('# A title\n\nTwo **bold** words — and `code`.\n\n$$ a + b = c $$\n\n```bash\nnpm start now\n```'),
    prose('| a | 2 |\n|---|---|\n| $x + y$ | 3 |'),
    codeCell('const words = 0; // none of these'),
  ];
  const learner = notebookOf(cells);
  assert.equal(lengthOf({ name: '02-sample', learner, solved: learner, places: [], code: '' }).words, 12);
});

test('blank lines are no lines of code, and what only measures is counted apart', () => {
  const cells = [
    codeCell('a;\n\nb;'),
    codeCell('c;'),
    codeCell('d;\ne;\nf;\n', { metadata: { tags: ['measures', 'reveals'] } }),
    codeCell('g;', { metadata: { tags: ['reveals'] } }),
  ];
  const learner = notebookOf(cells);
  assert.deepEqual(lengthOf({ name: '02-sample', learner, solved: learner, places: [], code: '' }), {
    notebook: 'sample',
    words: 0,
    'lines of code': 4,
    folded: 3,
    'longest cell': 2,
  });
});

test('the table has a line for each notebook, of what the learner sees', t => {
  const course = sampleCourse(t);
  editText(course, '02-sample', '```typescript\nconsole', '```typescript tags=["measures"]\nconsole');
  assert.deepEqual(tableOfWords(course, ['02-sample']).split('\n'), [
    'Length of the notebooks',
    'notebook  words  lines of code  folded  longest cell',
    'sample       22             12       2             4',
  ]);
});

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Cell, type CodeCell, type Notebook, type Output, PLOTLY } from '../../lib/workbook/notebook';
import {
  type Committed,
  checkCourse,
  checkNext,
  checkNotebook,
  checkOrphans,
  MAX_BYTES,
  MAX_COLUMNS,
} from '../../scripts/notebooks/check';
import { type Course, notebookPath, textPath } from '../../scripts/notebooks/course';
import { readSources, type Source } from '../../scripts/notebooks/forms';
import { codeCell, editText, sampleCourse } from './course';

const LIBRARY = '0123456789abcdef';
const FIGURE: Output = {
  output_type: 'display_data',
  data: { [PLOTLY]: { data: [], layout: {} }, 'text/plain': 'A chart.', 'image/jpeg': 'AA==' },
  metadata: {},
};
const ERROR: Output = { output_type: 'error', ename: 'RangeError', evalue: 'kernelSize 7', traceback: [] };

/** Index of the cell that shows a figure, and of the one that may fail. */
const DRAWS = 2;
const MAY_FAIL = 7;

/** A notebook that fits its text, as a run would have left it. */
function fitting(source: Source): Committed {
  let count = 0;
  const cells = source.learner.cells.map((cell, index): Cell => {
    if (cell.cell_type !== 'code') return cell;
    count++;
    const outputs = index === DRAWS ? [FIGURE] : index === MAY_FAIL ? [ERROR] : [];
    return { ...cell, execution_count: count, outputs };
  });
  const metadata = { ...source.learner.metadata, convnets: { code: source.code, library: LIBRARY } };
  const notebook = { ...source.learner, cells, metadata };
  return { source, notebook, library: LIBRARY, bytes: 20_000, root: '/checkout' };
}

type Edit = (cell: CodeCell) => Cell;

function editCell(committed: Committed, index: number, edit: Edit): Committed {
  const cells = committed.notebook.cells.map((cell, i) =>
    i === index && cell.cell_type === 'code' ? edit(cell) : cell,
  );
  return { ...committed, notebook: { ...committed.notebook, cells } };
}

function withOutput(committed: Committed, output: Output): Committed {
  return editCell(committed, DRAWS, cell => ({ ...cell, outputs: [output] }));
}

function withData(committed: Committed, change: Record<string, unknown>): Committed {
  const data = { [PLOTLY]: {}, 'text/plain': 'A chart.', 'image/jpeg': 'AA==', ...change };
  return withOutput(committed, { output_type: 'display_data', data, metadata: {} });
}

function withMetadata(committed: Committed, metadata: Partial<Notebook['metadata']>): Committed {
  const { notebook } = committed;
  return { ...committed, notebook: { ...notebook, metadata: { ...notebook.metadata, ...metadata } } };
}

const printed = (text: string): Output => ({ output_type: 'stream', name: 'stdout', text });

const FIGURE_CELL = 'notebooks/text/02-sample.md:25 (cell 3)';
const FILE = 'notebooks/02-sample.ipynb';
const RERUN = 'npm run notebooks -- sample';

const MISMATCHES: {
  name: string;
  edit: (committed: Committed) => Committed;
  place: string;
  message: string;
  remedy?: string;
}[] = [
  {
    name: 'another text in a cell',
    edit: committed => editCell(committed, DRAWS, cell => ({ ...cell, source: `${cell.source} ` })),
    place: FIGURE_CELL,
    message: 'the notebook holds another cell than its text.',
  },
  {
    name: 'another tag',
    edit: committed => editCell(committed, DRAWS, cell => ({ ...cell, metadata: { tags: ['skip'] } })),
    place: FIGURE_CELL,
    message: 'the notebook holds another cell than its text.',
  },
  {
    name: 'a cell more than the text',
    edit: ({ notebook, ...rest }) => ({
      ...rest,
      notebook: {
        ...notebook,
        cells: [...notebook.cells, codeCell('x', { execution_count: 6 })],
      },
    }),
    place: FILE,
    message: 'it has 9 cells, and its text has 8.',
  },
  {
    name: 'changed solutions',
    edit: committed => withMetadata(committed, { convnets: { code: 'other', library: LIBRARY } }),
    place: FILE,
    message: 'code cells or solutions have changed since its outputs were made.',
  },
  {
    name: 'a changed library',
    edit: committed => ({ ...committed, library: 'fedcba9876543210' }),
    place: FILE,
    message: 'lib has changed since its outputs were made.',
  },
  {
    name: 'a figure without an image',
    edit: committed => withData(committed, { 'image/jpeg': undefined }),
    place: FIGURE_CELL,
    message: 'a figure has no static image. Chromium draws it: install one or set CHROMIUM.',
  },
  {
    name: 'a figure without alternative text',
    edit: committed => withData(committed, { 'text/plain': '' }),
    place: FIGURE_CELL,
    message: 'a figure has no alternative text.',
  },
  {
    name: 'an error',
    edit: committed => withOutput(committed, ERROR),
    place: FIGURE_CELL,
    message: 'it holds an error, RangeError.',
  },
  {
    name: 'a warning',
    edit: committed => withOutput(committed, { output_type: 'stream', name: 'stderr', text: 'deprecated' }),
    place: FIGURE_CELL,
    message: 'it holds text on stderr.',
  },
  {
    name: 'an execution count out of order',
    edit: committed => editCell(committed, DRAWS, cell => ({ ...cell, execution_count: 7 })),
    place: FIGURE_CELL,
    message: 'its execution count is 7, and should be 1.',
  },
  {
    name: 'a file that is too large',
    edit: committed => ({ ...committed, bytes: MAX_BYTES + 10_000 }),
    place: FILE,
    message: 'it has 1.51 MB, and may have 1.50.',
    remedy: 'show fewer or smaller figures',
  },
  ...[
    ['/root/course/lib', '/root/course'],
    ['/home/ada/course', '/home/ada'],
    ['/tmp/x', '/tmp/x'],
    ['/Users/ada/course', '/Users/ada'],
    ['C:\\Users\\ada\\course', 'C:\\Users\\ada'],
    ['/checkout/lib', '/checkout'],
  ].map(([path, found]) => ({
    name: `the path ${path}`,
    edit: (committed: Committed) => withOutput(committed, printed(`read ${path}`)),
    place: FIGURE_CELL,
    message: `an output names a folder of somebody's machine, ${found}.`,
  })),
];

test('a notebook that fits its text has no problem, and each mismatch is named with its cell and its remedy', async t => {
  const course = sampleCourse(t);
  const [source] = readSources(course, ['02-sample']);
  if (source === undefined) throw new Error('The sample has no source.');
  assert.deepEqual(checkNotebook(fitting(source)), []);
  for (const { name, edit, place, message, remedy = RERUN } of MISMATCHES) {
    await t.test(`finds ${name}`, () => {
      assert.deepEqual(checkNotebook(edit(fitting(source))), [{ place, message, remedy }]);
    });
  }
});

test('paths of the course and of the web are no paths of a machine', async t => {
  const [source] = readSources(sampleCourse(t), ['02-sample']);
  if (source === undefined) throw new Error('The sample has no source.');
  for (const text of [
    'data/photographs/china.png',
    'https://example.org/home/x',
    '3/tmp',
    'images per second: 3/home/',
  ]) {
    assert.deepEqual(checkNotebook(withOutput(fitting(source), printed(text))), [], text);
  }
});

test('finds a notebook that was never made, and one whose text is gone', async t => {
  const course: Course = sampleCourse(t);
  assert.deepEqual(await checkCourse(course, ['02-sample']), [
    { place: FILE, message: 'it has not been made from its text yet.', remedy: RERUN },
  ]);
  writeFileSync(notebookPath(course, '03-gone'), '{}');
  assert.deepEqual(checkOrphans(course, ['02-sample']), [
    {
      place: 'notebooks/03-gone.ipynb',
      message: 'it has no text notebooks/text/03-gone.md.',
      remedy: 'write the text, or delete the notebook',
    },
  ]);
});

test('a change of prose leaves the hash of the code as it is, a change of a solution does not', async t => {
  const course = sampleCourse(t);
  const code = (): string | undefined => readSources(course, ['02-sample'])[0]?.code;
  const before = code();
  editText(course, '02-sample', 'One figure', 'A figure');
  assert.equal(code(), before);
  editText(course, '02-sample', 'positions = 55', 'positions = 56');
  assert.notEqual(code(), before);
});

test('what only folds leaves the hash of the code as it is, and tells JupyterLab what to fold', t => {
  const course = sampleCourse(t);
  const source = (): Source | undefined => readSources(course, ['02-sample'])[0];
  const before = source();
  editText(course, '02-sample', '```typescript\nimport', '```typescript tags=["measures", "reveals"]\nimport');
  const folded = source();
  assert.equal(folded?.code, before?.code);
  assert.deepEqual(folded?.learner.cells[DRAWS]?.metadata, {
    tags: ['measures', 'reveals'],
    jupyter: { source_hidden: true, outputs_hidden: true },
  });
  assert.deepEqual(before?.learner.cells[MAY_FAIL]?.metadata, { tags: ['raises-exception'] });
  editText(course, '02-sample', 'tags=["measures", "reveals"]', 'tags=["raises-exception"]');
  assert.notEqual(source()?.code, before?.code);
});

test('a tag that nothing knows is a problem, wherever it stands', t => {
  const course = sampleCourse(t);
  editText(course, '02-sample', '```typescript\nimport', '```typescript tags=["measure"]\nimport');
  editText(course, '02-sample', '## Exercise', '<!-- #region tags=["reveals"] -->\n## Exercise\n<!-- #endregion -->');
  const [source] = readSources(course, ['02-sample']);
  if (source === undefined) throw new Error('The sample has no source.');
  const remedy = 'a code cell may have the tags raises-exception, measures, reveals';
  assert.deepEqual(checkNotebook(fitting(source)), [
    { place: FIGURE_CELL, message: 'nothing knows the tag "measure".', remedy },
    { place: 'notebooks/text/02-sample.md:38 (cell 5)', message: 'nothing knows the tag "reveals".', remedy },
  ]);
});

test('a line of code is as long as it fits, in a stub as in a solution; prose may be longer', t => {
  const course = sampleCourse(t);
  const problems = () => readSources(course, ['02-sample']).flatMap(source => checkNotebook(fitting(source)));
  const longest = `// ${'x'.repeat(MAX_COLUMNS - 3)}`;
  editText(course, '02-sample', 'One figure', `One ${'very '.repeat(30)} long figure`);
  editText(course, '02-sample', "console.log('first line');", longest);
  assert.deepEqual(problems(), []);
  editText(course, '02-sample', longest, `${longest}x`);
  editText(course, '02-sample', '  return input', `  ${longest}\n  return input`);
  const cut = 'break the line; a longer one is cut off beside the file panel of a small screen';
  const message = (length: number, line: string) =>
    `a line of code has ${length} characters, and may have ${MAX_COLUMNS}: ${line}`;
  assert.deepEqual(problems(), [
    { place: 'notebooks/text/02-sample.md:33 (cell 4)', message: message(96, `${longest}x`), remedy: cut },
    { place: 'notebooks/text/02-sample.md:48 (cell 7)', message: message(97, longest), remedy: cut },
  ]);
});

test('links of another order of the files, and an announcement of another notebook, are found', t => {
  const course = sampleCourse(t);
  const sourceOf = (name: string): Source => {
    const [source] = readSources(course, [name]);
    if (source === undefined) throw new Error('The sample has no source.');
    return source;
  };
  const alone = fitting(sourceOf('02-sample')).notebook;
  writeFileSync(textPath(course, '03-another'), '# Another\n\nNext: notebook *more*, on more.\n');
  const sample = sourceOf('02-sample');
  assert.deepEqual(checkNotebook({ ...fitting(sample), notebook: alone })[0], {
    place: 'notebooks/text/02-sample.md (cell 1)',
    message: 'its links do not lead to the notebooks before and after it.',
    remedy: RERUN,
  });
  const another = sourceOf('03-another');
  assert.deepEqual(checkNext(sample, '03-another'), [], 'it announces nothing');
  assert.deepEqual(checkNext(another, undefined), [], 'what it announces is to come');
  assert.deepEqual(checkNext(another, '04-more'), []);
  assert.deepEqual(checkNext(another, '04-less'), [
    {
      place: 'notebooks/text/03-another.md:1 (cell 2)',
      message: 'it announces notebook more, and less is next.',
      remedy: 'write Next: notebook *less*',
    },
  ]);
});

test('a fenced block of another language would become a cell', async t => {
  const course = sampleCourse(t);
  editText(course, '02-sample', '```bash .noeval', '```bash');
  assert.throws(() => readSources(course, ['02-sample']), {
    name: 'SyntaxError',
    message:
      'notebooks/text/02-sample.md:16: a ```bash block would become a code cell, which the TypeScript kernel cannot run. ' +
      'Write ```bash .noeval to show it as text.',
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatNotebook, type Notebook, PLOTLY, parseNotebook, withStableIds } from '../../lib/workbook/notebook';
import { codeCell, notebookOf } from '../notebooks/course';

const FIGURE = { data: [{ type: 'scatter', text: ['a', 'b'], source: ['c', 'd'] }], layout: {} };

function sample(): Notebook {
  const outputs = [
    { output_type: 'stream', name: 'stdout', text: 'one\ntwo' },
    {
      output_type: 'display_data',
      data: { [PLOTLY]: FIGURE, 'text/plain': 'Two\nlines.', 'image/jpeg': 'AA==' },
      metadata: {},
    },
  ] as const;
  return notebookOf([codeCell('const a = 1;\na;', { execution_count: 1, outputs })]);
}

test('a written notebook reads back the same, lists of texts inside a figure included', () => {
  assert.deepEqual(parseNotebook(formatNotebook(sample())), sample());
});

test('texts are written line by line, a figure on one line, keys in order', () => {
  const json = formatNotebook(sample());
  assert.match(json, /"source": \[\n {4}"const a = 1;\\n",\n {4}"a;"\n {3}\]/);
  assert.ok(json.split('\n').some(line => line.includes(JSON.stringify(FIGURE))));
  assert.deepEqual(Object.keys(JSON.parse(json)), ['cells', 'metadata', 'nbformat', 'nbformat_minor']);
  assert.ok(json.endsWith('}\n'));
});

test('text with a dollar sign or a placeholder survives the writing', () => {
  const text = '$& $1 "@figure 0@" \'';
  const notebook = notebookOf([codeCell(text)]);
  assert.equal(parseNotebook(formatNotebook(notebook)).cells[0]?.source, text);
});

test('an id depends on the cell, not on its place, and equal cells differ', () => {
  const ids = withStableIds(['a', 'b', 'a'].map(source => codeCell(source))).map(cell => cell.id);
  assert.equal(new Set(ids).size, 3);
  assert.equal(withStableIds([codeCell('b')])[0]?.id, ids[1]);
  for (const id of ids) assert.match(id, /^[\w-]{1,64}$/);
});

test('what is no notebook is refused, and says why', () => {
  const cell = { cell_type: 'code', id: 'a', source: ['1'], outputs: [] };
  const file = (cells: unknown, metadata: unknown = {}): string => JSON.stringify({ cells, metadata });
  const cases: readonly (readonly [json: string, fault: string])[] = [
    ['null', 'it has no list of cells'],
    [file({}), 'it has no list of cells'],
    [file([], null), 'it has no metadata'],
    [file([], { course: { cells: [{ id: 7 }] } }), 'it does not remember which cells it was made from'],
    [file([cell, null]), 'cell 2 is none'],
    [file([{ ...cell, cell_type: undefined }]), 'cell 1 does not say of which type it is'],
    [file([{ ...cell, id: {} }]), 'cell 1 has an id that is no text'],
    [file([{ ...cell, source: [1] }]), 'cell 1 has no text'],
    [file([{ ...cell, outputs: undefined }]), 'cell 1 has no list of outputs'],
    [file([{ ...cell, outputs: [{ output_type: 'display_data' }] }]), 'cell 1 has no list of outputs'],
  ];
  for (const [json, message] of cases) assert.throws(() => parseNotebook(json), { name: 'SyntaxError', message });
});

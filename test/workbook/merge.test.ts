import assert from 'node:assert/strict';
import { test } from 'node:test';
import { copyOf, freshWithAnswers, merge } from '../../lib/workbook/merge';
import type { Cell, Notebook } from '../../lib/workbook/notebook';
import { similarity } from '../../lib/workbook/similar';
import { notebookOf } from '../notebooks/course';
import { added, answered, code, stream, stub, text } from './course';

const INTRO = text('# Counting\n\nA layer has weights, and they can be counted by hand.');
const NEW_INTRO = text('# Counting\n\nA layer has weights, and they can all be counted by hand.');
const SIZES = code('const sizes = [1, 2, 3];', 'sizes');
const NEW_SIZES = code('const sizes = [1, 2, 3, 4];', 'more sizes');
const FIRST = stub('counting.1');
const SECOND = stub('counting.2');
const END = text('The end.');

const before = [INTRO, SIZES, FIRST, SECOND, END];

/** A learner's copy of `before`, after they have changed it. */
function copyAfter(change: (cells: readonly Cell[]) => readonly Cell[] = cells => cells): Notebook {
  const copy = copyOf(notebookOf(before));
  return { ...copy, cells: change(copy.cells) };
}

const replace =
  (index: number, change: (cell: Cell) => Cell) =>
  (cells: readonly Cell[]): readonly Cell[] =>
    cells.map((cell, i) => (i === index ? change(cell) : cell));
const without = (index: number) => (cells: readonly Cell[]) => cells.filter((_, i) => i !== index);
const insert = (index: number, cell: Cell) => (cells: readonly Cell[]) => [
  ...cells.slice(0, index),
  cell,
  ...cells.slice(index),
];
const sourcesOf = ({ cells }: Notebook): readonly string[] => cells.map(({ source }) => source);
const rewritten = (source: string) => (cell: Cell) => ({ ...cell, source });

interface Case {
  readonly name: string;
  readonly learner?: (cells: readonly Cell[]) => readonly Cell[];
  readonly course: readonly Cell[];
  readonly expected: readonly (Cell | string)[];
  readonly kept?: readonly string[];
}

const MINE = 'const sizes = [1, 2, 3, 5];';
const NOTE = added('// my note');
const cases: readonly Case[] = [
  {
    name: 'what the learner has not changed becomes the course’s',
    course: [NEW_INTRO, NEW_SIZES, FIRST, SECOND, END],
    expected: [NEW_INTRO, NEW_SIZES, FIRST, SECOND, END],
  },
  {
    name: 'an answer stays where the course has changed other cells',
    learner: replace(2, cell => answered(cell, '7')),
    course: [NEW_INTRO, SIZES, FIRST, SECOND, END],
    expected: [NEW_INTRO, SIZES, answered(FIRST, '7'), SECOND, END],
  },
  {
    name: 'an answer goes with its exercise to another place',
    learner: replace(2, cell => answered(cell, '7')),
    course: [INTRO, SECOND, SIZES, FIRST, END],
    expected: [INTRO, SECOND, SIZES, answered(FIRST, '7'), END],
  },
  {
    name: 'a stub that the learner left is replaced by a new one',
    course: [INTRO, SIZES, stub('counting.1', ' // a whole number'), SECOND, END],
    expected: [INTRO, SIZES, stub('counting.1', ' // a whole number'), SECOND, END],
  },
  {
    name: 'an answer stays where the course has a new stub, and this is said',
    learner: replace(2, cell => answered(cell, '7')),
    course: [INTRO, SIZES, stub('counting.1', ' // a whole number'), SECOND, END],
    expected: [INTRO, SIZES, answered(FIRST, '7'), SECOND, END],
    kept: ['exercise counting.1'],
  },
  {
    name: 'a cell that both have changed stays the learner’s, and this is said',
    learner: replace(1, rewritten(MINE)),
    course: [INTRO, NEW_SIZES, FIRST, SECOND, END],
    expected: [INTRO, MINE, FIRST, SECOND, END],
    kept: [`the cell "${MINE}"`],
  },
  {
    name: 'a cell that the learner changed stays where the course has dropped it, and this is said',
    learner: replace(1, rewritten(MINE)),
    course: [INTRO, FIRST, SECOND, END],
    expected: [INTRO, MINE, FIRST, SECOND, END],
    kept: [`the cell "${MINE}"`],
  },
  {
    name: 'a cell that the course has dropped goes',
    course: [INTRO, FIRST, SECOND, END],
    expected: [INTRO, FIRST, SECOND, END],
  },
  {
    name: 'an added cell stays behind its neighbour',
    learner: insert(2, NOTE),
    course: [NEW_INTRO, SIZES, FIRST, SECOND, END],
    expected: [NEW_INTRO, SIZES, NOTE, FIRST, SECOND, END],
  },
  {
    name: 'an added cell stays behind a neighbour that the course has changed',
    learner: insert(1, NOTE),
    course: [NEW_INTRO, text('New.'), SIZES, FIRST, SECOND, END],
    expected: [NEW_INTRO, NOTE, text('New.'), SIZES, FIRST, SECOND, END],
  },
  {
    name: 'an added cell at the top stays there',
    learner: insert(0, NOTE),
    course: [NEW_INTRO, ...before.slice(1)],
    expected: [NOTE, NEW_INTRO, SIZES, FIRST, SECOND, END],
  },
  {
    name: 'a cell that the learner deleted stays away',
    learner: without(1),
    course: [NEW_INTRO, SIZES, FIRST, SECOND, END],
    expected: [NEW_INTRO, FIRST, SECOND, END],
  },
  {
    name: 'a cell that an editor gave another id is known by its text, an exercise by its call',
    learner: cells =>
      cells.map((cell, i) => ({ ...(i === 2 ? answered(cell, '7') : cell), id: `other-editor-id-${i}` })),
    course: [NEW_INTRO, SIZES, FIRST, SECOND, END],
    expected: [NEW_INTRO, SIZES, answered(FIRST, '7'), SECOND, END],
  },
  {
    name: 'a cell that asks an exercise once more is the learner’s own',
    learner: insert(3, { ...added("exercise('counting.1', 3);") }),
    course: [NEW_INTRO, SIZES, FIRST, SECOND, END],
    expected: [NEW_INTRO, SIZES, FIRST, "exercise('counting.1', 3);", SECOND, END],
  },
];

for (const { name, learner, course, expected, kept = [] } of cases) {
  test(name, () => {
    const theirs = notebookOf(course);
    const merged = merge(copyAfter(learner), theirs);
    assert.ok(merged);
    assert.deepEqual(
      sourcesOf(merged.notebook),
      expected.map(cell => (typeof cell === 'string' ? cell : cell.source)),
    );
    assert.deepEqual(merged.kept, kept);
    assert.equal(merge(merged.notebook, theirs), undefined, 'once more changes nothing');
  });
}

test('without an update a copy stays as it is, whatever the learner did', () => {
  const mine = copyAfter(cells => [...replace(2, cell => answered(cell, '7'))(cells), added('1')].reverse());
  assert.equal(merge(mine, notebookOf(before)), undefined);
});

test('what the learner ran keeps its outputs, and what they did not run gets the new ones', () => {
  const change = [INTRO, code('const sizes = [1, 2, 3];', 'new outputs'), FIRST, SECOND, END];
  const outputs = (copy: Notebook) => {
    const cell = merge(copy, notebookOf(change))?.notebook.cells[1];
    return cell?.cell_type === 'code' ? cell.outputs : undefined;
  };
  assert.deepEqual(outputs(copyAfter()), [stream('new outputs')]);
  const ran = copyAfter(replace(1, cell => ({ ...code(cell.source, 'on my machine'), id: cell.id })));
  assert.deepEqual(outputs(ran), [stream('on my machine')]);
});

test('the learner’s cell is still theirs at the update after the next', () => {
  const course = [INTRO, NEW_SIZES, FIRST, SECOND, END];
  const once = merge(copyAfter(replace(1, rewritten(MINE))), notebookOf(course));
  assert.ok(once);
  const twice = merge(once.notebook, notebookOf([NEW_INTRO, ...course.slice(1)]));
  assert.ok(twice);
  assert.equal(twice.notebook.cells[1]?.source, MINE);
  assert.deepEqual(twice.kept, [], 'said once, and not again');
});

test('a copy whose record an editor has dropped keeps its answers and gets new text', () => {
  const { metadata, ...mine } = copyAfter(replace(2, cell => answered(cell, '7')));
  const bare = { ...mine, metadata: { kernelspec: metadata.kernelspec } };
  const merged = merge(bare, notebookOf([NEW_INTRO, ...before.slice(1)]));
  assert.ok(merged);
  assert.deepEqual(sourcesOf(merged.notebook)[0], NEW_INTRO.source);
  assert.deepEqual(sourcesOf(merged.notebook)[2], answered(FIRST, '7').source);
  assert.equal(merged.notebook.cells.length, before.length);
});

test('work done in the course’s own folder counts as the learner’s once it is copied', () => {
  const original = notebookOf(before);
  const edited = { ...original, cells: insert(1, NOTE)(replace(2, cell => answered(cell, '7'))(original.cells)) };
  const copy = copyOf(edited);
  const merged = merge(copy, notebookOf([NEW_INTRO, ...before.slice(1)]));
  assert.ok(merged);
  assert.deepEqual(
    sourcesOf(merged.notebook),
    [NEW_INTRO, NOTE, SIZES, answered(FIRST, '7'), SECOND, END].map(({ source }) => source),
  );
});

test('a fresh notebook has the answers, and nothing else of the learner’s', () => {
  const mine = copyAfter(cells =>
    insert(1, NOTE)(replace(1, rewritten(MINE))(replace(2, c => answered(c, '7'))(cells))),
  );
  const { notebook, answers } = freshWithAnswers(mine, notebookOf(before));
  assert.deepEqual(
    sourcesOf(notebook),
    [INTRO, SIZES, answered(FIRST, '7'), SECOND, END].map(({ source }) => source),
  );
  assert.deepEqual(answers, ['counting.1']);
});

for (const [a, b, expected] of [
  ['one two three four', 'one two three five', 0.75],
  ['a a b', 'a b b', 2 / 3],
  ['a', 'b', 0],
  ['', '', 1],
] as const) {
  test(`"${a}" and "${b}" are similar to ${expected.toFixed(2)}`, () => assert.equal(similarity(a, b), expected));
}

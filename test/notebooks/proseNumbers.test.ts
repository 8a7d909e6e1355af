import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { formatNotebook, type Notebook } from '../../lib/workbook/notebook';
import { notebookPath } from '../../scripts/notebooks/course';
import type { Source } from '../../scripts/notebooks/forms';
import { parseOptions } from '../../scripts/notebooks/options';
import { proseNumbers } from '../../scripts/notebooks/proseNumbers';
import { runNotebooks } from '../../scripts/notebooks/run';
import { codeCell, notebookOf, sampleCourse } from './course';

const prose = (source: string) => ({ cell_type: 'markdown', id: '', metadata: {}, source }) as const;

/** A notebook whose code prints 0.947, 62,378,344 and 37 %, and shows a table and a figure. */
const EXECUTED = notebookOf([
  codeCell('const images = 20_000;', {
    outputs: [
      { output_type: 'stream', name: 'stdout', text: 'accuracy 0.947, 62,378,344 parameters, 37 %' },
      { output_type: 'display_data', metadata: {}, data: { 'text/html': '<td style="width:77px">4,096</td>' } },
      { output_type: 'display_data', metadata: {}, data: { 'text/plain': 'Bars: VGG 89.3 %.', 'text/x': '5555' } },
    ],
  }),
]);

/** The numbers found in one Markdown cell. */
function found(text: string, executed: Notebook = EXECUTED): string[] {
  const learner = notebookOf([prose(text)]);
  const source: Source = {
    name: '03-x',
    learner,
    solved: notebookOf([]),
    places: ['notebooks/text/03-x.md:7'],
    code: '',
  };
  return proseNumbers(source, executed).map(({ place, number }) => `${place.replace(/^.*:/, '')}: ${number}`);
}

const CASES: readonly (readonly [name: string, text: string, expected: readonly string[]])[] = [
  ['a number that nothing printed', 'It takes 41 ms.', ['7: 41']],
  ['one in the second paragraph, twice', 'Nothing here.\n\nIt takes 41 ms, which is not\n41 s.', ['9: 41']],
  ['printed ones, in output, table, figure and code', 'It has 37 %, 4,096 units, 89.3 % and 20,000 images.', []],
  ['rounded ones', 'An accuracy of 0.95 with 62 million parameters, or 62.4 million, and 89 %.', []],
  ['one that is rounded wrongly', 'An accuracy of 0.94 with 63 million parameters.', ['7: 0.94', '7: 63']],
  ['a style is not printed, nor is what nobody reads', 'There are 77 and 5555.', ['7: 77', '7: 5555']],
  ['one with a link', 'It takes 41 ms (https://example.org/a), or 42.', []],
  ['one with a named link', 'It takes 41 ms, says [the manual](manual.html).', []],
  [
    'one with a citation',
    'The paper says 60 million (Krizhevsky 2012, abstract), and Luo and others (2016) 4.55 %.',
    [],
  ],
  ['a source speaks for its own list item', '- 41 ms, says He 2015\n- 42 ms', ['8: 42']],
  ['a source speaks for its own row', '| 41 | He 2015 |\n| a | 42 |', ['8: 42']],
  ['small numbers, years, degrees', 'Of 3 × 3 and 10 there were many in 2012, turned by 180°.', []],
  ['decimals are never small', 'A share of 0.5 or 12.5.', ['7: 0.5', '7: 12.5']],
  ['names', 'VGG-16, ResNet-152, conv5, layer2.1, FCN-32s, CIFAR-10 and the 22nd.', []],
  ['formulas and code', 'With $k = 41$, `size 42` and\n\n$$\n43\n$$\n\n```bash\nrun 44\n```', []],
  [
    'places in the course',
    '## 12. Title 99\n\n**Exercise 14** See exercise 12 of notebook *counting*, counting.13, section 12, table 15. Plan 90 minutes.\n\n11. eleventh',
    [],
  ],
  ['a version', 'torchvision 0.29.1', []],
];

for (const [name, text, expected] of CASES) {
  test(`numbers in prose: ${name}`, () => assert.deepEqual(found(text), expected));
}

test('the solution counts as code, and the context tells where to look', () => {
  const source: Source = {
    name: '03-x',
    learner: notebookOf([prose('So the answer is\n1234, and not 1235 of them.')]),
    solved: notebookOf([codeCell('const answer = 1234;')]),
    places: ['notebooks/text/03-x.md:30'],
    code: '',
  };
  assert.deepEqual(proseNumbers(source, EXECUTED), [
    { place: 'notebooks/text/03-x.md:31', number: '1235', context: 'So the answer is 1234, and not 1235 of them.' },
  ]);
});

async function list(t: TestContext, made: boolean): Promise<{ passed: boolean; lines: string[] }> {
  const course = sampleCourse(t);
  if (made) writeFileSync(notebookPath(course, '02-sample'), formatNotebook(EXECUTED));
  const lines: string[] = [];
  const surroundings = { print: (line: string) => lines.push(line), signal: new AbortController().signal };
  return { passed: await runNotebooks(course, parseOptions(['--numbers']), surroundings), lines };
}

test('the command says that all is well', async t => {
  assert.deepEqual(await list(t, true), {
    passed: true,
    lines: ['Every number in the prose of 02-sample is printed by a cell or has a source.'],
  });
});

test('the command wants the notebook to be made first', async t => {
  await assert.rejects(list(t, false), {
    name: 'RangeError',
    message:
      'notebooks/02-sample.ipynb has not been made from its text yet, so nothing is printed in it. Run: npm run notebooks -- sample',
  });
});

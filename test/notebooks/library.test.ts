import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import ts from 'typescript';
import type { Notebook } from '../../lib/workbook/notebook';
import { type Course, courseIn, listNotebooks, slugOf } from '../../scripts/notebooks/course';
import { readSources } from '../../scripts/notebooks/forms';
import { libraryPart } from '../../scripts/notebooks/library';
import { codeCell, copyOfCourse, notebookOf, sampleCourse } from './course';

const ROOT = join(__dirname, '..', '..');
const USER = notebookOf([codeCell("import { figures } from '../lib';"), codeCell("figures.showLine([1], 'One.');")]);

const EDITS = [
  { name: 'a comment', file: 'figures.ts', from: 'Shows a chart', to: 'Displays a chart', changes: false },
  { name: 'a type', file: 'figures.ts', from: 'y: number[]', to: 'y: readonly number[]', changes: false },
  {
    name: 'the layout of the code',
    file: 'figures.ts',
    from: 'const layout =',
    to: 'const layout\n   =',
    changes: false,
  },
  { name: 'a text that readers see', file: 'figures.ts', from: "'Loss'", to: "'Mean loss'", changes: true },
  { name: 'what it needs itself', file: 'figures.ts', from: "'sample'", to: "'example'", changes: true },
  { name: 'a member that it does not use', file: 'figures.ts', from: '`step ', to: '`at step ', changes: false },
  { name: 'a room that it does not import', file: 'unused.ts', from: '3 * x', to: '4 * x', changes: false },
  { name: 'the kernel', file: 'jupyter/preload.ts', from: "'kernel'", to: "'core'", changes: false },
];

function edit(course: Course, file: string, from: string, to: string): void {
  const path = join(course.root, 'lib', file);
  writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
}

const hashOf = async (course: Course, notebook: Notebook): Promise<string> =>
  (await libraryPart(course, notebook)).hash;

for (const { name, file, from, to, changes } of EDITS) {
  test(`the hash of a notebook's part of lib ${changes ? 'changes' : 'stays'} with ${name}`, async (t: TestContext) => {
    const course = sampleCourse(t);
    const before = await hashOf(course, USER);
    edit(course, file, from, to);
    assert.equal((await hashOf(course, USER)) !== before, changes);
    assert.match(before, /^[0-9a-f]{16}$/);
  });
}

test('the kernel counts where a cell is meant to fail', async t => {
  const course = sampleCourse(t);
  const failing = notebookOf([codeCell('throw 1;', { metadata: { tags: ['raises-exception'] } })]);
  const before = await hashOf(course, failing);
  edit(course, 'jupyter/preload.ts', "'kernel'", "'core'");
  assert.notEqual(await hashOf(course, failing), before);
});

test('a name that lib does not export is refused', async t => {
  const notebook = notebookOf([codeCell("import { figure } from '../lib'; figure.show();")]);
  await assert.rejects(libraryPart(sampleCourse(t), notebook), {
    name: 'RangeError',
    message: "A cell imports 'figure' from '../lib', which exports no such name.",
  });
});

// The library itself.

const course = courseIn(ROOT);
const sources = readSources(course, listNotebooks(course, []));
const filesOf = async (code: string): Promise<string[]> =>
  Object.keys((await libraryPart(course, notebookOf([codeCell(code)]))).files).map(file => file.slice('lib/'.length));

test('a network as data needs few files', async () => {
  const whole = await filesOf("import { spec } from '../lib'; console.log(spec);");
  assert.ok(whole.length <= 6 && whole.every(file => file.startsWith('spec/')), whole.join());
  const graph = await filesOf("import { spec } from '../lib'; const g = new spec.Graph('a', [8, 8, 3]);");
  assert.deepEqual(graph, ['spec/graph.ts']);
});

test('an exercise brings its own notebook’s and no other', async () => {
  const asks = [
    "import { exercise } from '../lib'; exercise('welcome.1', 1);",
    "import { course } from '../lib'; course.progress('welcome');",
  ];
  for (const code of asks) {
    const exercises = (await filesOf(code)).filter(file => file.endsWith('/exercises.ts'));
    assert.deepEqual(exercises, ['exercises/welcome/exercises.ts'], code);
  }
});

test('a report of the whole course brings all exercises', async () => {
  const files = await filesOf("import { course } from '../lib'; course.progress();");
  const all = files.filter(file => file.endsWith('/exercises.ts'));
  assert.equal(
    all.length,
    readdirSync(join(ROOT, 'lib', 'exercises'), { withFileTypes: true }).filter(isNotebook).length,
  );
});

const isNotebook = (entry: { name: string; isDirectory(): boolean }): boolean =>
  entry.isDirectory() && entry.name !== 'engine';

test('what TensorFlow or a thread loads without an import counts', async () => {
  const saved = await filesOf("import { tfjs } from '../lib'; await tfjs.tf.loadLayersModel('file://x');");
  assert.ok(saved.includes('tfjs/model/opLayer.ts'));
  const trained = await filesOf("import { training } from '../lib'; await training.fit(model, set, {});");
  assert.ok(trained.includes('training/batches/prefetchThread.ts'));
});

for (const { name, solved } of sources) {
  const slug = slugOf(name);
  test(`${slug} reaches its own exercises and leaves out what it does not use`, async () => {
    const { files } = await libraryPart(course, solved);
    const exercises = Object.keys(files).filter(file => file.endsWith('/exercises.ts'));
    assert.deepEqual(exercises, [`lib/exercises/${slug}/exercises.ts`]);
    const rooms = new Set(Object.keys(files).map(file => file.split('/')[1]));
    assert.ok(!rooms.has('cli'), 'the command line');
    for (const [file, bytes] of Object.entries(files)) assert.ok(bytes > 0, file);
  });
}

/** What an edit of the library makes stale, by the start of the file's path. */
const STALE: readonly (readonly [what: string, edit: (lib: string) => void, stale: readonly string[]])[] = [
  [
    'a new room',
    lib => {
      mkdirSync(join(lib, 'tracking'));
      writeFileSync(
        join(lib, 'tracking', 'index.ts'),
        'export const follow = (): number => 1;\nconsole.log(follow());\n',
      );
      appendFileSync(join(lib, 'index.ts'), "export * as tracking from './tracking';\n");
    },
    [],
  ],
  [
    'a new function, whose file has names of others',
    lib => {
      writeFileSync(
        join(lib, 'figures', 'charts', 'pies.ts'),
        "import { at } from '../../spec/at';\nconst axis = [1];\nexport const pies = (): number => at(axis, 0);\n",
      );
      appendFileSync(join(lib, 'figures', 'index.ts'), "export { pies } from './charts/pies';\n");
    },
    [],
  ],
  ['a comment', lib => appendFileSync(join(lib, 'ops', 'conv2d.ts'), '\n// more\n'), []],
  ['a function nobody uses', lib => whenLoaded(lib, 'ops/groupNormalization.ts'), []],
  ['the exercises of one notebook', lib => whenLoaded(lib, 'exercises/counting/exercises.ts'), ['counting']],
  [
    'what all exercises need',
    lib => whenLoaded(lib, 'exercises/engine/panel.ts'),
    sources.map(({ name }) => slugOf(name)),
  ],
  [
    'augmentation, in a thread',
    lib => whenLoaded(lib, 'training/batches/augmentation.ts'),
    [
      'learning',
      'alexnet',
      'vgg',
      'googlenet',
      'resnet',
      'densenet',
      'fcn-segmentation',
      'detection-basics',
      'rcnn-sppnet',
      'fast-faster-rcnn',
      'yolo',
    ],
  ],
  [
    'the diagram',
    lib => whenLoaded(lib, 'figures/diagram/networkDiagram.ts'),
    [
      'alexnet',
      'vgg',
      'googlenet',
      'resnet',
      'densenet',
      'fcn-segmentation',
      'rcnn-sppnet',
      'fast-faster-rcnn',
      'yolo',
    ],
  ],
  [
    'the layers of models',
    lib => whenLoaded(lib, 'tfjs/model/opLayer.ts'),
    [
      'counting',
      'learning',
      'alexnet',
      'vgg',
      'googlenet',
      'resnet',
      'densenet',
      'upsampling',
      'fcn-segmentation',
      'detection-basics',
      'rcnn-sppnet',
      'fast-faster-rcnn',
      'yolo',
    ],
  ],
  ['the words of errors', lib => whenLoaded(lib, 'jupyter/failure.ts'), ['welcome']],
];

/** Makes a file do something else when it is loaded, which everything that reaches it would notice. */
function whenLoaded(lib: string, file: string): void {
  const path = join(lib, file);
  writeFileSync(path, `${readFileSync(path, 'utf8')}\nconsole.log('changed');\n`);
}

for (const [what, change, expected] of STALE) {
  test(`changing ${what} makes stale: ${expected.join(', ') || 'no notebook'}`, async t => {
    const copy = copyOfCourse(t);
    const hashes = (): Promise<string[]> => Promise.all(sources.map(({ solved }) => hashOf(copy, solved)));
    const before = await hashes();
    change(join(copy.root, 'lib'));
    const after = await hashes();
    const stale = sources.filter((_, i) => before[i] !== after[i]).map(({ name }) => slugOf(name));
    assert.deepEqual(stale, expected);
  });
}

test('lib/package.json lists the files that do something when they are loaded', () => {
  const lib = join(ROOT, 'lib');
  const { sideEffects }: { sideEffects: string[] } = JSON.parse(readFileSync(join(lib, 'package.json'), 'utf8'));
  const files = readdirSync(lib, { recursive: true, encoding: 'utf8' }).map(file => file.replaceAll('\\', '/'));
  const acting = files.filter(file => /^(?!dist\/).*\.ts$/.test(file) && acts(readFileSync(join(lib, file), 'utf8')));
  assert.deepEqual(sideEffects, acting.map(file => `**/${file.replace(/ts$/, '*')}`).sort());
});

/** Whether a file has statements that declare nothing. */
function acts(code: string): boolean {
  const { statements } = ts.createSourceFile('file.ts', code, ts.ScriptTarget.ES2022);
  const declares = (statement: ts.Statement): boolean =>
    ts.isImportDeclaration(statement) ||
    ts.isExportDeclaration(statement) ||
    ts.isVariableStatement(statement) ||
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement);
  return !statements.every(declares);
}

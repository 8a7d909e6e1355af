import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  afterFix,
  type Check,
  type Conditions,
  describeChecks,
  type Facts,
  judge,
} from '../../scripts/doctor/checks.mjs';

const done = { state: 'done' } as const;
const steps: Conditions = {
  packages: done,
  python: done,
  tensorflow: done,
  library: done,
  jupyter: done,
};
const healthy: Facts = {
  node: '22.1.0',
  steps,
  python: { version: '3.12.1' },
  venv: '3.12.1',
  compiler: { file: 'g++', version: '12.2.0' },
  compilerHint: 'install g++',
  compilerHelps: true,
  backend: { backend: 'native', version: '2.21.0', reason: 'Compiled here with g++.' },
  backendProblem: undefined,
  kernel: { seconds: 1.23 },
  renderer: true,
  sources: { files: 400, damaged: [] },
  data: { files: 5, damaged: [] },
  git: true,
  disk: 70,
  memory: { total: 16, free: 8 },
};
const fix = 'npx convnets doctor --fix';

const checkOf = (name: string, facts: Partial<Facts>): Check => {
  const found = judge({ ...healthy, ...facts }).find(check => check.name === name);
  assert.ok(found);
  return found;
};

test('a healthy machine has one good line for each thing', () => {
  assert.equal(
    describeChecks(judge(healthy)),
    [
      '  ok    Node       22.1.0',
      '  ok    Packages   the Node packages are complete',
      '  ok    Python     3.12.1 in .venv',
      '  ok    Compiler   g++ 12.2.0',
      '  ok    Backend    TensorFlow 2.21.0, native',
      "  ok    Library    the course's library is compiled",
      '  ok    Kernel     started and answered in 1.2 s',
      '  ok    Renderer   JupyterLab can draw plotly figures',
      '  ok    Course     400 files, none missing or empty',
      '  ok    Data       5 files, all as they should be',
      '  ok    Disk       70 GB free',
      '  ok    Memory     8.0 of 16.0 GB free',
      '',
      'Everything works.',
    ].join('\n'),
  );
});

test('a failing line is followed by its remedy, and the failures are counted', () => {
  const lines = describeChecks(judge({ ...healthy, renderer: false })).split('\n');
  assert.equal(lines[7], "  FAIL  Renderer   JupyterLab's extension for plotly figures is missing");
  assert.equal(lines[8], `                   Remedy: ${fix}`);
  assert.equal(lines.at(-1), '1 of 12 checks failed.');
});

const good: readonly [string, Partial<Facts>, string][] = [
  ['Compiler', { compiler: undefined }, 'none, and none is needed: TensorFlow is built already'],
  ['Compiler', { compiler: undefined, compilerHelps: false }, 'none, and none is needed on this system'],
  [
    'Backend',
    { backend: { backend: 'prebuilt', version: '2.9.1', reason: "tfjs-node's own installer brought it." } },
    "TensorFlow 2.9.1, native, from tfjs-node. tfjs-node's own installer brought it.",
  ],
];
for (const [name, facts, detail] of good) {
  test(`${name}: ${detail}`, () => assert.deepEqual(checkOf(name, facts), { name, ok: true, detail }));
}

const javascript = { backend: 'javascript', version: '4.22.0', reason: 'No C++ compiler was found.' } as const;
const bad: readonly [string, Partial<Facts>, string, string, (readonly string[])?][] = [
  [
    'Python',
    { venv: undefined, python: { problem: 'none is there.', remedy: 'install one.' } },
    'none is there.',
    'install one.',
  ],
  ['Python', { venv: undefined }, '3.12.1 is there, but the environment .venv is missing or broken', fix, ['python']],
  [
    'Compiler',
    { compiler: undefined, backend: javascript },
    'no C++ compiler was found',
    'install g++, then: npm run setup',
  ],
  ['Backend', { backend: undefined }, 'TensorFlow has not been set up', fix, ['tensorflow']],
  ['Backend', { backendProblem: 'no library' }, 'TensorFlow does not work: no library', fix, ['tensorflow']],
  [
    'Backend',
    { backend: javascript },
    'plain JavaScript (tfjs 4.22.0), which is slow. No C++ compiler was found.',
    fix,
    ['tensorflow'],
  ],
  [
    'Backend',
    { backend: javascript, compiler: undefined },
    'plain JavaScript (tfjs 4.22.0), which is slow. No C++ compiler was found.',
    `get a compiler (see above), then: ${fix}`,
    ['tensorflow'],
  ],
  ['Kernel', { kernel: { problem: 'it did not answer' } }, 'it did not answer', fix, ['library', 'jupyter']],
  ['Renderer', { renderer: false }, "JupyterLab's extension for plotly figures is missing", fix, ['python']],
  [
    'Course',
    { sources: { files: 400, damaged: ['notebooks/03-counting.ipynb'] } },
    'missing or damaged: notebooks/03-counting.ipynb',
    `${fix} (or: git checkout -- notebooks/03-counting.ipynb)`,
  ],
  [
    'Course',
    { sources: { files: 400, damaged: ['a', 'b', 'c', 'd', 'e', 'f'] } },
    'missing or damaged: a, b, c and 3 more',
    fix,
  ],
  [
    'Data',
    { data: { files: 5, damaged: ['data/a.png', 'data/b.png'] } },
    'missing or damaged: data/a.png, data/b.png',
    `${fix} (or: git checkout -- data/a.png data/b.png)`,
  ],
  [
    'Data',
    { data: { files: 5, damaged: ['data/a.png', 'data/b.png'] }, git: false },
    'missing or damaged: data/a.png, data/b.png',
    'this folder has no Git repository to take it from: download the course again, and copy into this folder: data/a.png, data/b.png',
  ],
  ['Packages', { steps: { ...steps, packages: { state: 'new' } } }, 'node_modules: not set up yet', fix, ['packages']],
  ['Packages', { steps: { ...steps, packages: { state: 'gone' } } }, 'node_modules: missing', fix, ['packages']],
  [
    'Python',
    { steps: { ...steps, python: { state: 'changed' } } },
    '.venv: made for another version of the course, or for another folder',
    fix,
    ['python'],
  ],
  [
    'Backend',
    { steps: { ...steps, tensorflow: { state: 'damaged', files: ['.setup/tensorflow/lib/a'] } } },
    'missing or damaged: .setup/tensorflow/lib/a',
    fix,
    ['tensorflow'],
  ],
  [
    'Library',
    { steps: { ...steps, library: { state: 'damaged', files: ['a', 'b', 'c', 'd', 'e'] } } },
    'missing or damaged: a, b, c and 2 more',
    fix,
    ['library'],
  ],
  [
    'Kernel',
    { steps: { ...steps, jupyter: { state: 'damaged', files: ['kernel.json'] } } },
    'missing or damaged: kernel.json',
    fix,
    ['jupyter'],
  ],
  ['Disk', { disk: 0.5 }, '0.5 GB free, and the course needs 1 GB', 'free some disk space'],
  [
    'Memory',
    { memory: { total: 16, free: 0.5 } },
    '0.5 of 16.0 GB free',
    'close other programs, or shut down kernels in JupyterLab (the menu Kernel)',
  ],
  [
    'Memory',
    { memory: { total: 2, free: 1.5 } },
    '1.5 of 2.0 GB free',
    'keep one notebook open at a time, and set CONVNETS_QUICK=1 for short trainings',
  ],
];
for (const [name, facts, detail, remedy, mend] of bad) {
  test(`${name} fails: ${detail}`, () =>
    assert.deepEqual(checkOf(name, facts), { name, ok: false, detail, remedy, ...(mend ? { mend } : {}) }));
}

test('after --fix, what fails still does not advise --fix again', () => {
  const remedies = afterFix(
    judge({ ...healthy, renderer: false, disk: 0.5, backend: javascript, data: { files: 1, damaged: ['data/a'] } }),
  ).flatMap(({ remedy }) => remedy ?? []);
  const tried = 'it could not be mended: the lines above say why, and the logs in .setup/logs say more';
  assert.deepEqual(remedies, [tried, tried, tried, 'free some disk space']);
});

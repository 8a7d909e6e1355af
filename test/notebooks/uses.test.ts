import assert from 'node:assert/strict';
import { test } from 'node:test';
import { usesOf } from '../../scripts/notebooks/uses';
import { codeCell, notebookOf } from './course';

/** The uses in cells, in short: `figures.bars`, `exercise(counting.3)`, `ops` for the whole room. */
function inShort(...cells: string[]): string[] {
  return usesOf(notebookOf(cells.map(cell => codeCell(cell)))).map(
    ({ name, member, argument }) => `${name}${member ? `.${member}` : ''}${argument ? `(${argument})` : ''}`,
  );
}

const IMPORT = "import { figures, ops, exercise, spec } from '../lib';";

const CASES: readonly (readonly [name: string, code: string, expected: readonly string[]])[] = [
  ['an import alone', '', []],
  ['a member', 'show(figures.bars([ops.relu(1)]));', ['figures.bars', 'ops.relu']],
  ['a member by its text', "ops['conv2d'](x);", ['ops.conv2d']],
  ['members taken out of a room', 'const { conv2d, pad2d: pad } = ops;', ['ops.conv2d', 'ops.pad2d']],
  ['the rest taken out of a room', 'const { conv2d, ...others } = ops;', ['ops']],
  ['a room handed on', 'console.log(Object.keys(ops), { ops });', ['ops', 'ops']],
  ['a member that a variable names', 'ops[name](x);', ['ops']],
  ['a call with a text', "exercise('counting.3', share);", ['exercise(counting.3)']],
  ['a call with something else', 'exercise(id, share);', ['exercise']],
  ['a type', 'let net: spec.NetworkSpec | undefined; type G = spec.Graph;', []],
  ['the name of a field or of a variable of its own', 'const row = { ops: 1 }; row.ops; ({ ops: one }) => one;', []],
  ['what a class extends', 'class Own extends exercise {} class Net extends spec.Graph {}', ['exercise', 'spec.Graph']],
  ['a comment or a text', "// ops.conv2d\nconsole.log('ops.conv2d');", []],
];

for (const [name, code, expected] of CASES) {
  test(`uses: ${name}`, () => assert.deepEqual(inShort(IMPORT, code), expected));
}

test('uses: another name for an import', () => {
  assert.deepEqual(inShort("import { ops as own } from '../lib';", 'own.relu(1); ops.tanh(2);'), ['ops.relu']);
});

test('uses: a program for another process', () => {
  const program = "const child = `const { models } = require('../lib'); models.vgg16();`;";
  assert.deepEqual(inShort(program), ['models.vgg16']);
});

test('uses: imports of packages are not lib’s', () => {
  assert.deepEqual(inShort("import * as fs from 'node:fs';", "fs.readFileSync('x');"), []);
});

for (const [code, message] of [
  [
    "import { showLine } from '../lib/figures';",
    "A cell imports from '../lib/figures'. Notebooks write: import { models, figures } from '../lib'.",
  ],
  [
    "import * as lib from '../lib';",
    "A cell imports from '../lib'. Notebooks write: import { models, figures } from '../lib'.",
  ],
  [
    "const lib = require('../lib');",
    "A cell calls require('../lib'). Notebooks write: const { models } = require('../lib').",
  ],
] as const) {
  test(`refuses ${code}`, () => assert.throws(() => inShort(code), { name: 'SyntaxError', message }));
}

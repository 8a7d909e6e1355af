import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Catalogue, courseCatalogue } from '../../lib/exercises/engine/catalogue';
import { solutionIn } from '../../lib/exercises/engine/solutions';

/** A catalogue of files that the test names. */
function catalogueOf(t: TestContext, files: Readonly<Record<string, string>>): Catalogue {
  const root = mkdtempSync(join(tmpdir(), 'catalogue-'));
  t.after(() => rmSync(root, { recursive: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return courseCatalogue(join(root, 'exercises'), root);
}

const broken = "throw new Error('loaded');";

test('notebooks are folders, in the order of the texts’ numbers; what has no text comes last', t => {
  const { notebooks } = catalogueOf(t, {
    'exercises/engine/exercise.js': broken,
    'exercises/ant/exercises.js': broken,
    'exercises/bee/exercises.js': broken,
    'exercises/cat/exercises.js': broken,
    'notebooks/text/01-cat.md': '',
    'notebooks/text/02-dog.md': '',
    'notebooks/text/03-ant.md': '',
    'notebooks/text/README.md': '',
  });
  assert.deepEqual(notebooks, ['cat', 'ant', 'bee']);
});

test('only the folder that is asked for is loaded', t => {
  const catalogue = catalogueOf(t, {
    'exercises/ant/exercises.js': "exports.exercises = [{ id: 'ant.1' }];",
    'exercises/bee/exercises.js': broken,
  });
  assert.deepEqual(catalogue.exercisesOf('ant'), [{ id: 'ant.1' }]);
  assert.throws(() => catalogue.exercisesOf('bee'), { message: 'loaded' });
});

test('a solution is read from the text, whatever its number', t => {
  const catalogue = catalogueOf(t, {
    'exercises/ant/exercises.js': broken,
    'notebooks/text/07-ant.md':
      "```typescript\n// BEGIN SOLUTION\nconst legs = 6;\n// END SOLUTION\nexercise('ant.1', legs);\n```\n",
  });
  assert.deepEqual(catalogue.solutionOf('ant.1'), { code: 'const legs = 6;' });
  assert.deepEqual(catalogue.solutionOf('ant.2'), {
    missing: "No cell of notebooks/text/07-ant.md asks 'ant.2', so there is no solution.",
  });
});

test('where the markers do not pair, a sentence says so', t => {
  const catalogue = catalogueOf(t, {
    'exercises/ant/exercises.js': broken,
    'notebooks/text/07-ant.md': "```typescript\n// BEGIN SOLUTION\nexercise('ant.1', 6);\n```\n",
  });
  assert.deepEqual(catalogue.solutionOf('ant.1'), {
    missing:
      'The solution could not be read from notebooks/text/07-ant.md: ' +
      'ant.1: // BEGIN SOLUTION in line 1 of the cell has no // END SOLUTION.',
  });
});

test('where the text is missing, a sentence says so', t => {
  const catalogue = catalogueOf(t, { 'exercises/ant/exercises.js': broken });
  assert.deepEqual(catalogue.notebooks, ['ant']);
  assert.deepEqual(catalogue.solutionOf('ant.1'), {
    missing: "Solutions are read from the notebook's text, and notebooks/text has none of 'ant'.",
  });
});

const TEXT = `The call is \`exercise('ant.1', area)\`.

\`\`\`typescript
const elsewhere = 1;
\`\`\`

\`\`\`typescript tags=["x"]
import { exercise, spec } from '../lib';

function area(side: number): number | undefined {
  // BEGIN SOLUTION
  return side * side;
  // END SOLUTION
}
await exercise('ant.1', area);
\`\`\`
`;

test('a solution is its cell, without imports, markers and the check', () => {
  const code = 'function area(side: number): number | undefined {\n  return side * side;\n}';
  assert.equal(solutionIn(TEXT, 'ant.1'), code);
  assert.equal(solutionIn(TEXT, 'ant.10'), undefined);
});

test('the compiled library finds exercises and solutions', () => {
  const lib = join(__dirname, '../../lib');
  const code = `
    const { exercise, solution } = require(${JSON.stringify(lib)});
    exercise('alexnet.1', 7 * 7 * 256);
    solution('alexnet.1');`;
  const progress = mkdtempSync(join(tmpdir(), 'progress-'));
  const env = { ...process.env, CONVNETS_PROGRESS: progress };
  const printed = execFileSync(process.execPath, ['-e', code], { encoding: 'utf8', env });
  rmSync(progress, { recursive: true });
  assert.match(printed, /^✓ Right: alexnet\.1 a larger picture$/m);
  assert.match(printed, /^A solution of alexnet\.1 .*\nlet read: number \| undefined;\nread = /m);
});

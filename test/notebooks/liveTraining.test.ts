import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const folder = join(__dirname, '..', '..', 'notebooks', 'text');
const CELL = /^```typescript[^\n]*\n(.*?)^```/gms;
const DEFINITION = /function (\w+)\(/g;
/** A loop over several statements; what a loop over one does in a line is no training. */
const LOOP = /\bfor \(.*\{$/m;

/** The code cells of a notebook. */
function cellsOf(file: string): string[] {
  return [...readFileSync(join(folder, file), 'utf8').matchAll(CELL)].map(([, code]) => String(code));
}

function calls(code: string, name: string): number {
  return code.split(new RegExp(`(?<!function )(?<![\\w.])${name.replace('.', '\\.')}\\(`)).length - 1;
}

/** Cells that train again and again: in a loop, or by more than one call of a function that trains. */
function repeatedTraining(cells: readonly string[]): string[] {
  const trainers = ['training.fit'];
  return cells.filter(code => {
    const count = trainers.reduce((sum, name) => sum + calls(code, name), 0);
    if (count > 0) trainers.push(...[...code.matchAll(DEFINITION)].map(([, name]) => String(name)));
    // A loop over `notebook.track` has its bar already.
    if (/ of notebook\.track\(/.test(code)) return false;
    const own = trainers.reduce((sum, name) => sum + calls(code, name), 0);
    return own > 1 ? LOOP.test(code) || own > 2 : count > 0 && LOOP.test(code);
  });
}

const EXPECTED: Readonly<Record<string, number>> = {
  '04-learning.md': 5,
  '05-alexnet.md': 2,
  '06-vgg.md': 1,
  '08-resnet.md': 1,
  '11-fcn-segmentation.md': 1,
};

for (const file of readdirSync(folder).filter(name => name.endsWith('.md'))) {
  test(`${file}: a cell that trains many times has one bar for all of its runs`, () => {
    const cells = repeatedTraining(cellsOf(file));
    assert.equal(cells.length, EXPECTED[file] ?? 0, cells.join('\n---\n'));
    for (const code of cells)
      assert.match(code, /const bar = notebook\.progress\(\{ label: '[^']+, runs', total: .* \}\);/);
  });
}

test('a notebook that trains shows the curves of a run while it learns', () => {
  for (const file of Object.keys(EXPECTED)) {
    const shown = cellsOf(file).filter(code => /training\.fit\(/.test(code) && !/display: false/.test(code));
    assert.ok(shown.length > 0, file);
  }
});

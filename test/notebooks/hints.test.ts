import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { courseCatalogue } from '../../lib/exercises/engine/catalogue';
import { courseIn, listNotebooks, textPath } from '../../scripts/notebooks/course';
import { readSources } from '../../scripts/notebooks/forms';
import { withHints } from '../../scripts/notebooks/hints';

const course = courseIn(join(__dirname, '../..'));

test('a hint stands behind each check, and nothing else changes', () => {
  const cell = "let a: number | undefined;\nexercise('sums.1', a);\nawait exercise('sums.2', twice);\na;";
  assert.equal(
    withHints(cell),
    "let a: number | undefined;\nexercise('sums.1', a);\n// hint('sums.1');\n" +
      "await exercise('sums.2', twice);\n// hint('sums.2');\na;",
  );
  for (const other of ['', 'a;\n', "// exercise('sums.1', a);", "console.log(exercise('sums.1', a));"]) {
    assert.equal(withHints(other), other);
  }
});

test('in every notebook each exercise has its hint in its cell, in both forms', () => {
  const sources = readSources(course, listNotebooks(course, []));
  const ids = courseCatalogue().notebooks.flatMap(slug =>
    courseCatalogue()
      .exercisesOf(slug)
      .map(({ id }) => id),
  );
  for (const form of ['learner', 'solved'] as const) {
    const cells = sources.flatMap(source => source[form].cells.filter(cell => cell.cell_type === 'code'));
    const found = cells.flatMap(({ source }) => {
      const pairs = source.matchAll(/^(?:await )?exercise\('([^']+)', \w+\);\n\/\/ hint\('([^']+)'\);$/gm);
      return Array.from(pairs, ([, asked, hinted]) => [asked, hinted]);
    });
    assert.deepEqual(
      found,
      ids.map(id => [id, id]),
    );
  }
});

test('what the line of a hint calls is there before the first exercise, and no text asks for a cell of its own', () => {
  for (const name of listNotebooks(course, [])) {
    const text = readFileSync(textPath(course, name), 'utf8');
    const before = text.slice(0, text.search(/^(?:await )?exercise\('/m));
    const imported = [...before.matchAll(/^import \{([^}]*)\} from '\.\.\/lib';$/gm)].flatMap(([, names = '']) =>
      names.split(',').map(part => part.trim()),
    );
    // The panels name all of them.
    for (const needed of ['exercise', 'hint', 'solution', 'course']) {
      assert.ok(imported.includes(needed), `${name} imports ${needed}`);
    }
    assert.doesNotMatch(text, /hint, add a cell|^\/\/ hint\(/m, name);
  }
});

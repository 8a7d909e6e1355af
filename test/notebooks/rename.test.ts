import assert from 'node:assert/strict';
import { readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { courseCatalogue } from '../../lib/exercises/engine/catalogue';
import { checkCourse, checkOrphans } from '../../scripts/notebooks/check';
import { type Course, courseIn, listNotebooks, notebookPath, slugOf, textPath } from '../../scripts/notebooks/course';
import { copyOfCourse } from './course';

const ROOT = join(__dirname, '..', '..');

/** What is compiled, and the files that explain what the full name of a notebook is. */
const LEFT_OUT = /\bdist\b|scripts.notebooks.(course|options|proseNumbers)\.ts$/;

/** What there is to know of a course, by slugs. */
async function stateOf(course: Course) {
  const names = listNotebooks(course, []);
  const problems = [...(await checkCourse(course, names)), ...checkOrphans(course, names)];
  const catalogue = courseCatalogue(join(course.root, 'lib', 'exercises'), course.root);
  const ids = catalogue.notebooks.flatMap(notebook => catalogue.exercisesOf(notebook).map(({ id }) => id));
  return {
    slugs: names.map(slugOf),
    problems: problems.map(({ place, ...rest }) => ({ ...rest, place: place.replace(/\d\d-/, '') })),
    solutions: ids.map(id => [id, catalogue.solutionOf(id)]),
  };
}

type State = Awaited<ReturnType<typeof stateOf>>;
const hasOtherLinks = ({ message }: State['problems'][number]): boolean => message.startsWith('its links do not lead');
const withoutLinks = ({ problems }: State): State['problems'] => problems.filter(problem => !hasOtherLinks(problem));

test('a notebook gets another number by renaming its two files', async t => {
  const course = copyOfCourse(t);
  const before = await stateOf(course);
  const [beforeLast = '', last = ''] = listNotebooks(course, []).slice(-2);
  const moved = `99-${slugOf(last)}`;
  renameSync(textPath(course, last), textPath(course, moved));
  renameSync(notebookPath(course, last), notebookPath(course, moved));
  assert.deepEqual(listNotebooks(course, [slugOf(last)]), [moved]);
  const after = await stateOf(course);
  assert.deepEqual({ ...after, problems: withoutLinks(after) }, { ...before, problems: withoutLinks(before) });
  const stale = after.problems.filter(hasOtherLinks).map(({ place }) => place);
  assert.ok(
    stale.some(place => place.startsWith(`notebooks/text/${slugOf(beforeLast)}.md`)),
    'the notebook before has to be made again',
  );
});

test('nothing but the README names a notebook by its number', () => {
  const course = courseIn(ROOT);
  const numbered = new RegExp(
    [...listNotebooks(course, []).map(name => `\\b${name}\\b`), '\\bnotebooks? \\d\\d\\b', "'\\d\\d\\.\\d+'"].join('|'),
    'i',
  );
  const files = ['lib', 'notebooks', 'scripts', 'data/experiments'].flatMap(folder =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map(file => join(folder, file)),
  );
  const texts = files.filter(file => /\.(ts|mjs|py|md|json|csv|yaml)$/.test(file) && !LEFT_OUT.test(file));
  const found = texts.flatMap(file => {
    const lines = readFileSync(join(ROOT, file), 'utf8').split('\n');
    return lines.filter(line => numbered.test(line)).map(line => `${file}: ${line.trim()}`);
  });
  assert.deepEqual(found, []);
});

import assert from 'node:assert/strict';
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { courseIn, listNotebooks, notebooksFolder, textPath } from '../../scripts/notebooks/course';
import { readSources } from '../../scripts/notebooks/forms';
import { isLinks, linksCell, neighboursOf } from '../../scripts/notebooks/links';
import { sampleCourse } from './course';

test('the links name the neighbours, and a notebook alone has none', () => {
  assert.equal(
    linksCell({ previous: '02-padding-stride', next: '04-learning' })?.source,
    '← previous: [*padding-stride*](02-padding-stride.ipynb) · next: [*learning*](04-learning.ipynb) →',
  );
  assert.equal(linksCell({ next: '01-x' })?.source, 'next: [*x*](01-x.ipynb) →');
  assert.equal(linksCell({ previous: '01-x' })?.source, '← previous: [*x*](01-x.ipynb)');
  assert.equal(linksCell({}), undefined);
});

test('a notebook begins and ends with its links, and they follow the order of the files', t => {
  const course = sampleCourse(t);
  assert.deepEqual(readSources(course, ['02-sample'])[0]?.learner.cells.filter(isLinks), []);
  const text = '---\njupyter:\n  kernelspec:\n    name: tslab\n---\n\n# Another\n';
  writeFileSync(textPath(course, '03-another'), text);
  const linksOf = (name: string): string[] => {
    const cells = readSources(course, [name])[0]?.learner.cells ?? [];
    return [cells.at(0), cells.at(-1)].flatMap(cell => (cell && isLinks(cell) ? [cell.source] : []));
  };
  const forward = 'next: [*another*](03-another.ipynb) →';
  assert.deepEqual(linksOf('02-sample'), [forward, forward]);
  renameSync(textPath(course, '03-another'), textPath(course, '01-another'));
  const back = '← previous: [*another*](01-another.ipynb)';
  assert.deepEqual(linksOf('02-sample'), [back, back]);
});

test('the places of the other cells stay those of the text', t => {
  const course = sampleCourse(t);
  const before = readSources(course, ['02-sample'])[0]?.places;
  writeFileSync(textPath(course, '03-another'), '# Another\n');
  const file = 'notebooks/text/02-sample.md';
  assert.deepEqual(readSources(course, ['02-sample'])[0]?.places, [file, ...(before ?? []), file]);
});

test('from the first notebook one comes to the last, and every link leads to a file', () => {
  const course = courseIn(join(__dirname, '../..'));
  const names = listNotebooks(course, []);
  const way: string[] = [];
  for (let at = names[0]; at !== undefined; at = neighboursOf(course, at).next) way.push(at);
  assert.deepEqual(way, names);
  for (const { name, learner } of readSources(course, names)) {
    const sources = learner.cells.map(({ source }) => source).join('\n');
    const targets = Array.from(sources.matchAll(/\]\(([^)\s]+\.ipynb)[^)]*\)/g), ([, target = '']) => target);
    assert.ok(targets.length >= 2, name);
    for (const target of targets) assert.ok(existsSync(join(notebooksFolder(course), target)), `${name}: ${target}`);
  }
});

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import * as figures from '../../lib/figures';
import { everyFigure } from './everyFigure';
import { difference, type Json, toSnapshot, write } from './snapshot';

const FOLDER = join(__dirname, 'snapshots');
const REFRESH =
  'If this is meant: UPDATE_SNAPSHOTS=1 npm test -- figures, then look at the figure and at the git diff.';

const examples = everyFigure();
const snapshots = new Map<string, Json>(
  Object.values(examples)
    .flatMap(kind => Object.entries(kind))
    .map(([name, figure]) => [`${name.replace(/,? /g, '-')}.json`, toSnapshot(figure)] as const),
);

if (process.env.UPDATE_SNAPSHOTS === '1') {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER);
  for (const [file, snapshot] of snapshots) writeFileSync(join(FOLDER, file), `${write(snapshot)}\n`);
}

test('every exported figure has an example', () => {
  assert.deepEqual(Object.keys(examples).sort(), Object.keys(figures).sort());
});

test('every snapshot has its figure', () => {
  const known = readdirSync(FOLDER);
  assert.deepEqual(
    known.filter(file => !snapshots.has(file)),
    [],
    REFRESH,
  );
});

for (const [file, snapshot] of snapshots) {
  test(`the figure is the one in snapshots/${file}`, () => {
    const path = join(FOLDER, file);
    assert.ok(existsSync(path), `There is no snapshot. ${REFRESH}`);
    // Written by `write` above.
    const found = difference(snapshot, JSON.parse(readFileSync(path, 'utf8')) as Json);
    assert.equal(found, undefined, `${found}. ${REFRESH}`);
  });
}

test('a difference is told with its place, and the last digit may be rounded otherwise', () => {
  const told = (seen: Json, expected: Json): string | undefined => difference(seen, expected);
  assert.equal(told({ y: [0.1234, 2] }, { y: [0.1235, 2] }), undefined);
  assert.equal(told({ data: [{ y: [1, 3] }] }, { data: [{ y: [1, 2] }] }), 'data[0].y[1]: expected 2, received 3');
  assert.equal(told({ a: { b: 'x' } }, { a: {} }), 'a.b: expected nothing, received "x"');
  assert.equal(told({ a: [1] }, { a: [1, 2] }), 'a[1]: expected 2, received nothing');
  assert.equal(told({ a: 0 }, { a: null }), 'a: expected null, received 0');
  assert.equal(told({ a: [] }, { a: {} }), 'a: expected {}, received []');
  assert.equal(told('x'.repeat(200), ''), `: expected "", received "${'x'.repeat(99)}…`);
});

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { fileJournal } from '../../lib/exercises/engine/journal';

const folder = mkdtempSync(join(tmpdir(), 'journal-'));
after(() => rmSync(folder, { recursive: true }));
const now = (): Date => new Date('2026-01-02T03:04:05Z');
let count = 0;
const newPath = (): string => join(folder, String(count++), 'exercises.jsonl');

test('what is recorded is there for the next kernel', () => {
  const path = newPath();
  const journal = fileJournal(path, now);
  assert.deepEqual(journal.read(), { standings: new Map() });
  for (const event of ['hint', 'hint', 'solved'] as const) assert.equal(journal.record('sums.3', event), undefined);
  journal.record('sums.4', 'solution');
  assert.deepEqual(Object.fromEntries(fileJournal(path, now).read().standings), {
    'sums.3': { solved: true, hints: 2, solutionSeen: false },
    'sums.4': { solved: false, hints: 0, solutionSeen: true },
  });
});

test('a reset forgets one exercise and no other', () => {
  const journal = fileJournal(newPath(), now);
  for (const id of ['sums.1', 'sums.2']) journal.record(id, 'solved');
  journal.record('sums.1', 'reset');
  const { standings } = journal.read();
  assert.deepEqual(standings.get('sums.1'), { solved: false, hints: 0, solutionSeen: false });
  assert.equal(standings.get('sums.2')?.solved, true);
});

test('a damaged file loses nothing but its damaged lines, is kept, and the learner is told', () => {
  const path = newPath();
  const journal = fileJournal(path, now);
  journal.record('sums.1', 'solved');
  const before = readFileSync(path, 'utf8');
  writeFileSync(path, `${before}{"id":"sums.2","event":"sol`);
  journal.record('sums.3', 'solved');
  const { standings, notice } = journal.read();
  assert.deepEqual([...standings.keys()], ['sums.1', 'sums.3']);
  assert.equal(
    notice,
    `${path}: 1 line is damaged and was passed over. The file is kept as it is, and all other entries count.`,
  );
  assert.ok(readFileSync(path, 'utf8').startsWith(`${before}{"id":"sums.2","event":"sol`));
});

test('entries of another shape count as damaged', () => {
  const path = newPath();
  fileJournal(path, now).record('sums.1', 'solved');
  writeFileSync(path, '\n[1]\nnull\n{"id":"sums.1","event":"won"}\n{"id":"sums.2","event":"solved"}\n');
  const { standings, notice } = fileJournal(path, now).read();
  assert.deepEqual([...standings.keys()], ['sums.2']);
  assert.match(String(notice), /: 3 lines are damaged and were passed over\./);
});

test('an interruption at any byte costs at most the entry that was being written', () => {
  const path = newPath();
  const journal = fileJournal(path, now);
  journal.record('sums.1', 'solved');
  const safe = readFileSync(path).length;
  journal.record('sums.2', 'solved');
  for (let length = readFileSync(path).length - 1; length > safe; length--) {
    truncateSync(path, length);
    assert.equal(journal.read().standings.get('sums.1')?.solved, true, `cut at ${length}`);
  }
});

test('a place that cannot be written or read is told, without an error', () => {
  const path = newPath();
  mkdirSync(path, { recursive: true });
  const journal = fileJournal(path, now);
  assert.match(String(journal.record('sums.1', 'solved')), /^Your progress could not be saved in .*: EISDIR/);
  assert.match(String(journal.read().notice), /^Your progress in .* could not be read: EISDIR/);
});

test('ids from before notebooks had names are read as those of now, and nothing is lost', () => {
  const path = newPath();
  const journal = fileJournal(path, now);
  const former = ['00.1', '01.3', '02.8', '03.1', '04.7'];
  for (const id of former) journal.record(id, 'solved');
  for (const id of ['03.1', 'counting.1', '05.2']) journal.record(id, 'hint');
  assert.deepEqual(Object.fromEntries(journal.read().standings), {
    'welcome.1': { solved: true, hints: 0, solutionSeen: false },
    'convolution-arithmetic.3': { solved: true, hints: 0, solutionSeen: false },
    'padding-stride.8': { solved: true, hints: 0, solutionSeen: false },
    'counting.1': { solved: true, hints: 2, solutionSeen: false },
    'alexnet.7': { solved: true, hints: 0, solutionSeen: false },
    '05.2': { solved: false, hints: 1, solutionSeen: false },
  });
  journal.record('counting.1', 'reset');
  assert.equal(journal.read().standings.get('counting.1')?.solved, false);
});

test('two kernels at once lose no entry of each other', async () => {
  const path = newPath();
  const module = join(__dirname, '../../lib/exercises/engine/journal.ts');
  const kernel = (name: string): Promise<unknown> => {
    const code = `
      const { fileJournal } = require(${JSON.stringify(module)});
      const journal = fileJournal(${JSON.stringify(path)}, () => new Date());
      for (let i = 0; i < 200; i++) { journal.record('${name}.' + i, 'solved'); journal.record('shared', 'hint'); }`;
    return promisify(execFile)(process.execPath, ['--import', 'tsx', '--eval', code]);
  };
  await Promise.all(['first', 'second'].map(kernel));
  const { standings, notice } = fileJournal(path, now).read();
  assert.equal(notice, undefined);
  assert.equal(standings.size, 401);
  assert.equal(standings.get('shared')?.hints, 400);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { implementation, number } from '../../lib/exercises/engine/checks';
import type { Desk } from '../../lib/exercises/engine/desk';
import { exercise, hint, progressReport, resetExercises, solution } from '../../lib/exercises/engine/exercise';
import { type Entry, type Journal, type Standing, UNTOUCHED } from '../../lib/exercises/engine/journal';
import type { Exercise } from '../../lib/exercises/engine/types';
import { htmlOf, makeSink, textOf } from '../notebook/sink';

const exercises: Exercise[] = [
  {
    id: '01.1',
    title: 'a sum',
    prompt: 'How much is 2 < 3 ? 2 + 3 : 0?\n\n 2  3\n 4  5',
    hints: ['Look at the question.', 'It is 2 + 3.'],
    check: number(5, { slips: [{ answer: 6, says: 'You multiplied.' }] }),
    answerName: 'sum',
    solution: 'let sum = 2 + 3; // 1 < 2',
  },
  {
    id: '01.2',
    title: 'a function',
    prompt: 'Write twice.',
    hints: ['Double it.'],
    check: implementation<readonly [number]>({ name: 'twice', cases: [[1], [2]], reference: x => 2 * x }),
    answerName: 'twice',
    solution: 'const twice = (x: number): number => 2 * x;',
  },
  {
    id: '02.1',
    title: 'another notebook',
    prompt: 'How much is 1?',
    hints: ['1.'],
    check: number(1),
    answerName: 'one',
    solution: 'const one = 1;',
  },
];

function makeDesk(notices: { readonly read?: string; readonly record?: string } = {}) {
  const { messages, send } = makeSink();
  const standings = new Map<string, Standing>();
  const events: string[] = [];
  const journal: Journal = {
    read: () => ({ standings, ...(notices.read && { notice: notices.read }) }),
    record(id, event) {
      events.push(`${id} ${event}`);
      standings.set(id, step(standings.get(id) ?? UNTOUCHED, event));
      return notices.record;
    },
  };
  const desk: Desk = { exercises, journal, send };
  return { desk, messages, events, last: () => textOf(messages.at(-1)).split('\n') };
}

function step(standing: Standing, event: Entry['event']): Standing {
  if (event === 'reset') return UNTOUCHED;
  if (event === 'hint') return { ...standing, hints: standing.hints + 1 };
  return event === 'solved' ? { ...standing, solved: true } : { ...standing, solutionSeen: true };
}

test('a right answer is praised before the cell ends, is remembered once, and offers the solution', () => {
  const { desk, messages, events, last } = makeDesk();
  assert.equal(exercise('01.1', 5, desk), undefined);
  assert.deepEqual(last(), ['✓ Right: 01.1 a sum']);
  assert.match(htmlOf(messages[0]), /<details><summary>Compare with a solution<\/summary><pre [^>]*>let sum = 2 \+ 3;/);
  exercise('01.1', 5, desk);
  assert.deepEqual(events, ['01.1 solved']);
});

test('a slip is named, with the way to the next hint', () => {
  const { desk, messages, events, last } = makeDesk();
  exercise('01.1', 6, desk);
  assert.deepEqual(last(), ['✗ Not yet: 01.1 a sum', 'You multiplied.', "hint('01.1') shows a hint; 2 of 2 are left."]);
  assert.doesNotMatch(htmlOf(messages[0]), /<details/);
  assert.deepEqual(events, []);
});

test('a stub gets the task and no error', () => {
  const { desk, messages, last } = makeDesk();
  exercise('01.1', undefined, desk);
  assert.deepEqual(last(), [
    '○ Not answered yet: 01.1 a sum',
    ...(exercises[0]?.prompt.split('\n') ?? []),
    "hint('01.1') shows a hint; 2 of 2 are left.",
  ]);
  assert.match(htmlOf(messages[0]), /How much is 2 &lt; 3 \? 2 \+ 3 : 0\?<\/div><pre [^>]*> 2 {2}3\n 4 {2}5<\/pre>/);
});

test('an asynchronous answer is awaited', async () => {
  const { desk, last } = makeDesk();
  await exercise('01.2', async (x: number) => 2 * x, desk);
  assert.deepEqual(last(), ['✓ Right: 01.2 a function']);
  await exercise('01.1', Promise.resolve(6), desk);
  assert.equal(last()[1], 'You multiplied.');
});

test('an answer that throws is reported with its message and without a stack', async () => {
  const { desk, last } = makeDesk();
  const thrower = (): never => {
    throw new TypeError('x is <undefined>');
  };
  exercise('01.2', thrower, desk);
  assert.equal(last()[1], 'Your function threw TypeError: x is <undefined> for twice(1).');
  await exercise('01.1', Promise.reject(new Error('no network')), desk);
  assert.equal(last()[1], 'Your answer threw Error: no network.');
});

test('text of a learner is escaped', () => {
  const { desk, messages } = makeDesk();
  exercise('01.1', '<img src=x onerror=alert(1)>', desk);
  assert.doesNotMatch(htmlOf(messages[0]), /<img/);
});

test('hints come one by one, the last one stays, and a reset starts anew', () => {
  const { desk, events, last } = makeDesk();
  hint('01.1', desk);
  assert.deepEqual(last(), ['Hint 1 of 2 for 01.1 a sum', 'Look at the question.']);
  const final = [
    'Hint 2 of 2 for 01.1 a sum',
    'It is 2 + 3.',
    "This is the last hint. solution('01.1') shows a solution.",
  ];
  hint('01.1', desk);
  assert.deepEqual(last(), final);
  hint('01.1', desk);
  assert.deepEqual(last(), final);
  assert.deepEqual(events, ['01.1 hint', '01.1 hint']);
  exercise('01.1', 7, desk);
  assert.equal(last()[2], "You have seen all hints. solution('01.1') shows a solution.");
  resetExercises('01.1', desk);
  hint('01.1', desk);
  assert.equal(last()[0], 'Hint 1 of 2 for 01.1 a sum');
});

test('one hint left is one hint', () => {
  const { desk, last } = makeDesk();
  exercise('01.2', undefined, desk);
  assert.equal(last().at(-1), "hint('01.2') shows a hint; 1 of 1 is left.");
});

test('a solution is shown on demand, escaped, and remembered', () => {
  const { desk, messages, events, last } = makeDesk();
  solution('01.1', desk);
  assert.deepEqual(last(), ['A solution of 01.1 a sum', 'let sum = 2 + 3; // 1 < 2']);
  assert.match(htmlOf(messages[0]), /<details open>.*1 &lt; 2<\/pre>/);
  assert.deepEqual(events, ['01.1 solution']);
});

test('the report is a table of one notebook, or of the course', () => {
  const { desk, last } = makeDesk();
  exercise('01.2', (x: number) => x + x, desk);
  solution('01.1', desk);
  hint('01.1', desk);
  progressReport('01', desk);
  assert.deepEqual(last(), [
    'Exercises of notebook 01: 1 of 2 solved',
    'exercise  task        state                  hints shown',
    '01.1      a sum       ○ open, solution seen  1 of 2',
    '01.2      a function  ✓ solved               0 of 1',
  ]);
  progressReport(undefined, desk);
  assert.equal(last()[0], 'Exercises of the course: 1 of 3 solved');
});

test('a notebook is reset as a whole, and others keep their progress', () => {
  const { desk, last } = makeDesk();
  exercise('01.1', 5, desk);
  exercise('02.1', 1, desk);
  resetExercises('01', desk);
  assert.deepEqual(last(), ['2 exercises are open again', '01.1, 01.2']);
  progressReport(undefined, desk);
  assert.equal(last()[0], 'Exercises of the course: 1 of 3 solved');
});

test('trouble with the progress file is told and stops nothing', () => {
  const { desk, last } = makeDesk({ read: '1 line is damaged.', record: 'Could not be saved.' });
  exercise('01.1', 5, desk);
  assert.deepEqual(last(), ['✓ Right: 01.1 a sum', '1 line is damaged.', 'Could not be saved.']);
  progressReport('01', desk);
  assert.deepEqual(last(), ['About your progress', '1 line is damaged.']);
});

test('an unknown exercise or notebook is refused with the nearest name', () => {
  const { desk } = makeDesk();
  const cases: [() => unknown, string][] = [
    [() => exercise('01.9', 1, desk), "exercise: there is no exercise '01.9'. Did you mean '01.1'?"],
    [() => hint('1.2', desk), "exercise: there is no exercise '1.2'. Did you mean '01.2'?"],
    [() => solution('chapter', desk), "exercise: there is no exercise 'chapter'. Exercises exist from 01.1 to 02.1."],
    [() => progressReport('03', desk), "exercise: notebook '03' has no exercises. Did you mean '01'?"],
    [() => resetExercises('all', desk), "exercise: notebook 'all' has no exercises. Exercises exist from 01 to 02."],
  ];
  for (const [call, message] of cases) assert.throws(call, { name: 'RangeError', message });
});

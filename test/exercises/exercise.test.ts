import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Catalogue } from '../../lib/exercises/engine/catalogue';
import { choice, implementation, number } from '../../lib/exercises/engine/checks';
import type { Desk } from '../../lib/exercises/engine/desk';
import { exercise, hint, progress, resetExercises, solution } from '../../lib/exercises/engine/exercise';
import { type Entry, type Journal, type Standing, UNTOUCHED } from '../../lib/exercises/engine/journal';
import type { Exercise } from '../../lib/exercises/engine/types';
import { htmlOf, makeSink, textOf } from '../notebook/sink';

const SUMS: readonly Exercise[] = [
  {
    id: 'sums.1',
    kind: 'calculation',
    title: 'a sum',
    prompt: 'How much is 2 < 3 ? 2 + 3 : 0?\n\n 2  3\n 4  5',
    hints: ['Look at the question.', 'It is 2 + 3.'],
    check: number(5, { slips: [{ answer: 6, says: 'You multiplied.' }] }),
    leadsTo: 'Sums come back in products.',
  },
  {
    id: 'sums.2',
    kind: 'implementation',
    title: 'a function',
    prompt: 'Write twice.',
    hints: ['Double it.'],
    check: implementation<readonly [number]>({ name: 'twice', cases: [[1], [2]], reference: x => 2 * x }),
    anotherWay: 'const twice = (x: number) => x << 1; // 0 < 1',
    leadsTo: 'Doubling is the first power.',
  },
];
const OTHERS: readonly Exercise[] = [
  {
    id: 'other-things.1',
    kind: 'prediction',
    title: 'another notebook',
    prompt: 'Which is more?',
    hints: ['Not none.'],
    ...choice([
      { answer: 'a', text: 'one', says: 'One is more than none.', right: true },
      { answer: 'b', text: 'none < one', says: 'None is nothing.' },
    ]),
    leadsTo: 'Counting goes on from one.',
  },
];

const catalogue: Catalogue = {
  notebooks: ['sums', 'other-things'],
  exercisesOf: notebook => (notebook === 'sums' ? SUMS : OTHERS),
  solutionOf: id =>
    id === 'other-things.1' ? { missing: 'There is no text.' } : { code: 'let sum = 2 + 3; // 1 < 2' },
};

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
  const desk: Desk = { catalogue, journal, send };
  return { desk, messages, events, last: () => textOf(messages.at(-1)).split('\n') };
}

function step(standing: Standing, event: Entry['event']): Standing {
  if (event === 'reset') return UNTOUCHED;
  if (event === 'hint') return { ...standing, hints: standing.hints + 1 };
  return event === 'solved' ? { ...standing, solved: true } : { ...standing, solutionSeen: true };
}

test('a right answer is praised before the cell ends, is remembered once, and offers the solution', () => {
  const { desk, messages, events, last } = makeDesk();
  assert.equal(exercise('sums.1', 5, desk), undefined);
  assert.deepEqual(last(), ['✓ Right: sums.1 a sum', 'Sums come back in products.']);
  assert.match(htmlOf(messages[0]), /<details><summary>Compare with a solution<\/summary><pre [^>]*>let sum = 2 \+ 3;/);
  exercise('sums.1', 5, desk);
  assert.deepEqual(events, ['sums.1 solved']);
});

test('a slip is named, with the way to the next hint', () => {
  const { desk, messages, events, last } = makeDesk();
  exercise('sums.1', 6, desk);
  assert.deepEqual(last(), [
    '✗ Not yet: sums.1 a sum',
    'You multiplied.',
    "hint('sums.1') shows a hint; 2 of 2 are left.",
  ]);
  assert.doesNotMatch(htmlOf(messages[0]), /<details/);
  assert.deepEqual(events, []);
});

test('a stub gets the task and no error', () => {
  const { desk, messages, last } = makeDesk();
  exercise('sums.1', undefined, desk);
  assert.deepEqual(last(), [
    '○ Not answered yet: sums.1 a sum',
    ...'How much is 2 < 3 ? 2 + 3 : 0?\n\n 2  3\n 4  5'.split('\n'),
    "hint('sums.1') shows a hint; 2 of 2 are left.",
  ]);
  assert.match(htmlOf(messages[0]), /How much is 2 &lt; 3 \? 2 \+ 3 : 0\?<\/div><pre [^>]*> 2 {2}3\n 4 {2}5<\/pre>/);
});

test('an asynchronous answer is awaited', async () => {
  const { desk, last } = makeDesk();
  await exercise('sums.2', async (x: number) => 2 * x, desk);
  assert.deepEqual(last(), ['✓ Right: sums.2 a function', 'All 2 cases are right.', 'Doubling is the first power.']);
  await exercise('sums.1', Promise.resolve(6), desk);
  assert.equal(last()[1], 'You multiplied.');
});

test('an answer that throws is reported with its message and without a stack', async () => {
  const { desk, last } = makeDesk();
  const thrower = (): never => {
    throw new TypeError('x is <undefined>');
  };
  exercise('sums.2', thrower, desk);
  assert.equal(last()[1], 'None of 2 cases is right. Your function threw TypeError: x is <undefined> for twice(1).');
  await exercise('sums.1', Promise.reject(new Error('no network')), desk);
  assert.equal(last()[1], 'Your answer threw Error: no network.');
});

test('text of a learner is escaped', () => {
  const { desk, messages } = makeDesk();
  exercise('sums.1', '<img src=x onerror=alert(1)>', desk);
  assert.doesNotMatch(htmlOf(messages[0]), /<img/);
});

test('each hint comes with those before it, the last ones stay, and a reset starts anew', () => {
  const { desk, events, last } = makeDesk();
  hint('sums.1', desk);
  assert.deepEqual(last(), ['Hint 1 of 2 for sums.1 a sum', 'Look at the question.']);
  const final = [
    'Hints 1 to 2 of 2 for sums.1 a sum',
    '1. Look at the question.',
    '2. It is 2 + 3.',
    "This is the last hint. solution('sums.1') shows a solution.",
  ];
  hint('sums.1', desk);
  assert.deepEqual(last(), final);
  hint('sums.1', desk);
  assert.deepEqual(last(), final);
  assert.deepEqual(events, ['sums.1 hint', 'sums.1 hint']);
  exercise('sums.1', 7, desk);
  assert.equal(last()[2], "You have seen all hints. solution('sums.1') shows a solution.");
  resetExercises('sums.1', desk);
  hint('sums.1', desk);
  assert.equal(last()[0], 'Hint 1 of 2 for sums.1 a sum');
});

test('a solved exercise gives no new hint, keeps those given, and says how to start anew', () => {
  const { desk, messages, events, last } = makeDesk();
  const anew = "course.resetExercises('sums.1') starts anew, with all hints.";
  exercise('sums.1', 5, desk);
  assert.doesNotMatch(textOf(messages.at(-1)), /hint|reset|solution\(/, 'a right answer needs none of them');
  hint('sums.1', desk);
  assert.deepEqual(last(), ['No hint was given for sums.1 a sum', `It is solved, so there is no new hint. ${anew}`]);
  resetExercises('sums.1', desk);
  hint('sums.1', desk);
  exercise('sums.1', 5, desk);
  hint('sums.1', desk);
  assert.deepEqual(last(), [
    'Hint 1 of 2 for sums.1 a sum',
    'Look at the question.',
    `It is solved, so there is no new hint. ${anew}`,
  ]);
  assert.deepEqual(events, ['sums.1 solved', 'sums.1 reset', 'sums.1 hint', 'sums.1 solved']);
  for (const answer of [undefined, 6]) {
    exercise('sums.1', answer, desk);
    assert.equal(last().at(-1), `You have solved it before. ${anew}`);
  }
});

test('progress of a notebook says how to start anew once there is something to forget', () => {
  const { desk, messages } = makeDesk();
  const scores = () => messages.map(textOf).filter(text => text.includes('exercises of notebook sums'));
  progress('sums', desk);
  hint('sums.2', desk);
  progress('sums', desk);
  const score = '0 of 2 exercises of notebook sums solved, next: sums.1 a sum';
  assert.deepEqual(scores(), [score, `${score}\ncourse.resetExercises('sums') starts anew, with all hints.`]);
});

test('one hint left is one hint', () => {
  const { desk, last } = makeDesk();
  exercise('sums.2', undefined, desk);
  assert.equal(last().at(-1), "hint('sums.2') shows a hint; 1 of 1 is left.");
});

test('a solution is shown on demand, escaped, and remembered', () => {
  const { desk, messages, events, last } = makeDesk();
  solution('sums.1', desk);
  assert.deepEqual(last(), ['A solution of sums.1 a sum', 'let sum = 2 + 3; // 1 < 2']);
  assert.match(htmlOf(messages[0]), /<details open>.*1 &lt; 2<\/pre>/);
  assert.deepEqual(events, ['sums.1 solution']);
});

test('where no solution can be read, a sentence says so in its place', () => {
  const { desk, messages, events, last } = makeDesk();
  solution('other-things.1', desk);
  assert.deepEqual(last(), ['A solution of other-things.1 another notebook', 'There is no text.']);
  exercise('other-things.1', 'a', desk);
  assert.deepEqual(last(), [
    '✓ Right: other-things.1 another notebook',
    'One is more than none.',
    'Counting goes on from one.',
    'There is no text.',
  ]);
  for (const message of messages) assert.doesNotMatch(htmlOf(message), /<details/);
  assert.deepEqual(events, ['other-things.1 solution', 'other-things.1 solved']);
});

test('another way to write it is offered when a function is right, escaped and folded', () => {
  const { desk, messages } = makeDesk();
  exercise('sums.2', (x: number) => 2 * x, desk);
  const offered =
    /<details><summary>Another way to write it<\/summary><pre [^>]*>const twice .* 0 &lt; 1<\/pre><\/details>/;
  assert.match(htmlOf(messages[0]), offered);
  exercise('sums.2', (x: number) => x, desk);
  assert.doesNotMatch(htmlOf(messages[1]), /Another way/);
});

test('a question without an answer shows its choices', () => {
  const { desk, messages, last } = makeDesk();
  exercise('other-things.1', undefined, desk);
  assert.deepEqual(last().slice(1, 4), ['Which is more?', 'a) one', 'b) none < one']);
  assert.match(htmlOf(messages[0]), /b\) none &lt; one/);
  exercise('other-things.1', 'b', desk);
  assert.equal(last()[1], 'None is nothing.');
});

test('progress counts what is solved and names what is next; of one notebook also in a table', () => {
  const { desk, messages, last } = makeDesk();
  exercise('sums.2', (x: number) => x + x, desk);
  solution('sums.1', desk);
  hint('sums.1', desk);
  progress('sums', desk);
  assert.match(textOf(messages.at(-2)), /^1 of 2 exercises of notebook sums solved, next: sums\.1 a sum\n/);
  assert.deepEqual(last(), [
    'Exercises of notebook sums',
    'exercise  task        kind            state                  hints shown',
    'sums.1    a sum       calculation     ○ open, solution seen  1 of 2',
    'sums.2    a function  implementation  ✓ solved               0 of 1',
  ]);
  const before = messages.length;
  progress(undefined, desk);
  assert.deepEqual(last(), ['1 of 3 exercises of the course solved, next: sums.1 a sum']);
  assert.equal(messages.length, before + 1);
});

test('progress goes on to the next notebook, and ends', () => {
  const { desk, last } = makeDesk();
  exercise('sums.1', 5, desk);
  exercise('sums.2', (x: number) => x + x, desk);
  progress('sums', desk);
  progress(undefined, desk);
  assert.deepEqual(last(), ['2 of 3 exercises of the course solved, next: other-things.1 another notebook']);
  exercise('other-things.1', 'a', desk);
  progress(undefined, desk);
  assert.deepEqual(last(), ['3 of 3 exercises of the course solved: all of them']);
});

test('progress says “14 of 61, next: padding-stride.3” in a course of that size', () => {
  const sizes = { welcome: 2, 'convolution-arithmetic': 10, 'padding-stride': 9, counting: 40 };
  const { desk, last } = makeDesk();
  const exercisesOf = (notebook: string): Exercise[] =>
    Object.entries(sizes).flatMap(([slug, count]) =>
      slug === notebook
        ? Array.from({ length: count }, (_, i) => ({ ...SUMS[0], id: `${slug}.${i + 1}` }) as Exercise)
        : [],
    );
  const course = { ...desk, catalogue: { ...catalogue, notebooks: Object.keys(sizes), exercisesOf } };
  for (const { id } of Object.keys(sizes).flatMap(exercisesOf).slice(0, 14)) exercise(id, 5, course);
  progress(undefined, course);
  assert.deepEqual(last(), ['14 of 61 exercises of the course solved, next: padding-stride.3 a sum']);
});

test('a notebook is reset as a whole, and others keep their progress', () => {
  const { desk, last } = makeDesk();
  exercise('sums.1', 5, desk);
  exercise('other-things.1', 'a', desk);
  resetExercises('sums', desk);
  assert.deepEqual(last(), ['2 exercises are open again', 'sums.1, sums.2']);
  progress(undefined, desk);
  assert.match(String(last()[0]), /^1 of 3 exercises of the course solved, next: sums\.1 /);
});

test('trouble with the progress file is told and stops nothing', () => {
  const { desk, last } = makeDesk({ read: '1 line is damaged.', record: 'Could not be saved.' });
  exercise('sums.1', 5, desk);
  assert.deepEqual(last(), [
    '✓ Right: sums.1 a sum',
    'Sums come back in products.',
    '1 line is damaged.',
    'Could not be saved.',
  ]);
  progress(undefined, desk);
  assert.equal(last()[1], '1 line is damaged.');
});

test('a right answer is remembered before its solution is looked for', () => {
  const { desk, events } = makeDesk();
  const solutionOf = (): never => {
    throw new SyntaxError('damaged');
  };
  const unreadable = { ...desk, catalogue: { ...catalogue, solutionOf } };
  assert.throws(() => exercise('sums.1', 5, unreadable), SyntaxError);
  assert.deepEqual(events, ['sums.1 solved']);
});

test("a notebook's former number leads to its slug", () => {
  const { desk } = makeDesk();
  const counting = { ...desk, catalogue: { ...catalogue, notebooks: ['counting'] } };
  const meant = "exercise: there is no exercise '03.1'. Did you mean 'counting.1'?";
  assert.throws(() => hint('03.1', counting), { name: 'RangeError', message: meant });
  assert.throws(() => exercise('03.1', 1, counting), { name: 'RangeError', message: meant });
  assert.throws(() => progress('03', counting), {
    name: 'RangeError',
    message: "exercise: notebook '03' has no exercises. Did you mean 'counting'?",
  });
});

test('an unknown exercise or notebook is refused with the nearest name', () => {
  const { desk } = makeDesk();
  const cases: [() => unknown, string][] = [
    [() => exercise('sums.9', 1, desk), "exercise: there is no exercise 'sums.9'. Notebook 'sums' has sums.1, sums.2."],
    [() => hint('sum.2', desk), "exercise: there is no exercise 'sum.2'. Did you mean 'sums.2'?"],
    [
      () => solution('03.1', desk),
      "exercise: there is no exercise '03.1'. These notebooks have exercises: sums, other-things.",
    ],
    [
      () => progress('03-other-things', desk),
      "exercise: notebook '03-other-things' has no exercises. Did you mean 'other-things'?",
    ],
    [
      () => resetExercises('all', desk),
      "exercise: notebook 'all' has no exercises. These notebooks have exercises: sums, other-things.",
    ],
  ];
  for (const [call, message] of cases) assert.throws(call, { name: 'RangeError', message });
});

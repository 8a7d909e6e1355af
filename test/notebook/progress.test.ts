import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatDuration, formatRate } from '../../lib/notebook/duration';
import { progress, track } from '../../lib/notebook/progress';
import { htmlOf, makeSurroundings, textOf } from './sink';

test('durations and rates are in words', () => {
  const cases: [number, string][] = [
    [0, '0.0 s'],
    [0.44, '0.4 s'],
    [9.96, '10 s'],
    [59.6, '1 min 0 s'],
    [200, '3 min 20 s'],
    [3900, '1 h 5 min'],
  ];
  for (const [seconds, words] of cases) assert.equal(formatDuration(seconds), words);
  assert.equal(formatRate(12.34), '12.3 per second');
  assert.equal(formatRate(1234.5), '1235 per second');
  assert.equal(formatRate(0.25), '4.0 s each');
});

test('a bar shows how many, how fast and how long still', () => {
  const room = makeSurroundings();
  const bar = progress({ total: 100, label: 'images' }, room);
  assert.equal(textOf(room.messages[0]), 'images: 0 of 100');
  room.wait(2000);
  bar.advance(25);
  // 25 in 2 s are 12.5 a second, so the other 75 take 6 s.
  assert.equal(textOf(room.messages[1]), 'images: 25 of 100 · 12.5 per second · 6.0 s left');
  assert.match(htmlOf(room.messages[1]), /<progress max="100" value="25"/);
  room.wait(6000);
  bar.advance(75);
  bar.finish();
  assert.equal(textOf(room.messages.at(-1)), 'images: 100 of 100 in 8.0 s (12.5 per second)');
  assert.doesNotMatch(htmlOf(room.messages.at(-1)), /<progress/);
});

test('a note stands beside the bar until it finishes, and is shown at once before the first item', () => {
  const room = makeSurroundings();
  const bar = progress({ total: 4, label: 'steps' }, room);
  bar.note('compiling');
  assert.equal(textOf(room.messages[1]), 'steps: 0 of 4 · compiling');
  room.wait(1000);
  bar.advance();
  bar.note('loss < 1');
  assert.equal(room.messages.length, 3);
  room.wait(1000);
  bar.advance();
  assert.equal(textOf(room.messages[3]), 'steps: 2 of 4 · 1.0 per second · 2.0 s left · loss < 1');
  assert.match(htmlOf(room.messages[3]), /loss &lt; 1<\/span>/);
  bar.finish();
  assert.equal(textOf(room.messages.at(-1)), 'steps: stopped at 2 of 4 in 2.0 s (1.0 per second)');
});

test('a bar that goes on starts where the work stood, and counts the speed from there', () => {
  const room = makeSurroundings();
  const bar = progress({ total: 744, label: 'steps', done: 466 }, room);
  assert.equal(textOf(room.messages[0]), 'steps: 466 of 744');
  assert.match(htmlOf(room.messages[0]), /<progress max="744" value="466"/);
  room.wait(2000);
  bar.advance(78);
  // 78 in 2 s are 39 a second, so the other 200 take 5.1 s.
  assert.equal(textOf(room.messages[1]), 'steps: 544 of 744 · 39.0 per second · 5.1 s left');
  room.wait(5000);
  bar.advance(200);
  assert.equal(textOf(room.messages.at(-1)), 'steps: 744 of 744, the last 278 in 7.0 s (39.7 per second)');
});

test('work that went on and was stopped again, or had nothing left to do, says so', () => {
  const room = makeSurroundings();
  const again = progress({ total: 744, label: 'steps', done: 466 }, room);
  room.wait(2000);
  again.advance(34);
  again.finish();
  assert.equal(textOf(room.messages.at(-1)), 'steps: stopped at 500 of 744, the last 34 in 2.0 s (17.0 per second)');
  progress({ total: 744, label: 'steps', done: 744 }, room).finish();
  assert.equal(textOf(room.messages.at(-1)), 'steps: 744 of 744');
  progress({ total: 744, label: 'steps', done: 466 }, room).finish();
  assert.equal(textOf(room.messages.at(-1)), 'steps: stopped at 466 of 744');
});

test('parts of items move the bar and count when they make a whole; a full bar finishes by itself', () => {
  const room = makeSurroundings();
  const bar = progress({ total: 2, label: 'runs' }, room);
  for (let part = 0; part < 93; part++) {
    room.wait(100);
    bar.advance(1 / 93);
    // It redraws every 300 ms: 45/93 have been drawn.
    if (part === 46) assert.match(htmlOf(room.messages.at(-1)), /value="0\.484".*0 of 2/);
  }
  room.wait(1000);
  for (let part = 0; part < 7; part++) bar.advance(1 / 7);
  assert.equal(textOf(room.messages.at(-1)), 'runs: 2 of 2 in 10 s (5.2 s each)');
  assert.doesNotMatch(htmlOf(room.messages.at(-1)), /<progress/);
});

test('all states of a bar share one display, and finishing twice changes nothing', () => {
  const room = makeSurroundings();
  const bar = progress({ total: 1, label: 'x' }, room);
  bar.advance();
  bar.finish();
  bar.finish();
  bar.advance();
  assert.equal(room.messages.length, 2);
  assert.deepEqual(
    room.messages.map(message => message.update),
    [false, true],
  );
  assert.equal(room.messages[0]?.displayId, room.messages[1]?.displayId);
});

test('a hundred thousand quick steps send few messages', () => {
  const room = makeSurroundings();
  const bar = progress({ total: 100_000, label: 'steps' }, room);
  for (let i = 0; i < 100_000; i++) {
    if (i % 100 === 0) room.wait(1);
    bar.advance();
  }
  bar.finish();
  // 1000 steps of 1 ms make 1 s: the first state, one every 250 ms, and the last.
  assert.equal(room.messages.length, 1 + 4 + 1);
});

test('without a total there is no time left', () => {
  const room = makeSurroundings();
  const bar = progress({ label: 'rows' }, room);
  room.wait(500);
  bar.advance(1000);
  assert.equal(textOf(room.messages[1]), 'rows: 1,000 · 2000 per second');
  assert.match(htmlOf(room.messages[1]), /<progress style/);
});

test('a label is escaped', () => {
  const room = makeSurroundings();
  progress({ total: 1, label: '<img src=x>' }, room).finish();
  for (const message of room.messages) assert.match(htmlOf(message), /&lt;img src=x&gt;/);
});

test('track passes on every item and counts them', () => {
  const room = makeSurroundings();
  const seen = [...track(new Float32Array([1, 2, 3]), 'values', undefined, room)];
  assert.deepEqual(seen, [1, 2, 3]);
  assert.equal(textOf(room.messages[0]), 'values: 0 of 3');
  assert.match(textOf(room.messages.at(-1)), /^values: 3 of 3 in /);
});

test('track says where a loop was left', () => {
  const room = makeSurroundings();
  for (const item of track(new Set(['a', 'b', 'c', 'd']), 'letters', undefined, room)) if (item === 'c') break;
  assert.match(textOf(room.messages.at(-1)), /^letters: stopped at 2 of 4 in /);
});

test('track goes through an asynchronous source', async () => {
  const room = makeSurroundings();
  async function* source(): AsyncIterable<number> {
    yield* [10, 20];
  }
  const seen: number[] = [];
  for await (const item of track(source(), 'batches', 2, room)) seen.push(item);
  assert.deepEqual(seen, [10, 20]);
  assert.match(textOf(room.messages.at(-1)), /^batches: 2 of 2 in /);
});

test('outside a notebook only the beginning and the end are sent', () => {
  const room = makeSurroundings();
  const texts: string[] = [];
  const outside = {
    now: room.now,
    send: (message: { data: Readonly<Record<string, unknown>> }) => {
      texts.push(String(message.data['text/plain']));
      return false;
    },
  };
  const bar = progress({ total: 50, label: 'x' }, outside);
  for (let i = 0; i < 50; i++) {
    room.wait(1000);
    bar.advance();
  }
  bar.finish();
  assert.deepEqual(texts, ['x: 0 of 50', 'x: 50 of 50 in 50 s (1.0 per second)']);
});

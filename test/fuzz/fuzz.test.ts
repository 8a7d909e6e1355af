import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzz, type Reader } from './fuzz';
import { damaged } from './mutate';

// The fuzz itself: it finds what it looks for.

const valid = [Buffer.from('{"size": 12}')];
const refusal = new TypeError('a.json is damaged. Copy it again.');

/** A reader that accepts the one file that is not damaged. */
function reader(readDamaged: (bytes: Buffer) => unknown): Reader {
  const read = (bytes: Buffer): unknown => valid.some(one => one.equals(bytes)) || readDamaged(bytes);
  return { name: 'json', valid, file: 'a.json', perByte: 100, read };
}

const options = { seed: 1, count: 100 };
let kept: unknown;

const cases: readonly (readonly [what: string, read: (bytes: Buffer) => unknown, fault: RegExp])[] = [
  ["an engine's error", bytes => JSON.parse(`!${bytes}`), /FUZZ=json:1:\d+: it does not name the file: SyntaxError/],
  [
    'memory that a file does not justify',
    () => {
      kept = new Float64Array(4e5);
      throw refusal;
    },
    /took \d+ bytes of memory, not \d+/,
  ],
  ['files that are accepted, whatever is in them', () => kept, /only 0 of 100 inputs were refused/],
  [
    'a reader that does not end',
    () => {
      for (;;) kept = 0;
    },
    /1 of 100 inputs\. The first:\nFUZZ=json:1:0: reading it does not end/,
  ],
];
for (const [what, read, fault] of cases) {
  test(`it finds ${what}`, () => assert.throws(() => fuzz(reader(read), { ...options, limit: 500 }), fault));
}

test('a reader that refuses what is damaged passes, and one input can be run alone', () => {
  fuzz(
    reader(() => {
      throw refusal;
    }),
    options,
  );
  fuzz(
    reader(() => true),
    { ...options, only: 7 },
  );
});

test('the same number gives the same bytes, another one others', () => {
  const input = (index: number): string => damaged({ reader: 'json', seed: 1, index }, valid).toString('hex');
  assert.equal(input(7), input(7));
  const all = new Set(Array.from({ length: 1000 }, (_, i) => input(i)));
  assert.ok(all.size > 600, `${all.size}`);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { excerpt, quoted } from '../../lib/spec/quoted';

test('what was received is shown as JSON', () => {
  const values: readonly (readonly [unknown, string])[] = [
    ['a "word"', '"a \\"word\\""'],
    [undefined, 'undefined'],
    [null, 'null'],
    [Number.NaN, 'NaN'],
    [-Infinity, '-Infinity'],
    [[1, Infinity], '[1,"Infinity"]'],
    [{ a: [] }, '{"a":[]}'],
  ];
  for (const [value, shown] of values) assert.equal(quoted(value), shown);
});

test('what is long is cut', () => {
  assert.equal(excerpt('x'.repeat(80)), 'x'.repeat(80));
  assert.equal(excerpt('x'.repeat(81)), `${'x'.repeat(80)}…`);
  assert.equal(excerpt('long', 2), 'lo…');
  assert.equal(quoted('x'.repeat(5e6)), `"${'x'.repeat(79)}…`);
  assert.equal(quoted(Array.from({ length: 1e6 }, () => 12)).length, 81);
});

test('what is deep is shown without walking into it for ever', () => {
  let deep: unknown = [];
  for (let i = 0; i < 100_000; i++) deep = [deep];
  assert.equal(quoted(deep), 'a value nested too deeply to be shown');
});

test('nothing in a message moves the cursor', () => {
  assert.equal(excerpt('\u001b[2Jcat\r\n\u0000'), '\\u001b[2Jcat\\r\\n\\u0000');
  // One character that begins a command to a terminal, as \u001b[ does.
  assert.equal(excerpt('\u009b2J\u007f'), '\\u009b2J\\u007f');
});

test('nothing in a message turns the direction of writing, or breaks a line', () => {
  for (const code of ['061c', '200e', '200f', '2028', '2029', '202a', '202e', '2066', '2069']) {
    const character = String.fromCharCode(Number.parseInt(code, 16));
    assert.equal(excerpt(`cat${character}gnp`), `cat\\u${code}gnp`);
    assert.equal(quoted(character), `"\\u${code}"`);
  }
  assert.equal(excerpt('קטה 猫 chat – «é»'), 'קטה 猫 chat – «é»');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultOf } from './ownError';

const cases: readonly (readonly [error: unknown, fault: string | undefined])[] = [
  [new TypeError('a.png is damaged: it has no end. Copy it again.'), undefined],
  ['a.png is damaged. Copy it again.', 'it is no error'],
  [new EvalError('a.png is damaged. Copy it again.'), 'its class is EvalError'],
  [Object.assign(new Error('a.png. Copy it again.'), { code: 'ENOENT' }), 'it comes from Node: ENOENT'],
  [new TypeError('The file is damaged. Copy it again.'), 'it does not name the file'],
  [new TypeError(`a.png is ${'x'.repeat(500)}. Copy it again.`), 'it has 520 letters'],
  [new TypeError('a.png is \u001b[2J. Copy it again.'), 'it holds characters that steer a terminal'],
  [new TypeError('a.png: Cannot read properties of null. Copy it again.'), 'it says "Cannot read propert"'],
  [new RangeError('a.png: Invalid typed array length: 7. Copy it again.'), 'it says "Invalid typed array length"'],
  [new RangeError('a.png: Maximum call stack size exceeded. Copy it again.'), 'it says "Maximum call stack"'],
  [new TypeError('a.png is damaged.'), 'it does not say what to do'],
];
for (const [error, fault] of cases) {
  test(`${String(error).slice(0, 60)}: ${fault ?? 'one of our own'}`, () =>
    assert.equal(faultOf(error, 'a.png'), fault));
}

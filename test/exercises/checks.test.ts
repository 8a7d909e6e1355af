import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fields, implementation, number } from '../../lib/exercises/engine/checks';

const slip = (message: string) => ({ kind: 'slip', message });

const double = implementation<readonly [number]>({
  name: 'double',
  cases: [[0], [3], [-2], [10]],
  reference: x => 2 * x,
  slips: [{ says: 'You squared.', answer: x => x * x }],
});

test('a number is right, foreseen, unforeseen, of another kind, or missing', () => {
  const check = number(55, { slips: [{ answer: 56, says: 'You rounded up.' }] });
  assert.deepEqual(check(55), { kind: 'right' });
  assert.deepEqual(check(56), slip('You rounded up.'));
  assert.deepEqual(check(57), slip('57 is not the number that was asked for.'));
  assert.deepEqual(check(Number.NaN), slip('NaN is not the number that was asked for.'));
  assert.deepEqual(check('55'), slip("The answer is one number. Received the text '55'."));
  assert.deepEqual(check(undefined), { kind: 'unanswered' });
});

test('fields are checked one by one', () => {
  const check = fields({ a: number(1, { slips: [{ answer: 2, says: 'Too much.' }] }), b: number(3) });
  assert.deepEqual(check({ a: 1, b: 3 }), { kind: 'right' });
  assert.deepEqual(check({ a: 2, b: 4 }), slip('a: Too much. b: 4 is not the number that was asked for.'));
  assert.deepEqual(check({ a: 1 }), slip('b: not answered yet.'));
  assert.deepEqual(check({}), { kind: 'unanswered' });
  assert.deepEqual(check(undefined), { kind: 'unanswered' });
  assert.deepEqual(check(3), slip('The answer is an object { a, b }. Received 3.'));
});

test('a function is right when it agrees with the reference on all inputs', () => {
  assert.deepEqual(
    double((x: number) => x + x),
    { kind: 'right' },
  );
});

test('the first input on which a function fails is named', () => {
  assert.deepEqual(
    double((x: number) => Math.abs(2 * x)),
    slip('For double(-2): expected -4, received 4.'),
  );
});

test('a foreseen slip is named together with an example', () => {
  assert.deepEqual(
    double((x: number) => x ** 2),
    slip('You squared. For double(3): expected 6, received 9.'),
  );
});

test('a foreseen slip is named even when it throws on other inputs', () => {
  const squareOfSmall = (x: number): number => {
    if (x > 9) throw new Error('too large');
    return x ** 2;
  };
  assert.deepEqual(double(squareOfSmall), slip('You squared. For double(3): expected 6, received 9.'));
});

test('a function that throws is reported with its message and its input, without a stack', () => {
  const thrower = (x: number): number => {
    if (x < 0) throw new RangeError('negative');
    return 2 * x;
  };
  assert.deepEqual(double(thrower), slip('Your function threw RangeError: negative for double(-2).'));
});

test('a stub that throws or returns nothing is unanswered', () => {
  for (const text of ['Not written yet.', 'not answered yet']) {
    assert.deepEqual(
      double(() => {
        throw new Error(text);
      }),
      { kind: 'unanswered' },
    );
  }
  assert.deepEqual(
    double(() => undefined),
    { kind: 'unanswered' },
  );
  assert.deepEqual(double(undefined), { kind: 'unanswered' });
});

test('a function that returns nothing for some inputs only is told so', () => {
  assert.deepEqual(
    double((x: number) => (x === 3 ? undefined : 2 * x)),
    slip('For double(3): a number or an array of numbers was expected. Received undefined.'),
  );
});

test('a value in place of a function is told so', () => {
  assert.deepEqual(double(6), slip('The answer is the function double itself. Received 6.'));
});

test('an asynchronous function is awaited, and its rejection is reported', async () => {
  assert.deepEqual(await double(async (x: number) => 2 * x), { kind: 'right' });
  assert.deepEqual(
    await double(async (x: number) => {
      if (x === 3) throw new TypeError('late');
      return 2 * x;
    }),
    slip('Your function threw TypeError: late for double(3).'),
  );
});

test('a function that changes its argument does not spoil the check', () => {
  const sum = implementation<readonly [number[]]>({
    name: 'sum',
    cases: [[[1, 2, 3]], [[4, 5]]],
    reference: values => values.reduce((a, b) => a + b, 0),
  });
  const eatUp = (values: number[]): number => {
    let total = 0;
    for (let value = values.pop(); value !== undefined; value = values.pop()) total += value;
    return total;
  };
  assert.deepEqual(sum(eatUp), { kind: 'right' });
  assert.deepEqual(
    sum((values: number[]) => eatUp(values) + 1),
    slip('For sum([1, 2, 3]): expected 6, received 7.'),
  );
});

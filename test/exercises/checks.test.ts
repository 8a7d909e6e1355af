import assert from 'node:assert/strict';
import { test } from 'node:test';
import { choice, fields, implementation, number, oneOf } from '../../lib/exercises/engine/checks';
import type { Random } from '../../lib/spec/random';

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
    { kind: 'right', note: 'All 4 cases are right.' },
  );
});

test('the first input on which a function fails is named', () => {
  assert.deepEqual(
    double((x: number) => Math.abs(2 * x)),
    slip('3 of 4 cases are right. For double(-2): expected -4, received 4.'),
  );
});

test('every case is run and counted', () => {
  const upTo = (limit: number) => (x: number) => (x < limit ? 2 * x : Number.NaN);
  const counts = [10, 3, 0, -5].map(limit => double(upTo(limit)));
  assert.deepEqual(counts, [
    slip('3 of 4 cases are right. For double(10): expected 20, received NaN.'),
    slip('2 of 4 cases are right. For double(3): expected 6, received NaN.'),
    slip('1 of 4 cases is right. For double(0): expected 0, received NaN.'),
    slip('None of 4 cases is right. For double(0): expected 0, received NaN.'),
  ]);
});

test('a foreseen slip is named together with an example', () => {
  assert.deepEqual(
    double((x: number) => x ** 2),
    slip('1 of 4 cases is right. You squared. For double(3): expected 6, received 9.'),
  );
});

test('a foreseen slip is named even when it throws on other inputs', () => {
  const squareOfSmall = (x: number): number => {
    if (x > 9) throw new Error('too large');
    return x ** 2;
  };
  assert.deepEqual(
    double(squareOfSmall),
    slip('1 of 4 cases is right. You squared. Your function threw Error: too large for double(10).'),
  );
});

test('a function that throws is reported with its message and its input, without a stack', () => {
  const thrower = (x: number): number => {
    if (x < 0) throw new RangeError('negative');
    return 2 * x;
  };
  assert.deepEqual(
    double(thrower),
    slip('3 of 4 cases are right. Your function threw RangeError: negative for double(-2).'),
  );
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
    slip('3 of 4 cases are right. For double(3): a number or an array of numbers was expected. Received undefined.'),
  );
});

test('a value in place of a function is told so', () => {
  assert.deepEqual(double(6), slip('The answer is the function double itself. Received 6.'));
});

test('an asynchronous function is awaited, and its rejection is reported', async () => {
  assert.deepEqual(await double(async (x: number) => 2 * x), { kind: 'right', note: 'All 4 cases are right.' });
  assert.deepEqual(
    await double(async (x: number) => {
      if (x === 3) throw new TypeError('late');
      return 2 * x;
    }),
    slip('3 of 4 cases are right. Your function threw TypeError: late for double(3).'),
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
  assert.deepEqual(sum(eatUp), { kind: 'right', note: 'All 2 cases are right.' });
  assert.deepEqual(
    sum((values: number[]) => eatUp(values) + 1),
    slip('None of 2 cases is right. For sum([1, 2, 3]): expected 6, received 7.'),
  );
});

test('random cases are the same in every check, and differ from one function to another', () => {
  const drawn = (name: string): number[] => {
    const seen: number[] = [];
    const random = { count: 5, draw: (numbers: Random): [number] => [numbers.integer(1000)] };
    const check = implementation<readonly [number]>({ name, cases: [[-1]], random, reference: x => x });
    for (let attempt = 0; attempt < 2; attempt++) {
      const verdict = check((x: number) => {
        seen.push(x);
        return x;
      });
      assert.deepEqual(verdict, { kind: 'right', note: 'All 6 cases are right.' });
    }
    return seen;
  };
  const first = drawn('same');
  assert.deepEqual(first.slice(0, 6), first.slice(6));
  assert.equal(first[0], -1);
  assert.ok(new Set(first).size > 4);
  assert.notDeepEqual(drawn('other'), first);
});

test('a random case that fails is shown like any other', () => {
  const random = { count: 3, draw: (): [number] => [7] };
  const check = implementation<readonly [number]>({ name: 'half', cases: [[0]], random, reference: x => x / 2 });
  assert.deepEqual(check(Math.floor), slip('1 of 4 cases is right. For half(7): expected 3.5, received 7.'));
});

const softmax = implementation<readonly [number[]]>({
  name: 'softmax',
  cases: [[[0, 0]], [[1, 2, 3]]],
  reference: logits => {
    const powers = logits.map(Math.exp);
    return powers.map(power => power / powers.reduce((a, b) => a + b));
  },
  properties: [
    (result, logits) =>
      Array.isArray(result) && result.length === logits.length ? undefined : `the result has ${logits.length} numbers.`,
    result => {
      const total = [result].flat().reduce<number>((sum, value) => sum + Number(value), 0);
      return Math.abs(total - 1) < 1e-6 ? undefined : `the probabilities add up to ${total}, not to 1.`;
    },
  ],
});

test('a property is named before a value, and the first one before the others', () => {
  assert.deepEqual(
    softmax((logits: number[]) => logits.map(() => 1)),
    slip('None of 2 cases is right. For softmax([0, 0]): the probabilities add up to 2, not to 1.'),
  );
  assert.deepEqual(
    softmax(() => [1, 1]),
    slip('None of 2 cases is right. For softmax([1, 2, 3]): the result has 3 numbers.'),
  );
  assert.deepEqual(
    softmax((logits: number[]) => logits.map(() => 1 / logits.length)),
    slip('1 of 2 cases is right. For softmax([1, 2, 3]): at [0]: expected 0.0900306, received 0.333333.'),
  );
});

const LAYER = [
  { answer: 'a', text: 'the first layer', says: 'It has the fewest.' },
  { answer: 'b', text: 'the last layer', says: 'It reads all of them.', right: true },
] as const;

test('a choice says why it is right or what was overlooked, in either case and with spaces', () => {
  const check = oneOf(LAYER);
  assert.deepEqual(check('b'), { kind: 'right', note: 'It reads all of them.' });
  assert.deepEqual(check(' B '), { kind: 'right', note: 'It reads all of them.' });
  assert.deepEqual(check('a'), slip('It has the fewest.'));
  assert.deepEqual(check('c'), slip("The answer is one of 'a', 'b'. Received the text 'c'."));
  assert.deepEqual(check(2), slip("The answer is one of 'a', 'b'. Received 2."));
  assert.deepEqual(check(undefined), { kind: 'unanswered' });
});

test('an exercise to choose carries its choices with the check', () => {
  const { choices, check } = choice(LAYER);
  assert.equal(choices, LAYER);
  assert.deepEqual(check('a'), slip('It has the fewest.'));
});

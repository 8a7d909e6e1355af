import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exercises } from '../../lib/exercises/learning/exercises';
import { type Outcome, trainsWell } from '../../lib/exercises/learning/recipe';
import { judgeOf } from './judge';

const { judge, slipOf } = judgeOf(exercises);

const right = {
  gradient: { toRight: -1.6, toWrong: 1.4, after: 0.66 },
  faults: { A: 'labels', B: 'relu', C: 'scaling', D: 'zeros', E: 'rate' },
  verdicts: { first: 'shown', second: 'not shown', third: 'not shown' },
  plan: {
    ...{ ratesOld: 5, ratesNew: 5, tuningSeeds: 3, chosenOn: 'validation' },
    ...{ pairs: 10, noisePairs: 10, reportedOn: 'test' },
  },
};

type Step = (w: number[], v: number[], g: number[], rate: number, momentum: number) => unknown;
type Rule = (w: number, v: number, g: number, rate: number, momentum: number) => readonly [number, number];
const stepBy =
  (rule: Rule): Step =>
  (w, v, g, rate, momentum) => {
    const pairs = w.map((weight, i) => rule(weight, v[i] ?? 0, g[i] ?? 0, rate, momentum));
    return [pairs.map(([weight]) => weight), pairs.map(([, velocity]) => velocity)];
  };

const slips: readonly (readonly [string, unknown, string])[] = [
  ['learning.1', { ...right.gradient, toRight: 0.4 }, 'The right class has its probability minus 1.'],
  ['learning.1', { ...right.gradient, toRight: -0.8 }, 'toRight: This is the gradient of the score.'],
  ['learning.1', { ...right.gradient, toRight: 1.6 }, 'The sign is turned'],
  ['learning.1', { ...right.gradient, toWrong: -0.6 }, 'Class 0 is not the right one'],
  ['learning.1', { ...right.gradient, toWrong: 0.7 }, 'toWrong: This is the gradient of the score.'],
  ['learning.1', { ...right.gradient, after: 0.34 }, 'A step goes against the gradient.'],
  ['learning.1', { ...right.gradient, after: 2.1 }, 'Multiply the gradient by the rate first.'],
  ['learning.2', 'b', 'Which number does it get?'],
  ['learning.2', 'c', 'That is the gradient of the kernel'],
  ['learning.2', 'd', 'All nine inputs of the window'],
  ['learning.3', stepBy((w, v, g, rate, m) => [w - rate * v, m * v + g]), 'You moved the weights by the old velocity.'],
  ['learning.3', stepBy((w, v, g, rate, m) => [w - rate * g, m * v + g]), 'by the gradient alone'],
  ['learning.3', stepBy((w, v, g, rate, m) => [w + rate * (m * v + g), m * v + g]), 'You added the step.'],
  [
    'learning.3',
    stepBy((w, v, g, rate, m) => {
      const next = m * v + (1 - m) * g;
      return [w - rate * next, next];
    }),
    'Here the gradient is added in full.',
  ],
  [
    'learning.3',
    stepBy((w, v, g, rate, m) => {
      const next = m * v + rate * g;
      return [w - next, next];
    }),
    'You put the rate into the velocity.',
  ],
  ['learning.3', (w: number[]) => w, 'the result is [weights, velocity], two lists of'],
  ['learning.4', 'a', 'What do the later layers read?'],
  ['learning.4', 'b', 'Which of the gradients is not 0?'],
  ['learning.4', 'd', 'Nothing is divided by 0.'],
  ['learning.5', 3, 'The answer is an object such as'],
  ['learning.5', { rate: 0, momentum: 0 }, 'The rate is a number above 0.'],
  ['learning.5', { rate: 1, momentum: 1 }, 'The momentum is a number from 0 up to'],
  ['learning.6', { ...right.faults, A: 'rate' }, 'A: With steps that are too large'],
  ['learning.6', { ...right.faults, B: 'labels' }, 'B: With shuffled labels'],
  ['learning.6', { ...right.faults, D: 'scaling' }, 'D: Inputs that are not scaled'],
  ['learning.6', { ...right.faults, E: 'zeros' }, 'E: From zeros the loss stays near ln 10'],
  ['learning.6', { ...right.faults, C: 'relu' }, 'C: Without ReLU the network learns'],
  ['learning.7', { ...right.verdicts, first: 'not shown here' }, 'first: Its interval leaves out 0, and 0.6'],
  ['learning.7', { ...right.verdicts, second: 'shown' }, 'second: Its interval holds 0'],
  ['learning.7', { ...right.verdicts, third: 'shown' }, 'third: Its interval leaves out 0, but'],
  ['learning.8', { ...right.plan, ratesOld: 1 }, 'ratesOld: Tune on three rates or more.'],
  ['learning.8', { ...right.plan, ratesOld: 3 }, 'Give both the same effort.'],
  ['learning.8', { ...right.plan, tuningSeeds: 1 }, 'Give each rate two seeds or more.'],
  ['learning.8', { ...right.plan, ratesOld: 3, ratesNew: 3, noisePairs: 12 }, '12 of 10 is too many.'],
  ['learning.8', { ...right.plan, tuningSeeds: 4 }, 'It takes 70 runs: 40 to tune'],
  ['learning.8', { ...right.plan, chosenOn: 'test' }, 'has seen them'],
  ['learning.8', { ...right.plan, chosenOn: 'training' }, 'so choose by that: validation'],
  ['learning.8', { ...right.plan, chosenOn: 'luck' }, "chosenOn: Write 'training', 'validation' or 'test'."],
  ['learning.8', { ...right.plan, pairs: 3 }, 'Take ten paired seeds or more.'],
  ['learning.8', { ...right.plan, noisePairs: 0 }, 'there is no noise floor'],
  ['learning.8', { ...right.plan, noisePairs: 2 }, 'The A/A pair needs ten seeds or more'],
  ['learning.8', { ...right.plan, reportedOn: 'validation' }, 'Report on pictures that chose nothing.'],
  ['learning.8', { ...right.plan, reportedOn: 'training' }, 'Learning by heart would look good there.'],
  ['learning.8', { ...right.plan, reportedOn: 'luck' }, "reportedOn: Write 'training', 'validation' or 'test'."],
];
for (const [id, answer, message] of slips) {
  test(`${id}: ${message}`, () => assert.ok(slipOf(id, answer).includes(message), slipOf(id, answer)));
}

test('a cheaper plan and a right step in another form are right', () => {
  const cheap = { ...right.plan, ratesOld: 3, ratesNew: 3, tuningSeeds: 2, chosenOn: 'Validation' };
  assert.equal(judge('learning.8', cheap).kind, 'right');
  const step = (w: number[], v: number[], g: number[], rate: number, m: number): unknown => [
    Float32Array.from(w, (weight, i) => weight - rate * (m * (v[i] ?? 0) + (g[i] ?? 0))),
    Float32Array.from(w, (_, i) => m * (v[i] ?? 0) + (g[i] ?? 0)),
  ];
  assert.equal(judge('learning.3', step).kind, 'right');
});

/** What is said of a recipe whose three runs end so. */
async function verdictOn(outcomes: readonly Outcome[]): Promise<string> {
  const check = trainsWell((_, seed) => Promise.resolve(outcomes[seed] ?? { accuracy: 0, loss: 0 }));
  const verdict = await check({ rate: 0.01, momentum: 0.9 });
  return verdict.kind === 'slip' ? verdict.message : verdict.kind;
}

test('learning.5: the mean of three seeds decides, and the advice follows the loss', async () => {
  const good = { accuracy: 0.75, loss: 0.4 };
  const lame = { accuracy: 0.5, loss: 1.2 };
  const dead = { accuracy: 0.1, loss: 2.3 };
  assert.equal(await verdictOn([good, good, { accuracy: 0.65, loss: 0.6 }]), 'right');
  assert.match(await verdictOn([dead, dead, dead]), /The mean is 10 %, and 70 % .* In every seed the training loss/);
  assert.match(await verdictOn([good, good, dead]), /In 1 of 3 seeds the training loss still stands at ln 10/);
  assert.match(await verdictOn([lame, lame, lame]), /The loss falls\. It has to fall faster/);
});

test('learning.5: a run that stops is a slip', async () => {
  const check = trainsWell(() => Promise.reject(new RangeError('the loss became NaN.')));
  const verdict = await check({ rate: 9, momentum: 0.9 });
  assert.ok(verdict.kind === 'slip' && verdict.message.startsWith('With seed 0 the run stopped: RangeError: the loss'));
});

test('learning.7: the words of the notebook, with "here", are right', () => {
  const answer = { first: 'shown here', second: 'Not shown here', third: 'not shown' };
  assert.equal(judge('learning.7', answer).kind, 'right');
});

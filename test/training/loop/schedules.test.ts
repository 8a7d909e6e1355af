import assert from 'node:assert/strict';
import { test } from 'node:test';
import { constant, cosine, oneCycle, type Schedule, stepDecay, warmup } from '../../../lib/training';

// From torch 2.14.1's OneCycleLR(0.1, total_steps=21, pct_start=0.3), CosineAnnealingLR(10, eta_min=0.01) and
// MultiStepLR([3, 5]), each on a learning rate of 0.1. An epoch has one step.
const CASES: readonly (readonly [string, Schedule, number, readonly number[]])[] = [
  [
    'oneCycle',
    oneCycle({ peak: 0.1 }),
    21,
    [
      0.004, 0.012188527098, 0.033960276058, 0.061886973699, 0.086440348338, 0.099243067741, 0.099441543545,
      0.09673623556, 0.091904437627, 0.085165996585, 0.076827511549, 0.067268383648, 0.056923553269, 0.046263710267,
      0.035773877574, 0.025931342652, 0.01718394091, 0.009929679189, 0.004498626449, 0.001137895627,
    ],
  ],
  [
    'cosine',
    cosine({ learningRate: 0.1, final: 0.01 }),
    10,
    [
      0.1, 0.097797543233, 0.091405764747, 0.081450336353, 0.068905764747, 0.055, 0.041094235253, 0.028549663647,
      0.018594235253, 0.012202456767,
    ],
  ],
  [
    'stepDecay',
    stepDecay({ learningRate: 0.1, milestones: [3, 5] }),
    8,
    [0.1, 0.1, 0.1, 0.01, 0.01, 0.001, 0.001, 0.001],
  ],
  ['constant', constant(0.1), 3, [0.1, 0.1, 0.1]],
  ['warmup', warmup(constant(0.1), 4), 6, [0.025, 0.05, 0.075, 0.1, 0.1, 0.1]],
];

for (const [name, schedule, totalSteps, expected] of CASES) {
  test(`${name} has PyTorch's learning rates`, () => {
    expected.forEach((rate, step) => {
      const ours = schedule({ step, totalSteps, stepsPerEpoch: 1 });
      assert.ok(Math.abs(ours - rate) < 1e-10, `step ${step}: ${ours}, expected ${rate}`);
    });
  });
}

test('milestones and the warm-up count epochs, not steps', () => {
  const decay = stepDecay({ learningRate: 1, milestones: [2] });
  const rates = [19, 20].map(step => decay({ step, totalSteps: 40, stepsPerEpoch: 10 }));
  assert.deepEqual(rates, [1, 0.1]);
  assert.equal(warmup(constant(1), 2)({ step: 9, totalSteps: 40, stepsPerEpoch: 10 }), 0.5);
});

const REFUSALS: readonly (readonly [string, () => unknown, string])[] = [
  ['a learning rate of 0', () => constant(0), 'constant: learningRate must be a number above 0. Received 0.'],
  [
    'milestones in disorder',
    () => stepDecay({ learningRate: 1, milestones: [5, 3] }),
    'stepDecay: milestones must be ascending epochs above 0. Received [5, 3].',
  ],
  [
    'a last rate above the first',
    () => cosine({ learningRate: 0.1, final: 0.2 }),
    'cosine: final must lie between 0 and the learning rate 0.1. Received 0.2.',
  ],
  [
    'a warm-up longer than the run',
    () => oneCycle({ peak: 0.1, warmup: 3 }),
    'oneCycle: warmup is a part of the run, between 0 and 1. Received 3.',
  ],
  ['no number', () => warmup(constant(1), Number.NaN), 'warmup: epochs must be a number above 0. Received NaN.'],
];

for (const [name, call, message] of REFUSALS) {
  test(`${name} is refused`, () => assert.throws(call, { name: 'RangeError', message }));
}

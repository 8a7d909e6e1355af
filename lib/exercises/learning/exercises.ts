import { readValues } from '../../notebook/values';
import type { Random } from '../../spec/random';
import { choice, fields, implementation, number, oneOf } from '../engine/checks';
import type { Choice, Exercise, PlainCheck } from '../engine/types';
import { fairPlan } from './comparison';
import { trainsWell } from './recipe';

type StepArguments = readonly [
  weights: readonly number[],
  velocity: readonly number[],
  gradient: readonly number[],
  rate: number,
  momentum: number,
];

type Rule = (weight: number, velocity: number, gradient: number, rate: number, momentum: number) => [number, number];

/** A step of all weights: first the weights, then the velocities. */
function stepBy(rule: Rule): (...args: StepArguments) => number[][] {
  return (weights, velocity, gradient, rate, momentum) => {
    const pairs = weights.map((weight, i) => rule(weight, velocity[i] ?? 0, gradient[i] ?? 0, rate, momentum));
    return [pairs.map(([weight]) => weight), pairs.map(([, moved]) => moved)];
  };
}

function drawStep(random: Random): StepArguments {
  const count = 1 + random.integer(4);
  const list = (): number[] => Array.from({ length: count }, () => random.uniform(-2, 2));
  return [list(), list(), list(), random.uniform(0.01, 0.5), random.uniform(0.1, 0.95)];
}

const FAULTS = ['rate', 'labels', 'scaling', 'zeros', 'relu'] as const;
type Fault = (typeof FAULTS)[number];

const WRONG_FAULT: Readonly<Record<Fault, string>> = {
  rate: 'With steps that are too large the loss starts near ln 10, as it should, and single steps then rise far above it.',
  labels:
    'With shuffled labels the training loss falls slowly, while the validation loss rises and the accuracy stays at guessing.',
  scaling: 'Inputs that are not scaled show in the first loss, before any step.',
  zeros: 'From zeros the loss stays near ln 10 from the first step on.',
  relu: 'Without ReLU the network learns, but it is one linear layer and stays behind the healthy one.',
};

/** One network of the figure: the right fault, or what the chosen one would look like. */
function faultOf(right: Fault): PlainCheck {
  return oneOf(
    FAULTS.map(
      (answer): Choice =>
        answer === right
          ? { answer, text: answer, says: '', right: true }
          : { answer, text: answer, says: WRONG_FAULT[answer] },
    ),
  );
}

/** One row of a table of differences: whether its effect is shown. */
function verdictOf(right: 'shown' | 'not shown', says: string): PlainCheck {
  const other = right === 'shown' ? 'not shown' : 'shown';
  const check = oneOf([
    { answer: right, text: right, says: '', right: true },
    { answer: other, text: other, says },
  ]);
  // The notebook's own words end in "here".
  return answer => check(typeof answer === 'string' ? answer.replace(/\s+here\s*$/i, '') : answer);
}

/** The exercises of this notebook, in its order. */
export const exercises: readonly Exercise[] = [
  {
    id: 'learning.1',
    kind: 'calculation',
    title: 'one weight by the chain rule',
    prompt:
      'A layer reads x = [2, −1] and gives three classes the probabilities 0.7, 0.2 and 0.1. Class 1 is right. Give { toRight, toWrong, after }: the gradient of the weight from x₀ to class 1, that of the weight from x₀ to class 0, and what the weight from x₀ to class 1 becomes when it was 0.5 and the rate is 0.1.',
    hints: [
      'The gradient of a weight is the input that it reads times the gradient of the score that it writes to.',
      'The gradient of a score is its probability, minus 1 for the right class.',
      'toRight = 2 · (0.2 − 1). A step moves the weight against its gradient: 0.5 − 0.1 · toRight.',
    ],
    check: fields({
      toRight: number(-1.6, {
        slips: [
          { answer: 0.4, says: 'The right class has its probability minus 1.' },
          { answer: -0.8, says: 'This is the gradient of the score. The weight reads x₀ = 2.' },
          { answer: 1.6, says: 'The sign is turned: it is the probability minus 1, not 1 minus the probability.' },
        ],
      }),
      toWrong: number(1.4, {
        slips: [
          { answer: -0.6, says: 'Class 0 is not the right one, so that nothing is taken away from its probability.' },
          { answer: 0.7, says: 'This is the gradient of the score. The weight reads x₀ = 2.' },
        ],
      }),
      after: number(0.66, {
        slips: [
          {
            answer: 0.34,
            says: 'A step goes against the gradient. The gradient is negative, so that the weight grows.',
          },
          { answer: 2.1, says: 'Multiply the gradient by the rate first.' },
        ],
      }),
    }),
    leadsTo: 'In section 3 the same two factors, an input and a gradient, are two matrices.',
  },
  {
    id: 'learning.2',
    kind: 'prediction',
    title: 'the way back through a kernel',
    prompt:
      'The gradient of the outputs of a 3×3 convolution is 1 at one place and 0 everywhere else. What is the gradient of the inputs?',
    ...choice([
      {
        answer: 'a',
        text: 'the kernel, as it is, on the nine inputs of that place',
        says: 'An input under the window matters to this output as much as the weight that it meets.',
        right: true,
      },
      {
        answer: 'b',
        text: 'the kernel turned by 180°, on the nine inputs of that place',
        says: 'The input at the top left of the window meets the weight at the top left. Which number does it get?',
      },
      {
        answer: 'c',
        text: 'the nine inputs of that place, and 0 elsewhere',
        says: 'That is the gradient of the kernel: a weight matters as much as the input that it meets. Here the inputs are asked for.',
      },
      {
        answer: 'd',
        text: '1 at the middle of the window, and 0 elsewhere',
        says: 'All nine inputs of the window take part in this output, each with a weight of its own.',
      },
    ]),
    hints: [
      'By how much does the output change when one input under the window grows by 1?',
      'By the weight that lies on this input.',
    ],
    leadsTo: 'Many outputs at once lay many kernels over each other. That sum is a convolution with the turned kernel.',
  },
  {
    id: 'learning.3',
    kind: 'implementation',
    title: 'a step with momentum',
    prompt:
      'Write momentumStep(weights, velocity, gradient, rate, momentum), which gives back [weights, velocity] after one step: the velocity becomes momentum · velocity + gradient, and then each weight moves by −rate · its new velocity.',
    hints: [
      'First make the new velocities, then the new weights of them.',
      'const moved = velocity.map((v, i) => momentum * v + gradient[i]);',
      'return [weights.map((w, i) => w - rate * moved[i]), moved];',
    ],
    check: implementation<StepArguments>({
      name: 'momentumStep',
      cases: [
        [[1], [0], [2], 0.1, 0.9],
        [[1, -1], [0.5, 0.5], [2, 0], 0.1, 0.5],
      ],
      random: { count: 8, draw: drawStep },
      properties: [
        (result, weights) => {
          const values = readValues(result);
          if (typeof values !== 'string' && values.shape.join() === `2,${weights.length}`) return undefined;
          return `the result is [weights, velocity], two lists of ${weights.length}.`;
        },
      ],
      reference: stepBy((w, v, g, rate, momentum) => [w - rate * (momentum * v + g), momentum * v + g]),
      slips: [
        {
          says: 'You moved the weights by the old velocity. Make the new one first.',
          answer: stepBy((w, v, g, rate, momentum) => [w - rate * v, momentum * v + g]),
        },
        {
          says: 'You moved the weights by the gradient alone. They move by the velocity.',
          answer: stepBy((w, v, g, rate, momentum) => [w - rate * g, momentum * v + g]),
        },
        {
          says: 'You added the step. It goes against the gradient.',
          answer: stepBy((w, v, g, rate, momentum) => [w + rate * (momentum * v + g), momentum * v + g]),
        },
        {
          says: 'You took (1 − momentum) of the gradient. Here the gradient is added in full.',
          answer: stepBy((w, v, g, rate, momentum) => {
            const next = momentum * v + (1 - momentum) * g;
            return [w - rate * next, next];
          }),
        },
        {
          says: 'You put the rate into the velocity. It belongs to the step of the weight only.',
          answer: stepBy((w, v, g, rate, momentum) => [w - (momentum * v + rate * g), momentum * v + rate * g]),
        },
      ],
    }),
    anotherWay:
      'function momentumStep(weights, velocity, gradient, rate, momentum) {\n  const next = [[...weights], [...velocity]];\n  for (let i = 0; i < weights.length; i++) {\n    next[1][i] = momentum * velocity[i] + gradient[i];\n    next[0][i] -= rate * next[1][i];\n  }\n  return next;\n}',
    leadsTo: 'The loop below makes this step, and training.sgd({ momentum: 0.9 }) is the same.',
  },
  {
    id: 'learning.4',
    kind: 'prediction',
    title: 'a start from zeros',
    prompt:
      'A network with hidden layers and ReLU starts with all weights and biases at 0, and is trained as usual on ten classes that are equally frequent. What does its loss do?',
    ...choice([
      {
        answer: 'a',
        text: 'it falls as usual, since the gradient says where to go',
        says: 'The gradient of a weight is the input that it reads times the gradient of its output. What do the later layers read?',
      },
      {
        answer: 'b',
        text: 'it falls, but several times more slowly',
        says: 'Slow would mean that some gradient is small. Which of the gradients is not 0?',
      },
      {
        answer: 'c',
        text: 'it stays near ln 10: only the last biases ever move',
        says: 'What a hidden layer puts out is 0, and what comes back through weights of 0 is 0. Only the last biases have a gradient.',
        right: true,
      },
      {
        answer: 'd',
        text: 'it becomes NaN, since something is divided by 0',
        says: 'Softmax of ten zeros is 1/10 ten times. Nothing is divided by 0.',
      },
    ]),
    hints: [
      'What does the first layer put out, and what does each later one?',
      'On the way back the gradient is multiplied by the weights.',
    ],
    leadsTo: 'So a start has to be random, and the next question is how large.',
  },
  {
    id: 'learning.5',
    kind: 'training',
    title: 'make the deep network learn',
    prompt:
      'Keep Glorot’s start, and train the deep network to a validation accuracy of 70 % or more in 155 steps, as a mean of three seeds. Give { rate, momentum }. The check trains it with your recipe.',
    hints: [
      'With a rate of 0.003 the loss falls, but slowly. What does that say of the steps?',
      'Keep a momentum of 0.9, and try rates that are three times apart, upwards from 0.003.',
      'Momentum makes the steps about 1 / (1 − momentum) times as large in the long run, so that it wants a smaller rate.',
    ],
    check: trainsWell(),
    leadsTo: 'Networks of fifty layers and more need more than a start: notebook resnet goes on here.',
  },
  {
    id: 'learning.6',
    kind: 'interpretation',
    title: 'match curves to faults',
    prompt:
      "Five networks are broken, each in one way: 'rate' (too large), 'labels' (shuffled), 'scaling' (pixels from 0 to 255), 'zeros' (the start), 'relu' (left out). Say which is which: { A, B, C, D, E }.",
    hints: [
      'Look at the first step first: whose loss is not near ln 10?',
      'Whose loss stays at ln 10 in every epoch, with no step far above it? Whose loss falls in training and rises in validation?',
      'Of the two that are left, one learns, but less well than the healthy one.',
    ],
    check: fields({
      A: faultOf('labels'),
      B: faultOf('relu'),
      C: faultOf('scaling'),
      D: faultOf('zeros'),
      E: faultOf('rate'),
    }),
    leadsTo: 'Keep the table below: it is the first place to look when your own network does not learn.',
  },
  {
    id: 'learning.7',
    kind: 'interpretation',
    title: 'what do these differences show?',
    prompt:
      "Three changes were measured against one baseline, in points of test accuracy. The noise floor is 0.4. First: mean 0.6, interval 0.2 to 1.0. Second: mean 0.5, interval −0.1 to 1.1. Third: mean −0.3, interval −0.5 to −0.1. Give { first, second, third }, each 'shown' or 'not shown'.",
    hints: [
      'Two things must hold: the interval leaves out 0, and the mean lies beyond the noise floor.',
      'The sign does not matter: harm can be shown as well as gain.',
    ],
    check: fields({
      first: verdictOf('shown', 'Its interval leaves out 0, and 0.6 is more than the noise floor.'),
      second: verdictOf('not shown', 'Its interval holds 0: no difference at all would fit these seeds as well.'),
      third: verdictOf(
        'not shown',
        'Its interval leaves out 0, but a pair without any change was carried as far as 0.4.',
      ),
    }),
    leadsTo: 'Every later experiment of the course gives its verdict in these words.',
  },
  {
    id: 'learning.8',
    kind: 'design',
    title: 'plan a fair comparison',
    prompt:
      'You have time for 60 runs and want to know whether a new layer is better than the old one. Give { ratesOld, ratesNew, tuningSeeds, chosenOn, pairs, noisePairs, reportedOn }: how many rates each side is tuned on, with how many seeds each; on which pictures the rates are chosen; how many seeds are run on both sides; how many of them are run once more for the A/A pair; and on which pictures the result is reported.',
    hints: [
      'Both sides get the same number of rates, and the pictures that choose are not the ones that report.',
      'Runs: (ratesOld + ratesNew) · tuningSeeds + 2 · pairs + noisePairs.',
      'Ten pairs and an A/A pair of ten take 30 runs. 30 are left to tune.',
    ],
    check: fairPlan,
    leadsTo: 'Notebook alexnet compares activations and layers by such a plan.',
  },
];

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Tensor, Variable } from '@tensorflow/tfjs-node';
import type { NDArray } from '../../../lib/spec/ndarray';
import { tf } from '../../../lib/tfjs/backend';
import { adam, adamW, type Optimizer, sgd } from '../../../lib/training/optimizers';
import { uniforms } from '../../support/fill';
import { useBackend } from '../../tfjs/support';

/** One weight of a formula worked in double precision: gives the weight after each gradient. */
type Formula = (start: number, gradients: readonly number[], rates: readonly number[]) => number[];

const descent =
  ({ momentum = 0, nesterov = false, weightDecay = 0 }): Formula =>
  (start, gradients, rates) => {
    let [w, v] = [start, 0];
    return gradients.map((gradient, i) => {
      const g = gradient + weightDecay * w;
      v = i === 0 ? g : momentum * v + g;
      w -= (rates[i] ?? 0) * (nesterov ? g + momentum * v : v);
      return w;
    });
  };

const adaptive =
  ({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, l2 = 0, decoupled = 0 }): Formula =>
  (start, gradients, rates) => {
    let [w, m, s] = [start, 0, 0];
    return gradients.map((gradient, i) => {
      const rate = rates[i] ?? 0;
      const g = gradient + l2 * w;
      w *= 1 - rate * decoupled;
      m = beta1 * m + (1 - beta1) * g;
      s = beta2 * s + (1 - beta2) * g * g;
      const [mean, square] = [m / (1 - beta1 ** (i + 1)), s / (1 - beta2 ** (i + 1))];
      w -= (rate * mean) / (Math.sqrt(square) + epsilon);
      return w;
    });
  };

interface Case {
  make(): Optimizer;
  readonly formula: Formula;
}

/** Each option away from its default. The formulas are those of torch.optim's documentation. */
const CASES: Readonly<Record<string, Case>> = {
  sgd: { make: () => sgd(), formula: descent({}) },
  'sgd, weight decay': { make: () => sgd({ weightDecay: 0.3 }), formula: descent({ weightDecay: 0.3 }) },
  'sgd, momentum': { make: () => sgd({ momentum: 0.8 }), formula: descent({ momentum: 0.8 }) },
  'sgd, momentum and weight decay': {
    make: () => sgd({ momentum: 0.8, weightDecay: 0.3 }),
    formula: descent({ momentum: 0.8, weightDecay: 0.3 }),
  },
  'sgd, nesterov': {
    make: () => sgd({ momentum: 0.8, nesterov: true }),
    formula: descent({ momentum: 0.8, nesterov: true }),
  },
  'sgd, nesterov and weight decay': {
    make: () => sgd({ momentum: 0.8, nesterov: true, weightDecay: 0.3 }),
    formula: descent({ momentum: 0.8, nesterov: true, weightDecay: 0.3 }),
  },
  adam: { make: () => adam(), formula: adaptive({}) },
  'adam, betas': { make: () => adam({ beta1: 0.5, beta2: 0.7 }), formula: adaptive({ beta1: 0.5, beta2: 0.7 }) },
  'adam, epsilon': { make: () => adam({ epsilon: 0.5 }), formula: adaptive({ epsilon: 0.5 }) },
  'adam, weight decay': { make: () => adam({ weightDecay: 0.3 }), formula: adaptive({ l2: 0.3 }) },
  adamW: { make: () => adamW(), formula: adaptive({ decoupled: 0.01 }) },
  'adamW, weight decay': { make: () => adamW({ weightDecay: 0.3 }), formula: adaptive({ decoupled: 0.3 }) },
  'adamW, all options': {
    make: () => adamW({ beta1: 0.5, beta2: 0.7, epsilon: 0.5, weightDecay: 0 }),
    formula: adaptive({ beta1: 0.5, beta2: 0.7, epsilon: 0.5 }),
  },
};

const SHAPES = [[2, 3, 1, 2], [5], []];
const RATES = [0.1, 0.05, 0.2, 0, 0.1];
const BACKENDS = ['tensorflow', 'cpu'];

/** Values within ±1 for the shape of variable `i`. */
function values(name: string, i: number): Float32Array {
  const size = (SHAPES[i] ?? []).reduce((product, length) => product * length, 1);
  return Float32Array.from(uniforms(`${name}${i}`, size), u => 2 * u - 1);
}

function variables(): Variable[] {
  return SHAPES.map((shape, i) => tf.tidy(() => tf.variable(tf.tensor(values('w', i), shape), true, uniqueName(i))));
}

/** As TensorFlow.js names the weights of a second model of the process: the count is no part of the name in a state. */
function uniqueName(i: number): string {
  return `layer${i}.0/weight_${++named}`;
}
let named = 0;

function gradients(step: number): Tensor[] {
  return SHAPES.map((shape, i) => tf.tensor(values(`g${step}`, i), shape));
}

function take(optimizer: Optimizer, weights: readonly Variable[], steps: readonly number[]): void {
  for (const step of steps) tf.tidy(() => optimizer.apply(weights, gradients(step), RATES[step] ?? 0));
}

const read = (tensors: readonly Tensor[]): number[][] => tensors.map(tensor => [...tensor.dataSync<'float32'>()]);
const ALL = [...RATES.keys()];

for (const backendName of BACKENDS) {
  for (const [name, { make, formula }] of Object.entries(CASES)) {
    test(`${name}: as by its formula, backend ${backendName}`, t => {
      useBackend(t, backendName);
      const before = tf.memory().numTensors;
      const optimizer = make();
      const weights = variables();
      const expected = SHAPES.map((_, i) => {
        const all = ALL.map(step => values(`g${step}`, i));
        return [...values('w', i)].map((start, j) => {
          return formula(
            start,
            all.map(g => g[j] ?? 0),
            RATES,
          );
        });
      });
      for (const step of ALL) {
        take(optimizer, weights, [step]);
        read(weights).forEach((actual, i) => {
          actual.forEach((value, j) => {
            const wanted = expected[i]?.[j]?.[step] ?? Number.NaN;
            assert(Math.abs(value - wanted) < 2e-6, `step ${step}, weight ${i}[${j}]: ${value}, expected ${wanted}`);
          });
        });
      }
      optimizer.dispose();
      tf.dispose(weights);
      assert.equal(tf.memory().numTensors, before);
    });

    test(`${name}: goes on from its state to the bit, backend ${backendName}`, t => {
      useBackend(t, backendName);
      const [whole, parts] = [variables(), variables()];
      const [first, second, third] = [make(), make(), make()];
      take(first, whole, ALL);
      take(second, parts, ALL.slice(0, 2));
      const saved = second.state();
      third.restore(parts, saved);
      take(third, parts, ALL.slice(2));
      assert.deepEqual(read(parts), read(whole));
      assert.deepEqual(third.state(), first.state());
      for (const optimizer of [first, second, third]) optimizer.dispose();
      tf.dispose([...whole, ...parts]);
    });

    test(`${name}: keeps the number of tensors, backend ${backendName}`, t => {
      useBackend(t, backendName);
      const optimizer = make();
      const weights = variables();
      take(optimizer, weights, [0]);
      const before = tf.memory().numTensors;
      take(optimizer, weights, [1, 2, 3, 4, 0, 1, 2]);
      optimizer.state();
      assert.equal(tf.memory().numTensors, before);
      optimizer.restore(weights, optimizer.state());
      take(optimizer, weights, [3]);
      assert.equal(tf.memory().numTensors, before);
      optimizer.dispose();
      tf.dispose(weights);
    });
  }

  test(`a tensor read before a step keeps its values, and a value written between steps counts, backend ${backendName}`, t => {
    useBackend(t, backendName);
    const optimizer = sgd({ momentum: 0.5 });
    const weight = tf.variable(tf.tensor1d([1, 2]));
    const gradient = tf.tensor1d([1, 1]);
    const start = weight.clone();
    optimizer.apply([weight], [gradient], 0.5);
    const next = weight.clone();
    weight.assign(tf.tensor1d([10, 20]));
    optimizer.apply([weight], [gradient], 0.5);
    assert.deepEqual(read([start, next, weight, gradient]), [
      [1, 2],
      [0.5, 1.5],
      [9.25, 19.25],
      [1, 1],
    ]);
    optimizer.dispose();
    tf.dispose([weight, gradient, start, next]);
  });

  test(`an optimizer starts anew on variables that it has not seen, backend ${backendName}`, t => {
    useBackend(t, backendName);
    const optimizer = adam();
    const [old, weights, expected] = [variables(), variables(), variables()];
    take(optimizer, old, [0, 1, 2]);
    take(optimizer, weights, [0, 1]);
    take(adam(), expected, [0, 1]);
    assert.deepEqual(read(weights), read(expected));
    assert.deepEqual(optimizer.state().get('step')?.data, Float32Array.of(2));
    optimizer.dispose();
    tf.dispose([...old, ...weights, ...expected]);
  });
}

test('the state has the number of steps and the slots of each variable, by names without counts', () => {
  const weights = variables();
  const keys = (optimizer: Optimizer): string[] => {
    take(optimizer, weights, [0]);
    const found = [...optimizer.state().keys()];
    optimizer.dispose();
    return found;
  };
  const all = (slot: string): string[] => [0, 1, 2].map(i => `${slot}/layer${i}.0/weight`);
  assert.deepEqual(keys(sgd()), ['step']);
  assert.deepEqual(keys(sgd({ momentum: 0.9 })), ['step', ...all('momentum')]);
  assert.deepEqual(keys(adamW()).sort(), ['step', ...all('mean'), ...all('square')].sort());
  tf.dispose(weights);
});

test('variables whose names differ by a count only keep it', () => {
  const weights = [tf.variable(tf.scalar(1), true, 'twin/w_1'), tf.variable(tf.scalar(1), true, 'twin/w_2')];
  const optimizer = sgd({ momentum: 0.9 });
  optimizer.apply(weights, [tf.scalar(1), tf.scalar(2)], 0.1);
  assert.deepEqual([...optimizer.state().keys()], ['step', 'momentum/twin/w_1', 'momentum/twin/w_2']);
  optimizer.dispose();
  tf.dispose(weights);
});

test('the state before the first step restores to a beginning', () => {
  const [weights, expected] = [variables(), variables()];
  const [fresh, used] = [sgd({ momentum: 0.9 }), sgd({ momentum: 0.9 })];
  const saved = fresh.state();
  take(used, weights, [0, 1]);
  SHAPES.forEach((shape, i) => {
    weights[i]?.assign(tf.tensor(values('w', i), shape));
  });
  used.restore(weights, saved);
  take(used, weights, [2, 3]);
  take(fresh, expected, [2, 3]);
  assert.deepEqual(read(weights), read(expected));
  for (const optimizer of [fresh, used]) optimizer.dispose();
  tf.dispose([...weights, ...expected]);
});

test('settings are the options with their defaults, as plain JSON', () => {
  const settings = [sgd({ momentum: 0.9 }), adam(), adamW({ beta1: 0.8 })].map(({ name, settings }) => [
    name,
    settings,
  ]);
  assert.deepEqual(JSON.parse(JSON.stringify(settings)), [
    ['sgd', { momentum: 0.9, nesterov: false, weightDecay: 0 }],
    ['adam', { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 }],
    ['adamW', { beta1: 0.8, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 }],
  ]);
});

const weight = (): Variable[] => [tf.variable(tf.ones([2, 3]), true, `error.conv/kernel_${++named}`)];
const applied = (gradient: Tensor[], rate: number): void => sgd().apply(weight(), gradient, rate);
const restored = (entries: [string, NDArray][]): void => sgd({ momentum: 0.9 }).restore(weight(), new Map(entries));
const step: [string, NDArray] = ['step', { shape: [], data: Float32Array.of(3) }];

const ERRORS: readonly (readonly [() => unknown, string | RegExp])[] = [
  [() => sgd({ momentum: -0.1 }), 'sgd: momentum must be at least 0 and below 1. Received -0.1.'],
  [() => sgd({ momentum: 1 }), 'sgd: momentum must be at least 0 and below 1. Received 1.'],
  [() => sgd({ weightDecay: -1 }), 'sgd: weightDecay must be a number of at least 0. Received -1.'],
  [() => sgd({ nesterov: true }), 'sgd: nesterov needs a momentum above 0, such as 0.9. Received momentum 0.'],
  [() => adam({ beta1: 1 }), 'adam: beta1 must be at least 0 and below 1. Received 1.'],
  [() => adam({ beta2: Number.NaN }), 'adam: beta2 must be at least 0 and below 1. Received NaN.'],
  [() => adam({ epsilon: -1e-8 }), 'adam: epsilon must be a number of at least 0. Received -1e-8.'],
  [
    () => adamW({ weightDecay: Number.POSITIVE_INFINITY }),
    'adamW: weightDecay must be a number of at least 0. Received Infinity.',
  ],
  [() => applied([tf.ones([2, 3])], Number.NaN), 'sgd: learningRate must be a number of at least 0. Received NaN.'],
  [() => applied([], 0.1), 'sgd: each variable needs one gradient. Received variables: 1, gradients: 0.'],
  [
    () => applied([tf.ones([3, 2])], 0.1),
    /^sgd: the gradient of "error\.conv\/kernel_\d+" must have shape \[2, 3\]\. Received \[3, 2\]\.$/,
  ],
  [
    () => restored([]),
    'sgd: the saved state has no "step". Restore it with the network and the optimizer that it was saved from.',
  ],
  [
    () => restored([step]),
    'sgd: the saved state has no "momentum/error.conv/kernel". ' +
      'Restore it with the network and the optimizer that it was saved from.',
  ],
  [
    () => restored([step, ['momentum/error.conv/kernel', { shape: [6], data: new Float32Array(6) }]]),
    'sgd: "momentum/error.conv/kernel" of the saved state must have shape [2, 3]. Received [6]. ' +
      'Restore it with the network and the optimizer that it was saved from.',
  ],
];

for (const [act, message] of ERRORS) {
  test(`refuses: ${message}`, () => {
    assert.throws(act, { name: 'RangeError', message });
  });
}

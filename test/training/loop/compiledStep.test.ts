import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LayersModel, Scalar, Variable } from '@tensorflow/tfjs-node';
import { Graph, type NetworkSpec } from '../../../lib/spec';
import { at, lookUp } from '../../../lib/spec/at';
import { buildModel, tf } from '../../../lib/tfjs';
import { opLayersOf } from '../../../lib/tfjs/model/modelLayers';
import { examplesOf } from '../../../lib/training/batches/examples';
import { compileStep } from '../../../lib/training/loop/compiledStep';
import { setUp } from '../../../lib/training/loop/setup';
import { type StepInput, trainingStep } from '../../../lib/training/loop/step';
import { Stepper } from '../../../lib/training/loop/stepper';
import { adam, adamW, type Optimizer, sgd } from '../../../lib/training/optimizers';
import { type Classification, classification } from '../../../lib/training/tasks/classification';
import { withAuxiliary } from '../../../lib/training/tasks/losses';
import type { AnyTask } from '../../../lib/training/tasks/task';
import { assertClose } from '../../support/assertClose';
import { uniforms } from '../../support/fill';
import { useBackend } from '../../tfjs/support';
import { allWeights } from '../smallNetwork';

/** Normalization, dropout, a strided convolution, a pool, a join, a weight that nothing reads, and two outputs. */
function network(): NetworkSpec {
  const g = new Graph('everything', [12, 12, 2]);
  let x = g.conv2d(g.input(), { filters: 8, kernelSize: 3, strides: 2, padding: 1, useBias: false }, 'conv');
  x = g.maxPooling2d(g.relu(g.batchNormalization(x, {}, 'bn')), { poolSize: 3, strides: 2, padding: 1 }, 'pool');
  const y = g.batchNormalization(
    g.conv2d(x, { filters: 8, kernelSize: 3, padding: 1, useBias: false }, 'inner'),
    {},
    'bn2',
  );
  x = g.dropout(g.flatten(g.relu(g.add([x, y]))), { rate: 0.3 }, 'dropout');
  const auxiliary = g.dense(g.flatten(y), { units: 5 }, 'auxiliary');
  return g.build(g.dense(x, { units: 5 }, 'fc'), auxiliary);
}

function input(b: number, count = 6): StepInput {
  const images = Float32Array.from(uniforms(`images${b}`, count * 12 * 12 * 2), u => 2 * u - 1);
  const labels = Int32Array.from(uniforms(`labels${b}`, count), u => Math.floor(5 * u));
  return { images, shape: [count, 12, 12, 2], targets: { label: { shape: [count], data: labels } } };
}

const model = (): LayersModel => buildModel(network(), { seed: 3 });
const auxiliary = (): Classification => classification({ loss: withAuxiliary() });

const OPTIMIZERS: Readonly<Record<string, () => Optimizer>> = {
  sgd: () => sgd(),
  'sgd with decay': () => sgd({ weightDecay: 0.1 }),
  'sgd with momentum': () => sgd({ momentum: 0.9 }),
  'sgd with all': () => sgd({ momentum: 0.9, nesterov: true, weightDecay: 0.1 }),
  adam: () => adam(),
  'adam with decay': () => adam({ weightDecay: 0.1 }),
  adamW: () => adamW({ weightDecay: 0.1 }),
};

const STEPS = [0, 1, 2, 3, 4, 5];
const rate = (step: number): number => 0.01 / (step + 1);
const calls = (of: LayersModel): number[] => opLayersOf(of).map(layer => layer.calls);

for (const [name, make] of Object.entries(OPTIMIZERS)) {
  test(`${name}: the compiled steps are those of one op after the other, and leave the same state`, () => {
    const [one, other] = [model(), model()];
    const [first, second] = [make(), make()];
    const task = auxiliary();
    const before = allWeights(one);
    const compiled = compileStep(one, input(0), { task, optimizer: first });
    assert.deepEqual(allWeights(one), before);
    assert.deepEqual(calls(one), calls(other));
    assert.deepEqual(first.state().get('step')?.data, Float32Array.of(0));
    for (const step of STEPS) {
      const actual = compiled.run(input(step), rate(step));
      const expected = trainingStep(other, input(step), { task, optimizer: second, learningRate: rate(step) });
      assertClose([actual.loss], [expected.loss], 1e-5, `${name}, loss of step ${step}`);
      assert.equal(actual.examples, 6);
      assert.deepEqual(actual.sums, expected.sums);
      assert.deepEqual(Object.keys(actual.parts), Object.keys(expected.parts));
      assertClose(Object.values(actual.parts), Object.values(expected.parts), 1e-5, 'parts');
    }
    assertClose(allWeights(one), allWeights(other), 1e-4, `${name}, weights`);
    assert.deepEqual(calls(one), calls(other));
    const [mine, its] = [first.state(), second.state()];
    assert.deepEqual([...mine.keys()].sort(), [...its.keys()].sort());
    for (const [key, { data }] of its) assertClose(mine.get(key)?.data ?? [], data, 1e-4, key);
    compiled.dispose();
    for (const optimizer of [first, second]) optimizer.dispose();
    for (const each of [one, other]) each.dispose();
  });
}

test('the same steps give the same weights to the bit, also when they are compiled anew in between', () => {
  const train = (breaks: readonly number[]): number[] => {
    const [trained, optimizer, task] = [model(), adam(), classification()];
    let compiled = compileStep(trained, input(0), { task, optimizer });
    for (const step of STEPS) {
      if (breaks.includes(step)) {
        compiled.dispose();
        compiled = compileStep(trained, input(0), { task, optimizer });
      }
      compiled.run(input(step), rate(step));
    }
    compiled.dispose();
    return allWeights(trained);
  };
  assert.deepEqual(train([2, 3]), train([]));
});

test('what is written to the weights between steps is trained on, and what was read before stays', () => {
  const [one, other] = [model(), model()];
  const [first, second] = [sgd({ momentum: 0.9 }), sgd({ momentum: 0.9 })];
  const task = classification();
  const compiled = compileStep(one, input(0), { task, optimizer: first });
  const step = (b: number): void => {
    compiled.run(input(b), 0.05);
    trainingStep(other, input(b), { task, optimizer: second, learningRate: 0.05 });
  };
  step(0);
  const kernel = one.getLayer('fc').getWeights()[0];
  const copy = kernel?.clone();
  const values = [...(kernel?.dataSync() ?? [])];
  step(1);
  assert.deepEqual([...(copy?.dataSync() ?? [])], values);
  assert.notDeepEqual([...(one.getLayer('fc').getWeights()[0]?.dataSync() ?? [])], values);
  for (const each of [one, other]) {
    tf.tidy(() => each.setWeights(each.getWeights().map(weight => tf.mul(weight, 0.5))));
  }
  const halved = allWeights(one);
  step(2);
  assert.notDeepEqual(allWeights(one), halved);
  assertClose(allWeights(one), allWeights(other), 1e-5, 'after a change of all weights');
  // The optimizer's state, too, is that of the steps, and one op after the other goes on from it.
  trainingStep(one, input(3), { task, optimizer: first, learningRate: 0.05 });
  trainingStep(other, input(3), { task, optimizer: second, learningRate: 0.05 });
  step(4);
  assertClose(allWeights(one), allWeights(other), 1e-5, 'after a step of the other kind');
  copy?.dispose();
  compiled.dispose();
});

test('a step that fails leaves the weights readable, and the next one works', () => {
  const trained = model();
  const [optimizer, task] = [sgd({ momentum: 0.9 }), classification()];
  const compiled = compileStep(trained, input(0), { task, optimizer });
  compiled.run(input(0), 0.01);
  const learnt = (): number[] => trained.trainableWeights.flatMap(weight => [...weight.read().dataSync()]);
  const before = learnt();
  const wrong = { ...input(1), targets: { label: { shape: [6], data: Int32Array.of(0, 1, 2, 3, 4, 99) } } };
  assert.throws(() => compiled.run(wrong, 0.01), /label value.*outside the valid range/i);
  assert.deepEqual(learnt(), before);
  assert.ok(Number.isFinite(compiled.run(input(1), 0.01).loss));
  compiled.dispose();
});

test('a target may have any name', () => {
  const { loss, ...others } = classification();
  const name = 'the right class, 0…4';
  const renamed: AnyTask = {
    ...others,
    loss: (outputs, targets) => loss(outputs, { label: lookUp(new Map(Object.entries(targets)), name) }),
    measure: () => ({}),
  };
  const { targets, ...rest } = input(0);
  const other = { ...rest, targets: { [name]: lookUp(new Map(Object.entries(targets)), 'label') } };
  const compiled = compileStep(model(), other, { task: renamed, optimizer: sgd() });
  const plain = compileStep(model(), input(0), { task: classification(), optimizer: sgd() });
  assert.equal(compiled.run(other, 0.1).loss, plain.run(input(0), 0.1).loss);
  for (const each of [compiled, plain]) each.dispose();
});

test('it fits inputs of its shapes only', () => {
  const compiled = compileStep(model(), input(0), { task: classification(), optimizer: sgd() });
  assert.deepEqual([compiled.fits(input(1)), compiled.fits(input(0, 5))], [true, false]);
  compiled.dispose();
});

test('1,000 steps keep the number of tensors, and all is freed', () => {
  const before = tf.memory().numTensors;
  const trained = model();
  const optimizer = adam();
  const compiled = compileStep(trained, input(0), { task: classification(), optimizer });
  const inputs = STEPS.map(step => input(step));
  const take = (steps: number): void => {
    for (let i = 0; i < steps; i++) compiled.run(at(inputs, i % inputs.length), 1e-3);
  };
  take(200);
  const [tensors, resident] = [tf.memory().numTensors, process.memoryUsage().rss];
  take(800);
  assert.equal(tf.memory().numTensors, tensors);
  const growth = (process.memoryUsage().rss - resident) / 2 ** 20;
  assert.ok(growth < 40, `resident memory grew by ${growth} MB in 800 steps`);
  compiled.dispose();
  optimizer.dispose();
  trained.dispose();
  assert.equal(tf.memory().numTensors, before);
});

/** A classification with another loss. */
const withLoss = (loss: (mean: Scalar) => Scalar): Classification => {
  const task = classification();
  return { ...task, loss: (outputs, targets) => loss(task.loss(outputs, targets) as Scalar) }; // it has no parts
};

const REFUSED: readonly (readonly [string, Classification, Optimizer])[] = [
  [
    'a value is looked at while it runs, so there is no fixed graph',
    withLoss(mean => tf.mul(mean, mean.dataSync()[0] ?? 0)),
    sgd(),
  ],
  [
    'the loss or a measurement of the task changes from call to call',
    withLoss(mean => tf.mul(mean, tf.randomUniform([]))),
    sgd(),
  ],
  ['the optimizer "mine" cannot be recorded', classification(), { ...plain(), name: 'mine' }],
];

/** An optimizer of a learner's. */
function plain(): Optimizer {
  return {
    name: 'plain',
    settings: {},
    apply(variables: readonly Variable[], gradients, learningRate) {
      for (const [i, variable] of variables.entries()) {
        tf.tidy(() => variable.assign(tf.sub(variable, tf.mul(at(gradients, i), learningRate))));
      }
    },
    state: () => new Map(),
    restore: () => undefined,
    dispose: () => undefined,
  };
}

/** Takes two steps as `fit` does. @returns what it said, and the weights */
function takeTwo(task: Classification, optimizer: Optimizer, compile?: boolean): { said: string[]; weights: number[] } {
  const trained = model();
  const classNames = ['a', 'b', 'c', 'd', 'e'];
  const set = {
    images: Uint8Array.from({ length: 6 * 288 }, (_, i) => i % 251),
    labels: new Int32Array(6),
    shape: [6, 12, 12, 2],
    classNames,
  } as const;
  const options = { epochs: 1, compile, optimizer, scaling: { mean: [0, 0], std: [1, 1] } };
  const setup = { ...setUp('fit', trained, classification(), examplesOf(classification(), set), options), task };
  const said: string[] = [];
  const stepper = new Stepper(setup, { preparing: words => said.push(words), notice: words => said.push(words) });
  for (const step of [0, 1]) stepper.take(input(step), 0.05);
  stepper.dispose();
  return { said, weights: allWeights(trained) };
}

for (const [reason, task, optimizer] of REFUSED) {
  test(`not compiled: ${reason}`, () => {
    const trained = model();
    const before = [allWeights(trained), calls(trained), tf.memory().numTensors];
    assert.throws(() => compileStep(trained, input(0), { task, optimizer }), { message: reason });
    assert.deepEqual([allWeights(trained), calls(trained), tf.memory().numTensors], before);
    const { said, weights } = takeTwo(task, optimizer, true);
    assert.deepEqual(said, ['compiling the step', `The steps are not compiled and take longer: ${reason}.`, '']);
    assert.notDeepEqual(weights, before[0]);
  });
}

test('short runs are compiled only when they are told to', () => {
  assert.deepEqual(takeTwo(classification(), sgd()).said, []);
  const compiled = takeTwo(classification(), sgd(), true);
  assert.deepEqual(compiled.said, ['compiling the step', '']);
  assertClose(compiled.weights, takeTwo(classification(), sgd(), false).weights, 1e-5, 'weights');
});

test('not compiled on the plain JavaScript backend', t => {
  useBackend(t, 'cpu');
  assert.throws(() => compileStep(model(), input(0), { task: classification(), optimizer: sgd() }), {
    message: 'the plain JavaScript backend has no graphs',
  });
});

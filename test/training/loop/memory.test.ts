import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Graph } from '../../../lib/spec';
import { tf } from '../../../lib/tfjs/backend';
import { buildModel } from '../../../lib/tfjs/model/buildModel';
import { trainingStep } from '../../../lib/training/loop/step';
import { adam, adamW, type Optimizer, sgd } from '../../../lib/training/optimizers';
import { classification } from '../../../lib/training/tasks/classification';
import { uniforms } from '../../support/fill';

const OPTIMIZERS: Readonly<Record<string, () => Optimizer>> = {
  sgd: () => sgd(),
  'sgd with momentum': () => sgd({ momentum: 0.9, nesterov: true, weightDecay: 5e-4 }),
  adam: () => adam({ weightDecay: 1e-4 }),
  adamW: () => adamW(),
};

/** A convolution, a normalization, and a dense layer of 32,768 weights: losing it once a step would take 100 MB. */
function network(): ReturnType<Graph['build']> {
  const g = new Graph('small', [8, 8, 1]);
  let x = g.conv2d(g.input(), { filters: 4, kernelSize: 3, padding: 1 }, 'conv');
  x = g.dropout(g.relu(g.batchNormalization(x, {}, 'bn')), { rate: 0.1 });
  return g.build(g.dense(g.flatten(x), { units: 128 }, 'fc'));
}

const batch = {
  images: Float32Array.from(uniforms('images', 2 * 64)),
  shape: [2, 8, 8, 1],
  targets: { label: { shape: [2], data: Int32Array.of(3, 90) } },
} as const;

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

function residentMegabytes(): number {
  collectGarbage();
  return process.memoryUsage().rss / 2 ** 20;
}

for (const [name, make] of Object.entries(OPTIMIZERS)) {
  test(`${name}: as many tensors after step 1,000 as after step 10, and as much memory`, () => {
    const before = tf.memory().numTensors;
    const model = buildModel(network());
    const optimizer = make();
    const train = (steps: number): void => {
      for (let i = 0; i < steps; i++) {
        trainingStep(model, batch, { task: classification(), optimizer, learningRate: 1e-3 });
      }
    };
    train(10);
    const early = tf.memory().numTensors;
    train(190);
    const resident = residentMegabytes();
    train(800);
    assert.equal(tf.memory().numTensors, early);
    const growth = residentMegabytes() - resident;
    assert(growth < 40, `resident memory grew by ${growth} MB in 800 steps`);
    optimizer.dispose();
    model.dispose();
    assert.equal(tf.memory().numTensors, before);
  });
}

test('a disposed optimizer gives its memory back', () => {
  const weight = tf.variable(tf.zeros([1024, 1024]));
  const gradient = tf.zeros([1024, 1024]);
  const use = (times: number): void => {
    for (let i = 0; i < times; i++) {
      const optimizer = adam();
      optimizer.apply([weight], [gradient], 1e-3);
      optimizer.dispose();
    }
  };
  use(10);
  const resident = residentMegabytes();
  use(40);
  const growth = residentMegabytes() - resident;
  assert(growth < 40, `resident memory grew by ${growth} MB; 40 states take 320 MB`);
  tf.dispose([weight, gradient]);
});

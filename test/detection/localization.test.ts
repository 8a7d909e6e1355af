import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LARGE_DIGITS, type Scenes, scenes } from '../../lib/datasets';
import { localization } from '../../lib/detection';
import { at, Graph, type NetworkSpec } from '../../lib/spec';
import { buildModel, tf } from '../../lib/tfjs';
import { adam, evaluate, fit, overfitOneBatch } from '../../lib/training';

const SCALING = { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] };
const SCENES = scenes({ ...LARGE_DIGITS, size: 32, scale: [20, 30], objects: [1, 1], count: 8 });

function small(classes = 10, numbers = 4): NetworkSpec {
  const g = new Graph('small', [32, 32, 3]);
  const x = g.relu(g.conv2d(g.input(), { filters: 8, kernelSize: 3, strides: 4 }, 'conv'));
  const flat = g.flatten(x);
  return g.build(g.dense(flat, { units: classes }, 'scores'), g.dense(flat, { units: numbers }, 'box'));
}

const first = (tensor: { dataSync(): ArrayLike<number> }): number => at(Array.from(tensor.dataSync()), 0);

test('localization: loss and measures of two images, by hand', () => {
  const task = localization({ boxWeight: 10 });
  const { object } = task.fields(SCENES);
  const located = [[{ box: [8, 8, 24, 24], label: 1 }], [{ box: [0, 0, 16, 32], label: 2 }]] as const;
  const batch = {
    ...{ images: new Float32Array(2 * 32 * 32 * 3), shape: [2, 32, 32, 3] as const, choices: null },
    fields: { object: { ...object, objects: located } },
  };
  const targets = task.targets(batch, buildModel(small()));
  assert.deepEqual([...targets.box.data], [0.25, 0.25, 0.75, 0.75, 0, 0, 0.5, 1]);
  assert.deepEqual([...targets.label.data], [1, 2]);
  tf.tidy(() => {
    const tensors = {
      label: tf.tensor1d([1, 2], 'int32'),
      box: tf.tensor2d([...targets.box.data], [2, 4]),
      present: tf.tensor1d([1, 1]),
    };
    const scores = tf.tensor2d([0, Math.log(3), 0, Math.log(3), 0, 0], [2, 3]);
    const edges = tf.tensor2d([0.25, 0.25, 0.75, 0.75, 0.5, 0, 1, 1], [2, 4]); // exact; on the other half
    const loss = task.loss([scores, edges], tensors);
    assert.ok(!('rank' in loss), 'two parts');
    // −ln (3 / 5) and −ln (1 / 5); 0 and 2 · 0.5², times 10
    assert.ok(Math.abs(first(loss.class) - (-Math.log(0.6) - Math.log(0.2)) / 2) < 1e-6);
    assert.ok(Math.abs(first(loss.box) - (10 * 0.5) / 2) < 1e-6);
    const sums = task.measure([scores, edges], tensors);
    assert.deepEqual(Object.fromEntries(Object.entries(sums).map(([name, value]) => [name, first(value)])), {
      correct: 1,
      overlap: 1,
      found: 1,
      present: 2,
    });
  });
});

test('localization: a few pictures are learnt by heart, and each part of the loss falls', async () => {
  const { history, reached } = await overfitOneBatch(buildModel(small(), { seed: 0 }), SCENES, {
    ...{
      task: localization({ boxWeight: 5 }),
      scaling: SCALING,
      optimizer: adam(),
      learningRate: 0.01,
      display: false,
    },
  });
  assert.ok(reached);
  const start = at(history.epochs, 0);
  assert.ok(history.last.class < start.class / 4 && history.last.box < start.box / 4);
});

test('localization: what fit measured, evaluate measures again', async () => {
  const model = buildModel(small(), { seed: 0 });
  const task = localization();
  const { last } = await fit(model, SCENES, {
    ...{ task, validation: SCENES, epochs: 2, batchSize: 4, scaling: SCALING, checkpoints: false, display: false },
    ...{ optimizer: adam(), learningRate: 0.003 },
  });
  const measured = await evaluate(model, SCENES, { task });
  assert.ok(Math.abs(measured.meanIou - last.validationMeanIou) < 1e-5);
  assert.ok(measured.found <= measured.accuracy);
});

test('localization: what does not fit is refused', async () => {
  assert.throws(() => localization({ boxWeight: 0 }), {
    name: 'RangeError',
    message: 'localization: boxWeight must be a positive number. Received 0.',
  });
  const refused = (net: NetworkSpec, set: Scenes = SCENES) =>
    evaluate(buildModel(net), set, { task: localization(), scaling: SCALING });
  await assert.rejects(refused(small(9)), {
    name: 'RangeError',
    message:
      'evaluate: the model "small" must give two outputs, 10 scores and the 4 edges of a box. ' +
      'Its outputs are [9], [4]. Give both to g.build(scores, box).',
  });
  await assert.rejects(refused(small(10, 5)), /Its outputs are \[10\], \[5\]/);
  const empty = { ...SCENES, objects: SCENES.objects.map((objects, i) => (i === 3 ? [] : objects)) };
  await assert.rejects(refused(small(), empty), /every image must have an object\. Image 3 has none\.$/);
});

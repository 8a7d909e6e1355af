import assert from 'node:assert/strict';
import { test } from 'node:test';
import { channelStatistics } from '../../../lib/datasets';
import { Interrupted } from '../../../lib/jupyter/interrupt';
import { tf } from '../../../lib/tfjs';
import { evaluate, fit, overfitOneBatch, resume } from '../../../lib/training';
import { digits, smallModel } from '../smallNetwork';

const QUIET = { checkpoints: false, display: false } as const;

test('a mistake beyond the first batch is found, by the name of the call', async () => {
  const set = { ...digits(20), labels: new Int32Array(25) };
  await assert.rejects(overfitOneBatch(smallModel(), set, { display: false }), {
    name: 'RangeError',
    message: 'overfitOneBatch: there must be one label for each image. Received 25 for 20.',
  });
});

test('overfitting leaves what fit has left: the run that was stopped, and how images are scaled', async () => {
  const set = digits(200);
  const model = smallModel();
  let epochs = 0;
  const onEpoch = (): void => {
    epochs++;
    if (epochs === 1) throw new Interrupted();
  };
  await assert.rejects(fit(model, set, { ...QUIET, epochs: 2, onEpoch }), Interrupted);
  await overfitOneBatch(
    model,
    { ...set, images: set.images.map(byte => byte / 2) },
    {
      ...{ display: false, steps: 2, learningRate: 1e-12 },
    },
  );
  const measured = await evaluate(model, set);
  assert.deepEqual(measured, await evaluate(model, set, { scaling: channelStatistics(set) }));
  assert.equal((await resume()).epochs.length, 2);
});

test('an optimizer that the caller did not pass leaves no tensors, also after a stop', async () => {
  const model = smallModel();
  const set = digits(40);
  const before = tf.memory().numTensors;
  await fit(model, set, { ...QUIET, epochs: 1, batchSize: 20 });
  assert.equal(tf.memory().numTensors, before);
  await overfitOneBatch(model, set, { display: false, steps: 2 });
  assert.equal(tf.memory().numTensors, before);
  let epochs = 0;
  const onEpoch = (): void => {
    epochs++;
    if (epochs === 1) throw new Interrupted();
  };
  await assert.rejects(fit(model, set, { ...QUIET, epochs: 2, batchSize: 20, onEpoch }), Interrupted);
  assert.ok(tf.memory().numTensors > before, 'a run that was stopped keeps its momentum');
  await resume();
  assert.equal(tf.memory().numTensors, before);
});

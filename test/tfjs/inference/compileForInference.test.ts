import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LayersModel } from '@tensorflow/tfjs-node';
import * as models from '../../../lib/models';
import type { NetworkSpec } from '../../../lib/spec';
import { tf } from '../../../lib/tfjs/backend';
import { compileForInference } from '../../../lib/tfjs/inference/compileForInference';
import { buildModel } from '../../../lib/tfjs/model/buildModel';
import { loadStateDict } from '../../../lib/tfjs/model/stateDict';
import { assertClose } from '../../support/assertClose';
import { filledInput, filledState } from '../support';

function loaded(net: NetworkSpec): LayersModel {
  const model = buildModel(net, { initializer: 'zeros' });
  loadStateDict(model, net, filledState(net, net.inputShape));
  return model;
}

/** What modelOutputs.test.ts does not compare with PyTorch's values in both forms. */
const NETWORKS: readonly NetworkSpec[] = [
  models.googlenet({ inputShape: [64, 64, 3], auxiliary: true }),
  models.googlenet_paper({ inputShape: [64, 64, 3] }),
  models.alexnet_two_tower({ inputShape: [99, 99, 3] }),
  models.fcn8s({ inputShape: [64, 96, 3] }),
  models.alexnet_mini(),
];

for (const net of NETWORKS) {
  test(`${net.name}: compiled, the outputs are the same to 1e-5`, () => {
    const before = tf.memory().numTensors;
    const model = loaded(net);
    const [height, width, channels] = net.inputShape;
    const compiled = compileForInference(model, 2);
    assert.deepEqual(compiled.inputShape, [2, height, width, channels]);
    const x = filledInput([2, channels, height, width]);
    const expected = [model.predict(x)].flat();
    const actual = compiled.predict(x);
    assert.equal(actual.length, net.outputs.length);
    expected.forEach((y, i) => {
      assert.deepEqual(actual[i]?.shape, y.shape);
      assertClose(actual[i]?.dataSync() ?? [], y.dataSync(), 1e-5, `${net.name} output ${i}`);
    });
    tf.dispose([x, ...expected, ...actual]);
    model.dispose();
    compiled.dispose();
    assert.equal(tf.memory().numTensors, before);
  });
}

test('a compiled model keeps its weights when its source changes or goes', () => {
  const net = models.resnet18({ inputShape: [32, 32, 3] });
  const model = loaded(net);
  const compiled = compileForInference(model);
  const x = filledInput([1, 3, 32, 32]);
  const [expected] = compiled.predict(x);
  loadStateDict(model, net, filledState(net, [1, 2, 3]));
  model.dispose();
  const [actual] = compiled.predict(x);
  assert.deepEqual(actual?.dataSync(), expected?.dataSync());
  compiled.dispose();
});

test('without the native library the folded layers run', () => {
  const net = models.alexnet_mini();
  const predictOn = (backendName: string): Float32Array => {
    tf.setBackend(backendName);
    const model = loaded(net);
    const compiled = compileForInference(model);
    const [y] = compiled.predict(filledInput([1, 3, 32, 32]));
    const values = y?.dataSync<'float32'>() ?? new Float32Array();
    model.dispose();
    compiled.dispose();
    return values;
  };
  const expected = predictOn('tensorflow');
  try {
    assertClose(predictOn('cpu'), expected, 1e-5, net.name);
  } finally {
    tf.setBackend('tensorflow');
  }
});

test('mistakes are named', () => {
  const model = loaded(models.alexnet_mini());
  assert.throws(() => compileForInference(model, 0), {
    name: 'RangeError',
    message: 'compileForInference: batchSize must be a whole number from 1. Received 0.',
  });
  const compiled = compileForInference(model);
  assert.throws(() => compiled.predict(tf.zeros([4, 32, 32, 3])), {
    name: 'RangeError',
    message:
      'The compiled "alexnet_mini" takes images of shape [1, 32, 32, 3]. Received [4, 32, 32, 3]. ' +
      'For another number of images, compile the model with that batchSize.',
  });
  compiled.dispose();
  compiled.dispose();
  assert.throws(() => compiled.predict(tf.zeros([1, 32, 32, 3])), {
    message: 'The compiled "alexnet_mini" was disposed of. Compile the model again.',
  });
});

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { LayersModel, SymbolicTensor, Tensor } from '@tensorflow/tfjs-node';
import * as models from '../../../lib/models';
import { Graph, type NetworkSpec } from '../../../lib/spec';
import { tf } from '../../../lib/tfjs/backend';
import { optimizeForInference } from '../../../lib/tfjs/inference/optimizeForInference';
import { buildModel } from '../../../lib/tfjs/model/buildModel';
import { loadStateDict } from '../../../lib/tfjs/model/stateDict';
import { assertClose } from '../../support/assertClose';
import { filledInput, filledState } from '../support';

function loaded(net: NetworkSpec): LayersModel {
  const model = buildModel(net, { initializer: 'zeros' });
  loadStateDict(model, net, filledState(net, net.inputShape));
  return model;
}

function outputs(model: LayersModel, x: Tensor): Tensor[] {
  const y = model.predict(x);
  return Array.isArray(y) ? y : [y];
}

const count = (model: LayersModel, className: string): number =>
  model.layers.filter(layer => layer.getClassName() === className).length;

/** Network → layers that remain of normalizations, activations and dropouts. */
const NETWORKS: readonly (readonly [NetworkSpec, number, number])[] = [
  // Every normalization follows a convolution; the other activations follow sums.
  [models.resnet18({ inputShape: [64, 48, 3] }), 0, 0],
  [models.vgg11_bn({ inputShape: [32, 32, 3] }), 0, 0],
  [models.googlenet({ inputShape: [64, 64, 3], auxiliary: true }), 0, 0],
  // In DenseNet normalization comes first; only the inner one of each of the 58 layers and the first follow a convolution.
  [models.densenet121({ inputShape: [32, 64, 3] }), 121 - 59, 0],
];

for (const [net, normalizations, activations] of NETWORKS) {
  test(`${net.name}: folded, the outputs are the same to 1e-5`, () => {
    const before = tf.memory().numTensors;
    const model = loaded(net);
    const optimized = optimizeForInference(model);
    assert.equal(count(optimized, 'batchNormalization'), normalizations);
    assert.equal(count(optimized, 'activation'), activations);
    assert.equal(count(optimized, 'dropout'), 0);
    const [height, width, channels] = net.inputShape;
    const x = filledInput([2, channels, height, width]);
    const expected = outputs(model, x);
    const actual = outputs(optimized, x);
    assert.equal(actual.length, net.outputs.length);
    expected.forEach((y, i) => {
      assertClose(actual[i]?.dataSync() ?? [], y.dataSync(), 1e-5, `${net.name} output ${i}`);
    });
    tf.dispose([x, ...expected, ...actual]);
    model.dispose();
    optimized.dispose();
    assert.equal(tf.memory().numTensors, before);
  });
}

/** Places where folding would change what another layer or an output reads. */
function branches(): NetworkSpec {
  const g = new Graph('branches', [6, 6, 3]);
  const shared = g.conv2d(g.input(), { filters: 4, kernelSize: 3, useBias: false }, 'shared');
  const normalized = g.batchNormalization(shared, {}, 'bn1');
  const dropped = g.dropout(g.conv2d(g.relu(normalized), { filters: 4, kernelSize: 1 }, 'dropped'), { rate: 0.5 });
  const twice = g.add([g.relu(dropped), g.activation(dropped, 'tanh')]);
  const output = g.conv2d(g.add([twice, shared]), { filters: 2, kernelSize: 1 }, 'output');
  const grouped = g.batchNormalization(
    g.conv2d(output, { filters: 4, kernelSize: 2, groups: 2 }, 'grouped'),
    {},
    'bn2',
  );
  const vector = g.dense(g.dropout(g.flatten(grouped), { rate: 0.5 }), { units: 3 }, 'vector');
  return g.build(g.activation(g.batchNormalization(vector, {}, 'bn3'), 'sigmoid'), output, dropped);
}

test('what another layer or an output reads is left as it is', () => {
  const model = loaded(branches());
  const optimized = optimizeForInference(model);
  const names = optimized.layers.map(layer => layer.name);
  assert(names.includes('bn1') && !names.includes('bn2') && !names.includes('bn3'), names.join(' '));
  assert.equal(count(optimized, 'activation'), 2);
  const x = filledInput([2, 3, 6, 6]);
  const actual = outputs(optimized, x);
  outputs(model, x).forEach((y, i) => {
    assertClose(actual[i]?.dataSync() ?? [], y.dataSync(), 1e-5, `output ${i}`);
  });
});

test('an optimized model can be saved, and lives on when its source is disposed of', async () => {
  // With a normalization before its convolution, one after it, and activations after both.
  const net = models.densenet_cifar({ depth: 10, bottleneck: true });
  const model = loaded(net);
  const optimized = optimizeForInference(model);
  const x = filledInput([1, 3, 32, 32]);
  const [expected] = outputs(model, x).map(y => y.dataSync());
  model.dispose();
  const folder = mkdtempSync(join(tmpdir(), 'convnets-'));
  await optimized.save(`file://${folder}`);
  const saved = await tf.loadLayersModel(`file://${join(folder, 'model.json')}`);
  rmSync(folder, { recursive: true });
  assertClose(outputs(saved, x)[0]?.dataSync() ?? [], expected ?? [], 1e-5, 'saved');
});

test('an optimized model, also one from a file, is not optimized again: its activations would be lost', () => {
  const model = loaded(models.cifarResnet(8));
  const optimized = optimizeForInference(model);
  assert.throws(() => optimizeForInference(optimized), {
    name: 'TypeError',
    message: 'optimizeForInference: the model "resnet8" is optimized already. Give the model that buildModel made.',
  });
  optimized.dispose();
  model.dispose();
});

test('dropout stays where it and what it reads are both given out', () => {
  const g = new Graph('twins', [4, 4, 1]);
  const x = g.conv2d(g.input(), { filters: 2, kernelSize: 3 }, 'conv');
  const model = loaded(g.build(x, g.dropout(x, { rate: 0.5 }, 'drop')));
  const optimized = optimizeForInference(model);
  const [first, second] = outputs(optimized, filledInput([1, 1, 4, 4])).map(y => y.dataSync());
  assert.deepEqual(first, second);
  optimized.dispose();
  model.dispose();
});

test('only models of buildModel can be optimized', () => {
  const input = tf.input({ shape: [2] });
  const dense = tf.layers.dense({ units: 1, name: 'dense' }).apply(input) as SymbolicTensor;
  assert.throws(() => optimizeForInference(tf.model({ inputs: input, outputs: dense, name: 'other' })), {
    name: 'TypeError',
    message: 'model "other" has no layer "dense" of a network. Make the model with buildModel, from the same network.',
  });
});

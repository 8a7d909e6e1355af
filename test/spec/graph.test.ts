import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Graph } from '../../lib/spec';

test('every method appends one layer with its defaults', () => {
  const g = new Graph('tiny', [8, 8, 3]);
  const x = g.conv2d(g.input(), { filters: 4, kernelSize: 3 }, 'conv1');
  const net = g.build(g.maxPooling2d(x, { poolSize: 2 }));
  assert.deepEqual(net, {
    name: 'tiny',
    inputShape: [8, 8, 3],
    layers: [
      { op: 'input', name: 'input', inputs: [] },
      {
        op: 'conv2d',
        name: 'conv1',
        torchName: 'conv1',
        inputs: ['input'],
        filters: 4,
        kernelSize: 3,
        strides: 1,
        padding: 'valid',
        dilationRate: 1,
        groups: 1,
        useBias: true,
      },
      {
        op: 'maxPooling2d',
        name: 'maxPooling2d',
        inputs: ['conv1'],
        poolSize: 2,
        strides: 2,
        padding: 'valid',
        dilationRate: 1,
        ceilMode: false,
      },
    ],
    outputs: ['maxPooling2d'],
  });
});

test('an argument given as undefined keeps its default', () => {
  const g = new Graph('tiny', [8, 8, 3]);
  const net = g.build(g.conv2d(g.input(), { filters: 4, kernelSize: 3, strides: undefined }, 'conv1'));
  assert.equal(net.layers.at(-1)?.op === 'conv2d' && net.layers.at(-1)?.op, 'conv2d');
  assert.equal(Object.values(net.layers.at(-1) ?? {}).includes(undefined), false);
});

test('layers without weights that share a name are numbered', () => {
  const g = new Graph('tiny', [8, 8, 3]);
  const names = [g.relu(g.input()), g.relu('relu'), g.relu('relu_2')];
  assert.deepEqual(names, ['relu', 'relu_2', 'relu_3']);
});

test('two layers with weights cannot share a path', () => {
  const g = new Graph('tiny', [8, 8, 3]);
  const x = g.conv2d(g.input(), { filters: 4, kernelSize: 3 }, 'conv1');
  assert.throws(() => g.batchNormalization(x, {}, 'conv1'), {
    name: 'RangeError',
    message: 'batchNormalization "conv1": this name is taken in "tiny". Give every layer with weights its own path.',
  });
});

test('an input that is not there is named', () => {
  const g = new Graph('tiny', [8, 8, 3]);
  assert.throws(() => g.relu('conv1'), {
    name: 'RangeError',
    message: 'activation "relu": there is no layer "conv1" in "tiny". Add a layer before it is used as input.',
  });
  assert.throws(() => g.build('conv1'), RangeError);
});

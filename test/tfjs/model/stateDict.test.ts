import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Graph, type NetworkSpec } from '../../../lib/spec';
import { tf } from '../../../lib/tfjs/backend';
import { buildModel } from '../../../lib/tfjs/model/buildModel';
import { loadStateDict, stateDict } from '../../../lib/tfjs/model/stateDict';
import { filledState, predict } from '../support';

type State = Map<string, { shape: number[]; data: Float32Array }>;

function network(): NetworkSpec {
  const g = new Graph('small', [4, 4, 2]);
  let x = g.conv2d(g.input(), { filters: 3, kernelSize: 3, padding: 1, useBias: false }, 'conv1');
  x = g.relu(g.batchNormalization(x, {}, 'bn1'));
  x = g.dropout(g.flatten(g.maxPooling2d(x, { poolSize: 2 })), { rate: 0.5 });
  return g.build(g.dense(x, { units: 5 }, 'fc'));
}

const net = network();
const state = (): State => filledState(net, net.inputShape);

function failure(entries: State): string {
  const model = buildModel(net);
  const before = [...stateDict(model, net)].map(([, { data }]) => [...data]);
  let message = '';
  assert.throws(
    () => loadStateDict(model, net, entries),
    (error: unknown) => {
      assert(error instanceof RangeError);
      message = error.message;
      return true;
    },
  );
  const after = [...stateDict(model, net)].map(([, { data }]) => [...data]);
  assert.deepEqual(after, before, 'nothing may change');
  model.dispose();
  return message;
}

test('every kind of misfit is listed with its shapes', () => {
  const entries = state();
  entries.delete('fc.bias');
  entries.set('extra.weight', { shape: [2], data: new Float32Array(2) });
  entries.set('conv1.weight', { shape: [3, 1, 3, 3], data: new Float32Array(27) });
  entries.set('bn1.bias', { shape: [3], data: new Float32Array(4) });
  assert.equal(
    failure(entries),
    'loadStateDict "small": the weights do not fit the network; nothing was changed.\n' +
      '  1 missing: fc.bias [5]\n' +
      '  1 unexpected: extra.weight [2]\n' +
      '  2 of another shape: conv1.weight is [3, 1, 3, 3], expected [3, 2, 3, 3]; bn1.bias has 4 values, expected 3 for [3]\n' +
      'Check that the weights belong to this network, with the same options (e.g. numClasses, auxiliary heads).',
  );
});

test('only the first few names of a long list are shown', () => {
  assert.match(failure(new Map()), / {2}7 missing: conv1\.weight \[3, 2, 3, 3\]; .*; and 3 more\n/);
});

test('a prefix of all names is pointed out', () => {
  const entries: State = new Map([...state()].map(([key, value]) => [`module.${key}`, value]));
  assert.match(failure(entries), /The names start with "module\."\. Remove it from each name\.$/);
});

test('another number of classes is pointed out', () => {
  const entries = state();
  entries.set('fc.weight', { shape: [9, 12], data: new Float32Array(108) });
  entries.set('fc.bias', { shape: [9], data: new Float32Array(9) });
  assert.match(
    failure(entries),
    /Build the network with the numClasses and input shape that the weights were trained with\.$/,
  );
});

test('counts of batches may be absent, or have shape [1]', () => {
  const model = buildModel(net);
  const entries = state();
  entries.delete('bn1.num_batches_tracked');
  loadStateDict(model, net, entries);
  assert.deepEqual(stateDict(model, net).get('bn1.num_batches_tracked'), {
    shape: [],
    data: Float32Array.of(0),
    dtype: 'I64',
  });
  entries.set('bn1.num_batches_tracked', { shape: [1], data: Float32Array.of(41) });
  loadStateDict(model, net, entries);
  tf.tidy(() => {
    model.apply(tf.zeros([2, 4, 4, 2]), { training: true });
  });
  assert.equal(stateDict(model, net).get('bn1.num_batches_tracked')?.data[0], 42);
  model.dispose();
});

test('rows of a dense layer after flatten go from channels first to channels last', () => {
  const g = new Graph('rows', [2, 3, 4]);
  const flat = g.batchNormalization(g.flatten(g.input()), {}, 'bn');
  const rows = g.build(g.dense(g.concatenate([flat, flat]), { units: 1, useBias: false }, 'fc'));
  const model = buildModel(rows);
  const entries = filledState(rows, [2, 3, 4]);
  // A weight of its own for each feature, and a scale for each, all numbered in PyTorch's order.
  const numbers = Float32Array.from({ length: 24 }, (_, i) => i + 1);
  entries.set('fc.weight', {
    shape: [1, 48],
    data: Float32Array.from({ length: 48 }, (_, i) => (i < 24 ? i : 100 * i)),
  });
  entries.set('bn.weight', { shape: [24], data: numbers });
  entries.set('bn.bias', { shape: [24], data: new Float32Array(24) });
  entries.set('bn.running_mean', { shape: [24], data: new Float32Array(24) });
  entries.set('bn.running_var', { shape: [24], data: new Float32Array(24).fill(1 - 1e-5) });
  loadStateDict(model, rows, entries);
  for (const [y, x, c] of [
    [0, 0, 0],
    [0, 2, 1],
    [1, 0, 3],
    [1, 2, 3],
  ] as const) {
    const image = tf.buffer([1, 2, 3, 4]);
    image.set(1, 0, y, x, c);
    const torchIndex = c * 6 + y * 3 + x;
    const expected = (torchIndex + 1) * (torchIndex + 100 * (torchIndex + 24));
    const [actual = Number.NaN] = predict(model, image.toTensor()).dataSync();
    assert(Math.abs(actual / expected - 1) < 1e-5, `pixel ${y} ${x} channel ${c}: ${actual}, expected ${expected}`);
  }
  assert.deepEqual(stateDict(model, rows).get('bn.weight')?.data, numbers);
  model.dispose();
});

test('a model of another network is refused', () => {
  const g = new Graph('other', [4, 4, 2]);
  const other = buildModel(g.build(g.conv2d(g.input(), { filters: 3, kernelSize: 3 }, 'conv')));
  assert.throws(() => loadStateDict(other, net, state()), {
    name: 'TypeError',
    message: 'model "other" has no layer "conv1" of a network. Make the model with buildModel, from the same network.',
  });
  other.dispose();
});

test('entries are copied, not shared', () => {
  const model = buildModel(net);
  const entries = state();
  loadStateDict(model, net, entries);
  entries.get('fc.bias')?.data.fill(7);
  stateDict(model, net).get('fc.bias')?.data.fill(8);
  assert.deepEqual(stateDict(model, net).get('fc.bias')?.data, state().get('fc.bias')?.data);
  model.dispose();
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Graph, type NetworkSpec } from '../../../lib/spec';
import { buildModel, tf } from '../../../lib/tfjs';
import { opLayersOf } from '../../../lib/tfjs/model/modelLayers';
import { rank4 } from '../../../lib/tfjs/native';

function network(rate: number): NetworkSpec {
  const g = new Graph('frozen', [8, 8, 2]);
  return g.build(g.dropout(g.batchNormalization(g.input(), {}, 'bn'), { rate }, 'dropout'));
}

/** Runs a model, all of whose layers are frozen, as training does. */
function frozenOutput(rate: number): { readonly x: number[]; readonly y: number[]; readonly statistics: number[] } {
  const model = buildModel(network(rate), { seed: 3 });
  for (const layer of opLayersOf(model)) layer.trainable = false;
  return tf.tidy(() => {
    const x = tf.randomNormal([4, 8, 8, 2], 5, 2, 'float32', 1);
    const y = rank4(model.apply(x, { training: true }) as ReturnType<typeof tf.zeros>); // one input, one output
    const statistics = model.getWeights().flatMap(tensor => [...tensor.dataSync()]);
    return { x: [...x.dataSync()], y: [...y.dataSync()], statistics };
  });
}

test('a frozen batch normalization uses its moving statistics and leaves them as they are', () => {
  const { x, y, statistics } = frozenOutput(0);
  assert.deepEqual(statistics, [1, 1, 0, 0, 0, 0, 1, 1]);
  // Mean 0 and variance 1, as they began.
  const worst = Math.max(...x.map((value, i) => Math.abs(value / Math.sqrt(1 + 1e-5) - (y[i] ?? Number.NaN))));
  assert.ok(worst < 1e-5, `${worst}`);
});

test('a frozen dropout still drops, as in PyTorch', () => {
  const { x, y } = frozenOutput(0.25);
  const dropped = y.filter(value => value === 0).length / y.length;
  assert.ok(Math.abs(dropped - 0.25) < 0.06, `${dropped} of the numbers are 0`);
  const scaled = y.filter(
    (value, i) => Math.abs(value - (x[i] ?? Number.NaN) / Math.sqrt(1 + 1e-5) / 0.75) < 1e-4,
  ).length;
  assert.equal(scaled, y.length - dropped * y.length);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs-node';
import { analyze } from '../../lib/arithmetic/analyze';
import * as models from '../../lib/models';
import { at } from '../../lib/spec/at';
import { buildModel } from '../../lib/tfjs';
import { countParameters } from '../../scripts/bench/recipe';
import { stockModel } from '../../scripts/bench/stockModel';
import { tinyNetwork } from './network';

test("stock layers have the network's shapes and weights", () => {
  for (const net of [models.cifarResnet(20), models.googlenet({ inputShape: [64, 64, 3] }), tinyNetwork()]) {
    const { layers, totals } = analyze(net);
    const model = stockModel(net);
    assert.deepEqual(model.outputShape, [null, ...at(layers, layers.length - 1).outputShape], net.name);
    assert.equal(countParameters(model), totals.params, net.name);
    model.dispose();
  }
});

test('with the same weights and paddings, stock layers compute what the library computes', () => {
  const net = tinyNetwork();
  const [ours, stock] = [buildModel(net), stockModel(net)];
  stock.setWeights(ours.getWeights());
  const x = tf.randomUniform([2, 9, 9, 3], -1, 1, 'float32', 1);
  const [a, b] = [ours.predict(x) as tf.Tensor, stock.predict(x) as tf.Tensor];
  const [worst] = tf.max(tf.abs(tf.sub(a, b))).dataSync();
  assert.ok(worst !== undefined && worst < 1e-5, `${worst}`);
});

test('an op without a stock layer is refused', () => {
  assert.throws(() => stockModel(models.alexnet_paper()), {
    name: 'RangeError',
    message: 'stockModel: TensorFlow.js has no stock layer for localResponseNormalization "net.2".',
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze } from '../../lib/arithmetic';
import * as models from '../../lib/models';
import { Graph, type NetworkSpec } from '../../lib/spec';

/**
 * Billions of multiplications as torchvision publishes them with its weights (`_ops`, called GFLOPS there, at 224×224), to
 * three decimals.
 *
 * @see https://docs.pytorch.org/vision/stable/models.html
 */
const PUBLISHED: readonly (readonly [NetworkSpec, number])[] = [
  [models.alexnet(), 0.714],
  [models.vgg11(), 7.609],
  [models.vgg16(), 15.47],
  [models.googlenet(), 1.498],
  [models.resnet18(), 1.814],
  [models.resnet34(), 3.664],
  [models.resnet50(), 4.089],
  [models.resnet101(), 7.801],
  [models.resnet152(), 11.514],
  [models.densenet121(), 2.834],
  [models.densenet161(), 7.728],
  [models.densenet169(), 3.36],
  [models.densenet201(), 4.291],
];

for (const [net, published] of PUBLISHED) {
  test(`${net.name}: as many multiplications as torchvision publishes`, () => {
    const { macs } = analyze(net, { inputShape: [224, 224, 3] }).totals;
    assert.ok(Math.abs(macs / 1e9 - published) <= 0.0005, `${macs}, published ${published} billion`);
  });
}

test('the totals of four layers, worked by hand', () => {
  const g = new Graph('four', [8, 8, 3]);
  const x = g.conv2d(g.input(), { filters: 5, kernelSize: 3, useBias: false }, 'conv');
  const y = g.relu(g.batchNormalization(x, {}, 'bn'));
  const net = g.build(g.dense(g.globalAveragePooling2d(y), { units: 2 }, 'fc'));
  assert.deepEqual(analyze(net).totals, {
    params: 3 * 3 * 3 * 5 + 2 * 5 + (5 * 2 + 2),
    movingStatistics: 2 * 5,
    macs: 6 * 6 * (3 * 3 * 3 * 5) + 5 * 2,
    // the input; convolution, normalization and ReLU; the pool; the two outputs
    activations: 8 * 8 * 3 + 3 * (6 * 6 * 5) + 5 + 2,
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LabelledImages } from '../../../lib/datasets';
import { at, Graph } from '../../../lib/spec';
import { buildModel, tf } from '../../../lib/tfjs';
import { opLayerOf } from '../../../lib/tfjs/model/modelLayers';
import { activationStatistics, gradientStatistics } from '../../../lib/training';

const scaling = { mean: [0], std: [1 / 255] }; // a byte is its own value
const set: LabelledImages = {
  images: Uint8Array.of(1, 2),
  ...{ shape: [1, 1, 2, 1], labels: Int32Array.of(0), classNames: ['a', 'b'] },
};

/** Pixels 1 and 2; a 1×1 convolution with the weights 1 and −1; ReLU; two units whose scores are both 1. */
function handMade(dropoutRate = 0) {
  const g = new Graph('by hand', [1, 2, 1]);
  const x = g.relu(g.conv2d(g.input(), { filters: 2, kernelSize: 1 }, 'conv'), 'relu');
  const net = g.build(g.dense(g.dropout(g.flatten(x, 'flatten'), { rate: dropoutRate }, 'drop'), { units: 2 }, 'fc'));
  const model = buildModel(net, { initializer: 'zeros' });
  const write = (layer: string, values: number[], shape: number[]): void =>
    tf.tidy(() => void opLayerOf(model, layer).variable('kernel').write(tf.tensor(values, shape)));
  write('conv', [1, -1], [1, 1, 1, 2]);
  write('fc', [1, -1, 3, 1, 0, 1, 5, 5], [4, 2]); // reads 1, 0, 2, 0
  return model;
}

function assertNear(seen: number | null, expected: number, what: string): void {
  assert.ok(seen !== null && Math.abs(seen - expected) < 1e-6, `${what}: ${seen}, expected ${expected}`);
}

function layerOf<Row extends { readonly layer: string }>(rows: readonly Row[], name: string): Row {
  return at(
    rows.filter(({ layer }) => layer === name),
    0,
  );
}

test('activations: mean, spread, zeros and dead units are those worked out by hand', () => {
  const rows = activationStatistics(handMade(), set, { scaling });
  assert.deepEqual(
    rows.map(({ layer, op, zeros, dead }) => [layer, op, zeros, dead]),
    [
      ['conv', 'conv2d', 0, 0],
      ['relu', 'activation', 0.5, 0.5], // 1, 0, 2, 0: the second channel is 0 in both places
      ['flatten', 'flatten', 0.5, 0.5],
      ['drop', 'dropout', 0.5, 0.5],
      ['fc', 'dense', 0, 0],
    ],
  );
  const of = (name: string) => layerOf(rows, name);
  const [conv, relu, fc] = [of('conv'), of('relu'), of('fc')];
  assertNear(conv.mean, 0, 'mean of 1, −1, 2, −2');
  assertNear(conv.std, Math.sqrt(10 / 4), 'deviation of 1, −1, 2, −2');
  assertNear(relu.mean, 3 / 4, 'mean of 1, 0, 2, 0');
  assertNear(relu.std, Math.sqrt(5 / 4 - 9 / 16), 'deviation of 1, 0, 2, 0');
  assertNear(fc.mean, 1, 'mean of the scores');
});

test('gradients with respect to outputs and weights are those worked out by hand', () => {
  // Both scores are equal, so softmax gives 1/2 each, and the gradient of the scores is −1/2 and 1/2.
  const rows = gradientStatistics(handMade(), set, { scaling });
  const of = (name: string) => layerOf(rows, name);
  const [conv, relu, flatten, drop, fc] = [of('conv'), of('relu'), of('flatten'), of('drop'), of('fc')];
  assertNear(fc.output, 1 / 2, 'fc, output');
  // 1, 0, 2, 0 times ∓1/2, and ∓1/2 for the biases.
  assertNear(fc.weights, Math.sqrt((2 * (1 + 4) * (1 / 4) + 2 * (1 / 4)) / 10), 'fc, weights');
  // Rows of the weights times (−1/2, 1/2): −1, −1, 1/2, 0.
  for (const layer of [drop, flatten, relu]) assertNear(layer.output, Math.sqrt(2.25 / 4), layer.layer);
  // ReLU lets through what was above 0: −1, 0, 1/2, 0.
  assertNear(conv.output, Math.sqrt(1.25 / 4), 'conv, output');
  // Kernel: −1 · 1 + 1/2 · 2 = 0 and 0; biases: −1/2 and 0.
  assertNear(conv.weights, Math.sqrt(0.25 / 4), 'conv, weights');
  assert.equal(relu.weights, null);
});

test('dropout drops only when asked to', () => {
  const many: LabelledImages = {
    ...{
      images: new Uint8Array(100).fill(1),
      shape: [50, 1, 2, 1],
      labels: new Int32Array(50),
      classNames: ['a', 'b'],
    },
  };
  const zerosOf = (training: boolean) =>
    layerOf(activationStatistics(handMade(0.9), many, { scaling, training }), 'drop').zeros;
  assert.equal(zerosOf(false), 0.5);
  assert.ok(zerosOf(true) > 0.8); // a tenth of the other half is kept
});

test('a loss of the course’s own is used', () => {
  const rows = gradientStatistics(handMade(), set, { scaling, loss: ([scores]) => tf.sum(scores) });
  assertNear(layerOf(rows, 'fc').output, 1, 'fc, output');
});

test('nothing stays behind', () => {
  const model = handMade();
  const count = () => tf.memory().numTensors;
  activationStatistics(model, set, { scaling });
  const before = count();
  activationStatistics(model, set, { scaling });
  gradientStatistics(model, set, { scaling });
  assert.equal(count(), before);
});

test('images that do not fit, or are of unknown scale, are refused', () => {
  const large: LabelledImages = { ...set, images: new Uint8Array(4), shape: [1, 2, 2, 1] };
  for (const [name, statistics] of Object.entries({ activationStatistics, gradientStatistics })) {
    assert.throws(() => statistics(handMade(), large, { scaling }), {
      name: 'RangeError',
      message:
        `${name}: the model "by hand" takes images [1, 2, 1]. Received images [2, 2, 1]. ` +
        'Build the model with inputShape: [2, 2, 1], or resize the images.',
    });
    assert.throws(() => statistics(handMade(), set), {
      name: 'TypeError',
      message: new RegExp(`^${name}: it is not known how the images of the model "by hand" are scaled`),
    });
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cifarResnet, vgg16_cifar } from '../../../lib/models';
import { floatAt, Graph, type NDArray } from '../../../lib/spec';
import { buildModel, inputGradient, logits, tf } from '../../../lib/tfjs';
import { uniforms } from '../../support/fill';

/** A padded 3×3 convolution, then a 2×2 average. */
function smallNet() {
  const g = new Graph('small', [6, 6, 2]);
  const conv = g.conv2d(g.input(), { filters: 3, kernelSize: 3, padding: 1, useBias: false }, 'conv');
  return g.build(g.averagePooling2d(conv, { poolSize: 2 }, 'pool'));
}

const images = (shape: readonly number[]): NDArray => ({
  shape,
  data: Float32Array.from(
    uniforms(
      'images',
      shape.reduce((a, b) => a * b, 1),
    ),
    u => 2 * u - 1,
  ),
});

test('the gradient of a convolution is its kernel, laid where the unit looks', () => {
  const model = buildModel(smallNet());
  const kernel = model.weights[0]?.read().dataSync() ?? []; // [3, 3, 2, 3]
  const { shape, data } = inputGradient(model, images([2, 6, 6, 2]), { layer: 'conv', row: 2, column: 4, channel: 1 });
  assert.deepEqual(shape, [2, 6, 6, 2]);
  data.forEach((value, i) => {
    const [n, y, x, c] = [Math.floor(i / 72), Math.floor(i / 12) % 6, Math.floor(i / 2) % 6, i % 2];
    const [row, column] = [y - 1, x - 3];
    const inside = row >= 0 && row < 3 && column >= 0 && column < 3;
    const expected = inside ? kernel[((row * 3 + column) * 2 + c) * 3 + 1] : 0;
    assert.ok(Math.abs(value - (expected ?? Number.NaN)) < 1e-6, `image ${n}, [${y}, ${x}, ${c}]`);
  });
  model.dispose();
});

test('the gradient agrees with finite differences through a whole network', () => {
  const net = cifarResnet(8, { inputShape: [16, 16, 3] });
  const model = buildModel(net, { seed: 3 });
  const x = images([1, 16, 16, 3]);
  const unit = { layer: 'layer2.0.relu_2', row: 3, column: 4, channel: 5 };
  const { data } = inputGradient(model, x, unit);
  const part = tf.model({ inputs: model.inputs, outputs: model.getLayer(unit.layer).output });
  const valueAt = (place: number, step: number): number =>
    tf.tidy(() => {
      const moved = Float32Array.from(x.data);
      moved[place] = floatAt(moved, place) + step;
      const y = part.predict(tf.tensor4d(moved, [1, 16, 16, 3]));
      assert.ok(!Array.isArray(y));
      return floatAt(y.dataSync<'float32'>(), (unit.row * 8 + unit.column) * 32 + unit.channel);
    });
  const places = [6, 7, 8].flatMap(row => [8, 9].map(column => (row * 16 + column) * 3 + 1));
  for (const place of places) {
    const slope = (valueAt(place, 1e-2) - valueAt(place, -1e-2)) / 2e-2;
    assert.ok(Math.abs(slope - floatAt(data, place)) < 2e-3, `${place}: ${slope} against ${data[place]}`);
  }
  model.dispose();
});

test('no tensor stays behind', () => {
  const model = buildModel(smallNet());
  const x = images([1, 6, 6, 2]);
  inputGradient(model, x, { layer: 'pool', row: 0, column: 0, channel: 0 });
  const before = tf.memory().numTensors;
  inputGradient(model, x, { layer: 'pool', row: 0, column: 0, channel: 0 });
  assert.equal(tf.memory().numTensors, before);
  model.dispose();
});

test('a unit or a layer that is not there is named', () => {
  const model = buildModel(smallNet());
  const x = images([1, 6, 6, 2]);
  assert.throws(() => inputGradient(model, x, { layer: 'pool', row: 3, column: 0, channel: 0 }), {
    name: 'RangeError',
    message:
      'inputGradient: layer "pool" gives [3, 3, 3], [height, width, channels], so it has no unit at row 3, column 0, channel 0. ' +
      'Choose one from 0 on within that shape.',
  });
  assert.throws(() => inputGradient(model, x, { layer: 'poll', row: 0, column: 0, channel: 0 }), {
    name: 'TypeError',
    message: 'model "small" has no layer "poll" of a network. Make the model with buildModel, from the same network.',
  });
  model.dispose();
});

test('logits: dropout drops in training only, and batch normalization moves its statistics there only', () => {
  const vgg = buildModel(vgg16_cifar());
  const resnet = buildModel(cifarResnet(8));
  const x = tf.ones([2, 32, 32, 3]);
  const scores = (training: boolean): number[] => Array.from(tf.tidy(() => logits(vgg, x, { training }).dataSync()));
  assert.deepEqual(scores(false), scores(false));
  assert.notDeepEqual(scores(true), scores(true));
  const mean = resnet.weights.find(weight => /movingMean/i.test(weight.name));
  const moving = (): number => mean?.read().dataSync()[0] ?? Number.NaN;
  logits(resnet, x).dispose();
  assert.equal(moving(), 0);
  assert.deepEqual(logits(resnet, x, { training: true }).shape, [2, 10]);
  assert.notEqual(moving(), 0);
});

test('logits: a model of images is told apart from a classifier', () => {
  const model = buildModel(smallNet());
  assert.throws(() => logits(model, tf.ones([1, 6, 6, 2])), {
    name: 'RangeError',
    message: 'logits: the model "small" must give one number for each class, [n, classes]. Received [1, 3, 3, 3].',
  });
});

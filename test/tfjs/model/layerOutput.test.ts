import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faster_rcnn_mini } from '../../../lib/models';
import * as ops from '../../../lib/ops';
import { floatAt, Graph } from '../../../lib/spec';
import { buildModel, layerOutput, stateDict, tf } from '../../../lib/tfjs';

const g = new Graph('small', [6, 6, 2]);
const conv = g.conv2d(g.input(), { filters: 3, kernelSize: 3, padding: 1 }, 'conv');
const net = g.build(g.dense(g.flatten(g.relu(conv, 'relu'), 'flatten'), { units: 4 }, 'fc'));
const model = buildModel(net, { seed: 1 });
const images = ops.ndarray(
  [2, 6, 6, 2],
  Array.from({ length: 144 }, (_, i) => Math.sin(i)),
);

test('a layer inside gives what the from-scratch operations give', () => {
  const state = stateDict(model, net);
  const [weight, bias] = ['conv.weight', 'conv.bias'].map(name => state.get(name));
  assert.ok(weight && bias);
  const kernel = ops.transpose(weight, [2, 3, 1, 0]); // [out, in, kh, kw] → [kh, kw, in, out]
  const expected = ops.relu(ops.conv2d(images, kernel, bias, { padding: 1 }));
  const seen = layerOutput(model, images, 'relu');
  assert.deepEqual(seen.shape, [2, 6, 6, 3]);
  seen.data.forEach((value, i) => {
    assert.ok(Math.abs(value - floatAt(expected.data, i)) < 1e-5, `value ${i}: ${value}, expected ${expected.data[i]}`);
  });
  assert.deepEqual(layerOutput(model, images, 'fc').shape, [2, 4]);
});

test('nothing stays behind', () => {
  layerOutput(model, images, 'relu');
  const before = tf.memory().numTensors;
  layerOutput(model, images, 'relu');
  assert.equal(tf.memory().numTensors, before);
});

test('a layer that is not there is refused', () => {
  assert.throws(() => layerOutput(model, images, 'conv9'), {
    name: 'TypeError',
    message: 'model "small" has no layer "conv9" of a network. Make the model with buildModel, from the same network.',
  });
});

test('of a detector, layers that depend on images alone', () => {
  const detector = buildModel(faster_rcnn_mini());
  const image = ops.ndarray([1, 64, 64, 3], new Float32Array(64 * 64 * 3));
  assert.deepEqual(layerOutput(detector, image, 'rpn.head.cls_logits').shape, [1, 8, 8, 6]);
  assert.throws(() => layerOutput(detector, image, 'roi_heads.flatten'), {
    name: 'TypeError',
    message:
      'layerOutput: the layer "roi_heads.flatten" of the model "faster_rcnn_mini" depends on regions as well as on images. ' +
      'Give a layer before the regions are pooled.',
  });
});

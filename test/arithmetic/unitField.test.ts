import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze, unitField } from '../../lib/arithmetic';
import { alexnet_paper, vgg16 } from '../../lib/models';
import { Graph } from '../../lib/spec';

const report = analyze(alexnet_paper());

test('the first window of AlexNet starts at the edge, the next four pixels on; conv5 sees 163 pixels in the middle', () => {
  assert.deepEqual(unitField(report, 'net.0', [0, 0]), [0, 0, 11, 11]);
  assert.deepEqual(unitField(report, 'net.0', [2, 1]), [4, 8, 15, 19]);
  // 13 units, 16 pixels apart, around the middle of 227 pixels: 113.5 − 163 / 2 = 32.
  assert.deepEqual(unitField(report, 'net.12'), [32, 32, 195, 195]);
});

test('padding moves a field out of the image, and sides may differ', () => {
  assert.deepEqual(unitField(analyze(vgg16()), 'features.0', [0, 0]), [-1, -1, 2, 2]);
  const g = new Graph('wide', [9, 9, 1]);
  const net = g.build(g.conv2d(g.input(), { filters: 1, kernelSize: [1, 5], strides: [1, 2] }, 'conv'));
  assert.deepEqual(unitField(analyze(net), 'conv', [3, 1]), [2, 3, 7, 4]);
});

test('a layer that is not there, or that sees everything', () => {
  assert.throws(() => unitField(report, 'conv5'), {
    name: 'RangeError',
    message: 'unitField: there is no layer "conv5" in "alexnet_paper".',
  });
  assert.throws(() => unitField(report, 'classifier.1'), {
    name: 'RangeError',
    message: 'unitField: units of layer "classifier.1" see the whole input. Ask for a layer before it.',
  });
});

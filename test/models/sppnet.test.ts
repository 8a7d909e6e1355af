import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze } from '../../lib/arithmetic';
import { pyramidOf, rcnn, sppnet } from '../../lib/models';
import type { NetworkSpec } from '../../lib/spec';

const shapeOf = (
  net: NetworkSpec,
  layer: string,
  inputShape?: [number, number, number],
): readonly number[] | undefined => analyze(net, { inputShape }).layers.find(({ name }) => name === layer)?.outputShape;

test('SPPNet has the maps of table 1 and the vector of section 4.1, whatever the size of the picture', () => {
  const net = sppnet();
  const { map, levels, pyramid } = pyramidOf(net);
  assert.deepEqual([map, levels], ['conv5.relu', [6, 3, 2, 1]]);
  assert.deepEqual(shapeOf(net, 'pool1'), [55, 55, 96]);
  assert.deepEqual(shapeOf(net, 'conv2'), [27, 27, 256]);
  assert.deepEqual(shapeOf(net, map), [13, 13, 256]);
  assert.deepEqual(shapeOf(net, pyramid), [12_800]);
  assert.deepEqual(shapeOf(net, pyramid, [688, 917, 3]), [12_800]);
});

test('R-CNN reads regions of 227 pixels, and tells 20 classes and the background apart', () => {
  assert.deepEqual([rcnn().name, rcnn().inputShape], ['rcnn', [227, 227, 3]]);
  assert.deepEqual(analyze(rcnn()).layers.at(-1)?.outputShape, [21]);
  assert.deepEqual(analyze(rcnn({ numClasses: 4 })).layers.at(-1)?.outputShape, [4]);
});

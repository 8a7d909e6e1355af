import assert from 'node:assert/strict';
import { test } from 'node:test';
import { channelSources, meanWeights, withoutSource } from '../../lib/arithmetic';
import { cifarResnet, densenet_mini, googlenet } from '../../lib/models';
import { ndarray } from '../../lib/ops';
import { Graph } from '../../lib/spec';

const net = densenet_mini();

test('a layer of a dense block reads the input of the block, and every layer before it', () => {
  assert.deepEqual(channelSources(net, 'dense2.2.conv1'), [
    { layer: 'trans1.conv1', channels: 48 },
    { layer: 'dense2.0.conv2', channels: 12 },
    { layer: 'dense2.1.conv2', channels: 12 },
  ]);
});

test('the way back goes through pools, normalization and activation, and ends at a convolution', () => {
  assert.deepEqual(channelSources(net, 'dense1.0.conv1'), [{ layer: 'conv1', channels: 24 }]);
  assert.deepEqual(channelSources(net, 'dense1.0.conv2'), [{ layer: 'dense1.0.conv1', channels: 48 }]);
  const last = channelSources(net, 'fc');
  assert.equal(last.length, 12);
  assert.equal(
    last.reduce((sum, { channels }) => sum + channels, 0),
    204,
  );
});

test('an addition is a source, and an Inception module has four', () => {
  assert.deepEqual(channelSources(cifarResnet(20), 'layer1.1.conv1'), [{ layer: 'layer1.0.add', channels: 16 }]);
  assert.deepEqual(
    channelSources(googlenet(), 'inception3b.branch1.conv').map(({ channels }) => channels),
    [64, 128, 32, 32],
  );
});

test('a layer that is not there, or reads nothing, is named', () => {
  assert.throws(() => channelSources(net, 'conv9'), /channelSources: there is no layer "conv9" in "densenet_mini"\./);
  const g = new Graph('one', [4, 4, 1]);
  const input = g.input();
  const one = g.build(g.conv2d(input, { filters: 1, kernelSize: 1 }, 'conv'));
  assert.throws(() => channelSources(one, input), /"input" of "one" reads no layer\./);
});

const sources = [
  { layer: 'a', channels: 2 },
  { layer: 'b', channels: 1 },
];
// Two filters, three channels, kernels of 1×2.
const weight = ndarray([2, 3, 1, 2], [1, -1, 2, 2, 8, -8, -3, 3, 0, 4, 0, 2]);

test('the mean of |weight| is taken over the channels of a source, worked by hand', () => {
  // a: (1 + 1 + 2 + 2 + 3 + 3 + 0 + 4) / 8; b: (8 + 8 + 0 + 2) / 4
  assert.deepEqual(meanWeights(weight, sources), [2, 4.5]);
  assert.deepEqual(meanWeights(ndarray([2, 3], [1, 3, -5, 1, 3, 7]), sources), [2, 6]);
});

test('a source is cut, the rest and the original stay', () => {
  const before = Array.from(weight.data);
  assert.deepEqual(Array.from(withoutSource(weight, sources, 1).data), [1, -1, 2, 2, 0, 0, -3, 3, 0, 4, 0, 0]);
  assert.deepEqual(Array.from(withoutSource(weight, sources, 0).data), [0, 0, 0, 0, 8, -8, 0, 0, 0, 0, 0, 2]);
  assert.deepEqual(Array.from(weight.data), before);
});

test('channels that do not fit, and a source that is not there, are named', () => {
  const four = [...sources, { layer: 'c', channels: 1 }];
  assert.throws(
    () => meanWeights(weight, four),
    /meanWeights: the sources have 4 channels, .* Received \[2, 3, 1, 2\]\./,
  );
  assert.throws(() => withoutSource(weight, sources, 2), /withoutSource: there are sources 0 to 1\. Received 2\./);
});

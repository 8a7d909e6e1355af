import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mainOutput } from '../../lib/cli/mainOutput';
import { Graph, type NDArray, type NetworkSpec } from '../../lib/spec';
import { tf } from '../../lib/tfjs/backend';
import { assertClose } from '../support/assertClose';
import { filled } from '../support/fill';
import { useBackend } from '../tfjs/support';
import { filledCheckpoint } from './support';

/** Scores for each image, or for each pixel, and a second output. */
function network(main: 'image' | 'pixel'): NetworkSpec {
  const g = new Graph(main, [6, 6, 3]);
  const conv = g.conv2d(g.input(), { filters: 4, kernelSize: 3, padding: 1 }, 'conv');
  const x = g.relu(g.batchNormalization(conv, {}, 'bn'));
  const pixel = g.conv2d(x, { filters: 2, kernelSize: 1 }, 'pixel');
  const image = g.dense(g.flatten(x), { units: 5 }, 'image');
  return main === 'image' ? g.build(image, pixel) : g.build(pixel, image);
}

const some = ({ shape: [, ...size], data }: NDArray, first: number, count: number): NDArray => {
  const length = size.reduce((product, n) => product * n, 1);
  return { shape: [count, ...size], data: data.slice(first * length, (first + count) * length) };
};

const CASES = ['tensorflow', 'cpu'].flatMap(backend =>
  (['image', 'pixel'] as const).flatMap(main => [256, 259].map(count => ({ backend, main, count }))),
);
for (const { backend, main, count } of CASES) {
  test(`${backend}: ${count} images, which are compiled for, give what they give in parts: each ${main}`, t => {
    useBackend(t, backend);
    const net = network(main);
    const weights = filledCheckpoint(net);
    const images = { shape: [count, 3, 6, 6], data: filled('input', [count, 3, 6, 6]) };
    const before = tf.memory().numTensors;
    const all = mainOutput(net, weights, images);
    assert.deepEqual(all.shape, main === 'image' ? [count, 5] : [count, 2, 6, 6]);
    for (const [first, length] of [
      [0, 130],
      [130, count - 130],
    ] as const) {
      const part = mainOutput(net, weights, some(images, first, length));
      assertClose(some(all, first, length).data, part.data, 1e-5, `from image ${first}`);
    }
    assert.equal(tf.memory().numTensors, before);
  });
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze } from '../../lib/arithmetic';
import { alexnet, alexnet_mini, cifarResnet, googlenet_mini, vgg_mini, vgg11, vgg16 } from '../../lib/models';
import { ndarray, sizeOf } from '../../lib/ops';
import { convolutionalWeights, fullyConvolutional } from '../../lib/segmentation';
import { at, Graph, type NDArray, type NetworkSpec } from '../../lib/spec';
import { buildModel, layerOutput, loadStateDict, stateDict } from '../../lib/tfjs';

const wave = (shape: readonly number[]): NDArray =>
  ndarray(
    shape,
    Float32Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(i * 0.7) + Math.cos(i * 0.013)),
  );

const last = (net: NetworkSpec): string => at(net.layers, net.layers.length - 1).name;

/** The scores of a network for one picture, by the weights that it starts with, and by the same in the other form. */
function both(net: NetworkSpec, inputShape: readonly [number, number, number]) {
  const model = buildModel(net, { seed: 1, initializer: 'he' });
  const slid = fullyConvolutional(net);
  const sliding = buildModel(slid, { inputShape, initializer: 'zeros' });
  loadStateDict(sliding, slid, convolutionalWeights(net, stateDict(model, net)));
  return { model, slid, sliding };
}

for (const build of [alexnet_mini, vgg_mini, googlenet_mini, () => cifarResnet(20)]) {
  const net = build();
  test(`${net.name} gives the same scores as convolutions, and a map of them on a larger picture`, () => {
    const { model, slid, sliding } = both(net, [32, 32, 3]);
    const x = wave([1, 32, 32, 3]);
    const [scores, map] = [layerOutput(model, x, last(net)), layerOutput(sliding, x, last(slid))];
    assert.deepEqual(map.shape, [1, 1, 1, 10]);
    const largest = Math.max(...scores.data.map(Math.abs));
    scores.data.forEach((score, i) => {
      assert.ok(Math.abs(score - at([...map.data], i)) < 1e-5 * largest, `score ${i}`);
    });
    const { layers, totals } = analyze(slid, { inputShape: [96, 64, 3] });
    const [rows = 0, columns = 0] = at(layers, layers.length - 1).outputShape;
    assert.ok(rows > 1 && columns > 1 && rows > columns);
    assert.equal(totals.params, analyze(net).totals.params);
  });
}

test('VGG-16 and AlexNet: fc6 becomes as large as the maps that it reads, and no parameter is lost', () => {
  const kernels = (net: NetworkSpec) =>
    fullyConvolutional(net).layers.flatMap(layer =>
      layer.op === 'conv2d' && layer.name.startsWith('classifier') ? [layer.kernelSize] : [],
    );
  assert.deepEqual(kernels(vgg16()), [[7, 7], 1, 1]);
  assert.deepEqual(kernels(alexnet()), [[6, 6], 1, 1]);
  assert.equal(analyze(fullyConvolutional(vgg16())).totals.params, 138_357_544);
  // 224 + 32 · 3 pixels: 4 places, 32 apart.
  const { layers } = analyze(fullyConvolutional(vgg16()), { inputShape: [320, 224, 3] });
  assert.deepEqual(at(layers, layers.length - 1).outputShape, [4, 1, 1000]);
});

test('the score of each place is that of the window cut out there, where no padding is seen', () => {
  // Without padding a window knows nothing of its surroundings.
  const g = new Graph('valid', [8, 8, 1]);
  let x = g.relu(g.conv2d(g.input(), { filters: 4, kernelSize: 3 }, 'conv'));
  x = g.flatten(g.maxPooling2d(x, { poolSize: 2 }), 'flat');
  x = g.relu(g.dense(g.dropout(x, { rate: 0.5 }), { units: 5 }, 'hidden'));
  const net = g.build(g.dense(x, { units: 2 }, 'scores'));
  const { model, slid, sliding } = both(net, [12, 10, 1]);
  const picture = wave([1, 12, 10, 1]);
  const map = layerOutput(sliding, picture, last(slid));
  assert.deepEqual(map.shape, [1, 3, 2, 2]);
  for (const [row, column] of [
    [0, 0],
    [1, 1],
    [2, 0],
  ] as const) {
    const cut = Array.from({ length: 64 }, (_, i) =>
      at([...picture.data], (2 * row + Math.floor(i / 8)) * 10 + 2 * column + (i % 8)),
    );
    const scores = layerOutput(model, ndarray([1, 8, 8, 1], cut), 'scores');
    scores.data.forEach((score, k) => {
      assert.ok(Math.abs(score - at([...map.data], (row * 2 + column) * 2 + k)) < 1e-5);
    });
  }
});

test('a network that resizes its maps, and weights that do not fit, are refused', () => {
  const g = new Graph('fixed', [16, 16, 3]);
  const x = g.flatten(g.adaptiveAveragePooling2d(g.input(), { outputSize: 4 }, 'pool'));
  assert.throws(() => fullyConvolutional(g.build(g.dense(x, { units: 2 }, 'fc'))), {
    name: 'RangeError',
    message:
      'fullyConvolutional: "pool" makes 4 of 16×16 at every size, so that nothing can slide. Take a network without it.',
  });
  assert.throws(() => convolutionalWeights(vgg11(), new Map()), {
    message:
      'convolutionalWeights: "classifier.0.weight" must hold the numbers of a kernel [4096, 512, 7, 7]. Received no such array.',
  });
});

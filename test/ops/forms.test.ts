import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as models from '../../lib/models';
import { runNetwork } from '../../lib/ops';
import { Graph, lookUp, type NDArray, type NetworkSpec } from '../../lib/spec';
import { definitions } from '../../lib/spec/ops';
import { buildModel, tf, toNDArray, toTensor, weightArrays } from '../../lib/tfjs';
import { assertClose } from '../support/assertClose';
import { uniforms } from '../support/fill';
import { useBackend } from '../tfjs/support';

/** A network with every op, small enough for both backends. */
function everyOp(): NetworkSpec {
  const g = new Graph('everyOp', [9, 7, 4]);
  const image = g.input();
  let x = g.conv2d(image, { filters: 6, kernelSize: 3, groups: 2, padding: 'same', strides: 2 }, 'conv');
  x = g.leakyRelu(g.groupNormalization(x, { groups: 3 }, 'norm'), { slope: 0.2 });
  x = g.conv2dTranspose(x, { filters: 4, kernelSize: 4, strides: 2, padding: 1, outputPadding: 1 }, 'up');
  x = g.crop(x, image, { offset: [1, 0] });
  x = g.add([g.activation(x, 'tanh'), g.activation(x, 'sigmoid'), g.activation(x, 'relu6')]);
  const larger = g.resize(x, { method: 'bilinear', scale: 1.7 });
  const smaller = g.resizeLike(larger, g.averagePooling2d(image, { poolSize: 3, padding: 1 }), { method: 'nearest' });
  x = g.batchNormalization(g.maxPooling2d(smaller, { poolSize: 3, strides: 1, padding: 1 }), {}, 'bn');
  x = g.dropout(g.localResponseNormalization(x), { rate: 0.5 });
  const whole = g.globalAveragePooling2d(x);
  x = g.concatenate([x, g.padChannels(smaller, { before: 1, after: 1 })]);
  x = g.adaptiveAveragePooling2d(g.resize(x, { method: 'nearest', scale: [1.5, 2.4] }), { outputSize: [3, 2] });
  const level = g.flatten(g.adaptiveMaxPooling2d(smaller, { outputSize: [2, 3] }));
  x = g.softmax(g.dense(g.concatenate([g.flatten(x), whole, level]), { units: 12 }, 'fc'));
  return g.build(g.reshape(x, { targetShape: [2, 3, 2] }));
}

/** One that reads regions of its images. */
function withRegions(): NetworkSpec {
  const g = new Graph('withRegions', [9, 7, 4]);
  const x = g.conv2d(g.input(), { filters: 3, kernelSize: 3, padding: 1 }, 'conv');
  const regions = g.regions({ count: 2 });
  const bins = { outputSize: [3, 2], spatialScale: 1 } as const;
  const pooled = g.dense(g.flatten(g.roiPool(x, regions, bins)), { units: 5 }, 'pooled');
  return g.build(pooled, g.dense(g.flatten(g.roiAlign(x, regions, bins)), { units: 5 }, 'aligned'));
}

/** [2, 2, 4]: two on each of two images. */
const REGIONS: NDArray = {
  shape: [2, 2, 4],
  data: Float32Array.of(0, 0, 7, 9, 1.5, 2, 4, 8.2, 3, 3, 5, 5, 0, 4, 6.5, 9),
};

/** Networks on an image small enough to be computed by hand-written loops. */
const NETWORKS: Readonly<Record<string, NetworkSpec>> = {
  alexnet_two_tower: models.alexnet_two_tower({ inputShape: [67, 67, 3], numClasses: 7 }),
  resnet20: models.cifarResnet(20, { inputShape: [16, 16, 3] }),
  densenet_mini: models.densenet_mini({ inputShape: [16, 16, 3] }),
  googlenet_mini: models.googlenet_mini({ inputShape: [16, 16, 3] }),
  'every op': everyOp(),
  regions: withRegions(),
};

const CASES = [
  ...Object.entries(NETWORKS).map(([name, net]) => ({ name, net, backend: 'tensorflow' })),
  { name: 'every op', net: everyOp(), backend: 'cpu' },
  { name: 'regions', net: withRegions(), backend: 'cpu' },
];

for (const { name, net, backend } of CASES) {
  test(`${name}: every layer from scratch gives what TensorFlow gives, backend ${backend}`, t => {
    useBackend(t, backend);
    const model = buildModel(net, { seed: 5 });
    const shape = [2, ...net.inputShape];
    const size = shape.reduce((product, side) => product * side, 1);
    const x: NDArray = { shape, data: Float32Array.from(uniforms('x', size), u => 2 * u - 1) };
    const seen = runNetwork(net, x, weightArrays(model), REGIONS);
    const layers = net.layers.filter(({ op }) => definitions[op].role !== 'input');
    const all = tf.model({ inputs: model.inputs, outputs: layers.flatMap(layer => model.getLayer(layer.name).output) });
    const inputs = [toTensor(x), ...(model.inputs.length > 1 ? [toTensor(REGIONS)] : [])];
    const outputs = [all.predict(inputs)].flat();
    const expected = outputs.map(toNDArray);
    tf.dispose([...inputs, ...outputs]);
    layers.forEach((layer, i) => {
      const own = lookUp(seen, layer.name);
      assert.deepEqual(own.shape, expected[i]?.shape, layer.name);
      assertClose(own.data, expected[i]?.data ?? [], 2e-5, layer.name);
    });
    model.dispose();
  });
}

test('the networks with every op have every op', () => {
  const used = new Set<string>([...everyOp().layers, ...withRegions().layers].map(({ op }) => op));
  assert.deepEqual(
    Object.keys(definitions).filter(op => !used.has(op)),
    [],
  );
});

test('regions that are missing are asked for', () => {
  assert.throws(() => runNetwork(withRegions(), { shape: [1, 9, 7, 4], data: new Float32Array(252) }, new Map()), {
    name: 'RangeError',
    message: /"conv\/kernel"/,
  });
  const g = new Graph('one', [4, 4, 1]);
  const net = g.build(g.roiPool(g.input(), g.regions({ count: 1 }), { outputSize: 1, spatialScale: 1 }));
  assert.throws(() => runNetwork(net, { shape: [1, 4, 4, 1], data: new Float32Array(16) }, new Map()), {
    name: 'RangeError',
    message: 'runNetwork: "one" reads regions of its images. Pass them, [n, count, 4].',
  });
});

test('a weight that is missing is named', () => {
  const g = new Graph('one', [4, 4, 1]);
  const net = g.build(g.conv2d(g.input(), { filters: 1, kernelSize: 3 }, 'conv'));
  assert.throws(() => runNetwork(net, { shape: [1, 4, 4, 1], data: new Float32Array(16) }, new Map()), {
    name: 'RangeError',
    message:
      'runNetwork: there is no weight "conv/kernel". tfjs.weightArrays(model) has those of a model of this network.',
  });
});

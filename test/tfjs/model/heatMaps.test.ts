import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LayersModel } from '@tensorflow/tfjs-node';
import { cifarResnet } from '../../../lib/models';
import { floatAt, Graph, type NDArray } from '../../../lib/spec';
import { buildModel, gradCam, layerOutput, occlusion, tf, weightArrays } from '../../../lib/tfjs';
import { opLayerOf } from '../../../lib/tfjs/model/modelLayers';
import { assertClose } from '../../support/assertClose';
import { uniforms } from '../../support/fill';

function write(model: LayersModel, layer: string, values: readonly number[], shape: number[]): void {
  tf.tidy(
    () =>
      void opLayerOf(model, layer)
        .variable('kernel')
        .write(tf.tensor([...values], shape)),
  );
}

/** Two maps, which are the image and minus the image, averaged, and two scores: 3 · first + second, and 5 · second. */
function averaged(): LayersModel {
  const g = new Graph('averaged', [2, 2, 1]);
  const maps = g.conv2d(g.input(), { filters: 2, kernelSize: 1, useBias: false }, 'maps');
  const net = g.build(g.dense(g.globalAveragePooling2d(maps, 'average'), { units: 2, useBias: false }, 'fc'));
  const model = buildModel(net, { initializer: 'zeros' });
  write(model, 'maps', [1, -1], [1, 1, 1, 2]);
  write(model, 'fc', [3, 0, 1, 5], [2, 2]); // [in, out]
  return model;
}
const image: NDArray = { shape: [1, 2, 2, 1], data: Float32Array.of(4, -8, 0, 2) };

test('Grad-CAM: maps weighed by the mean gradient, worked out by hand', () => {
  const model = averaged();
  // Each of four places of map 1 adds 3/4 to score 0, of map 2 it adds 1/4: heat = 3/4 · x − 1/4 · x = x / 2, cut at 0.
  const first = gradCam(model, image, { layer: 'maps', unit: 0 });
  assert.deepEqual(first.shape, [1, 2, 2, 1]);
  assertClose(first.data, [2, 0, 0, 1], 1e-6);
  // Score 1: 5/4 · (−x), cut at 0.
  assertClose(gradCam(model, image, { layer: 'maps', unit: 1 }).data, [0, 10, 0, 0], 1e-6);
  model.dispose();
});

test('Grad-CAM: each image of a batch has its own map, and a shortcut around the layer is kept', () => {
  const g = new Graph('around', [1, 2, 1]);
  const x = g.input();
  const branch = g.conv2d(x, { filters: 1, kernelSize: 1, useBias: false }, 'branch');
  const sum = g.relu(g.add([branch, x]), 'sum');
  const model = buildModel(g.build(g.dense(g.flatten(sum), { units: 1, useBias: false }, 'fc')), {
    initializer: 'zeros',
  });
  write(model, 'branch', [2], [1, 1, 1, 1]);
  write(model, 'fc', [1, 10], [2, 1]);
  // Both images give 3x behind the sum. Where x is above 0 the ReLU lets the gradient through: (1, 10), mean 11/2, and (1, 0), mean 1/2.
  const two: NDArray = { shape: [2, 1, 2, 1], data: Float32Array.of(1, 2, 3, -1) };
  const heat = gradCam(model, two, { layer: 'branch', unit: 0 });
  assertClose(heat.data, [(11 / 2) * 2, (11 / 2) * 4, (1 / 2) * 6, 0], 1e-6);
  model.dispose();
});

test('Grad-CAM behind the last block of a ResNet is the class activation map, divided by the places', () => {
  const model = buildModel(cifarResnet(8, { filters: [4, 8, 16] }), { seed: 5, initializer: 'he' });
  const x: NDArray = { shape: [1, 32, 32, 3], data: Float32Array.from(uniforms('images', 3072), u => 2 * u - 1) };
  const maps = layerOutput(model, x, 'layer3.0.relu_2'); // [1, 8, 8, 16]
  const weights = weightArrays(model).get('fc/kernel'); // [16, 10]
  assert.ok(weights !== undefined);
  const byHand = Array.from({ length: 64 }, (_, place) => {
    let sum = 0;
    for (let c = 0; c < 16; c++) sum += floatAt(maps.data, place * 16 + c) * floatAt(weights.data, c * 10 + 7);
    return Math.max(0, sum / 64);
  });
  assertClose(gradCam(model, x, { layer: 'layer3.0.relu_2', unit: 7 }).data, byHand, 1e-4);
  model.dispose();
});

/** Scores that are sums over the pixels of a 1 × 4 image: 1, 2, 3, 4 times the pixel for unit 0. */
function summed(): LayersModel {
  const g = new Graph('summed', [1, 4, 1]);
  const model = buildModel(g.build(g.dense(g.flatten(g.input(), 'flat'), { units: 2, useBias: false }, 'fc')), {
    initializer: 'zeros',
  });
  write(model, 'fc', [1, 0, 2, 0, 3, 0, 4, 0], [4, 2]);
  return model;
}
const line: NDArray = { shape: [1, 1, 4, 1], data: Float32Array.of(10, 10, 10, 20) };

test('occlusion: a patch of one pixel takes its weight times the pixel off the score', () => {
  const model = summed();
  const fall = occlusion(model, line, { unit: 0, size: 1 });
  assert.deepEqual(fall.shape, [1, 1, 4, 1]);
  assertClose(fall.data, [10, 20, 30, 80], 1e-6);
  // Filled with 10 instead of 0, only the last pixel changes.
  assertClose(occlusion(model, line, { unit: 0, size: 1, value: 10 }).data, [0, 0, 0, 40], 1e-6);
  assertClose(occlusion(model, line, { unit: 1, size: 1 }).data, [0, 0, 0, 0], 1e-6);
  model.dispose();
});

test('occlusion: a pixel has the mean over the patches that hide it, and the last patch ends at the edge', () => {
  const g = new Graph('square', [3, 3, 1]);
  const model = buildModel(g.build(g.dense(g.flatten(g.input()), { units: 1, useBias: false }, 'fc')), {
    initializer: 'zeros',
  });
  write(model, 'fc', [1, 2, 3, 4, 5, 6, 7, 8, 9], [9, 1]);
  const ones: NDArray = { shape: [1, 3, 3, 1], data: new Float32Array(9).fill(1) };
  // Patches of 2 × 2 at rows and columns 0 and 1 (stride 2 would leave out the last): 12, 16, 24, 28.
  const expected = [12, 14, 16, 18, 20, 22, 24, 26, 28];
  assertClose(occlusion(model, ones, { unit: 0, size: 2, stride: 1 }).data, expected, 1e-6);
  assertClose(occlusion(model, ones, { unit: 0, size: 2, stride: 2 }).data, expected, 1e-6);
  model.dispose();
});

test('no tensor stays behind', () => {
  const model = averaged();
  const call = (): void => {
    gradCam(model, image, { layer: 'maps', unit: 0 });
    occlusion(model, image, { unit: 0, size: 1 });
  };
  call();
  const before = tf.memory().numTensors;
  call();
  assert.equal(tf.memory().numTensors, before);
  model.dispose();
});

const refusals: readonly (readonly [string, (model: LayersModel) => unknown, string])[] = [
  [
    'a layer without maps',
    model => gradCam(model, image, { layer: 'average', unit: 0 }),
    'gradCam: layer "average" gives [2], and maps [height, width, channels] are needed. Choose a layer before the average.',
  ],
  [
    'a class that is not there',
    model => gradCam(model, image, { layer: 'maps', unit: 2 }),
    'gradCam: units go from 0 to 1. Received 2.',
  ],
  [
    'a unit that is not there',
    model => occlusion(model, image, { unit: -1, size: 1 }),
    'occlusion: units go from 0 to 1. Received -1.',
  ],
  [
    'a patch larger than the image',
    model => occlusion(model, image, { unit: 0, size: 3 }),
    "occlusion: size is a whole number from 1 to the image's side, 2. Received 3.",
  ],
  [
    'a stride that leaves pixels out',
    model => occlusion(model, image, { unit: 0, size: 1, stride: 2 }),
    'occlusion: stride is a whole number from 1 to size, 1, so that every pixel is hidden. Received 2.',
  ],
];
for (const [what, call, message] of refusals) {
  test(`${what} is refused`, () => {
    const model = averaged();
    assert.throws(() => call(model), { name: 'RangeError', message });
    model.dispose();
  });
}

test('a network of maps has no scores', () => {
  const g = new Graph('maps only', [2, 2, 1]);
  const model = buildModel(g.build(g.conv2d(g.input(), { filters: 1, kernelSize: 1 }, 'maps')));
  assert.throws(() => gradCam(model, image, { layer: 'maps', unit: 0 }), {
    name: 'RangeError',
    message: 'gradCam: the network must give scores, [n, units]. Received [1, 2, 2, 1].',
  });
  model.dispose();
});

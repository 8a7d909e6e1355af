import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LayersModel, Tensor } from '@tensorflow/tfjs-node';
import { Graph } from '../../../lib/spec';
import { definitions } from '../../../lib/spec/ops';
import { tf } from '../../../lib/tfjs/backend';
import { buildModel } from '../../../lib/tfjs/model/buildModel';
import { uniforms } from '../../support/fill';
import { useBackend } from '../support';

type Add = (g: Graph, x: string) => string;

/** Layers, with the arguments that have no reference in golden/gradients.json. Input 9×7×8. */
const CASES: Readonly<Record<string, Add>> = {
  'convolution, each side padded on its own': (g, x) =>
    g.conv2d(
      x,
      {
        filters: 6,
        kernelSize: [3, 2],
        strides: 2,
        padding: [
          [2, 0],
          [0, 1],
        ],
      },
      'm',
    ),
  'convolution, groups and dilation': (g, x) =>
    g.conv2d(x, { filters: 4, kernelSize: 3, groups: 2, dilationRate: [2, 1], padding: [2, 0] }, 'm'),
  'convolution, groups, strides, same': (g, x) =>
    g.conv2d(x, { filters: 8, kernelSize: 3, groups: 8, strides: [1, 2], padding: 'same' }, 'm'),
  'convolution of a few channels, padded': (g, x) =>
    g.conv2d(
      g.conv2d(x, { filters: 3, kernelSize: 1 }, 'a'),
      { filters: 5, kernelSize: 5, strides: 2, padding: 2 },
      'm',
    ),
  'convolution whose kernel is mostly in the padding': (g, x) =>
    g.conv2d(
      g.adaptiveAveragePooling2d(x, { outputSize: [1, 2] }),
      { filters: 4, kernelSize: [5, 3], padding: [2, 1] },
      'm',
    ),
  'convolution that sees all at once': (g, x) => g.conv2d(x, { filters: 4, kernelSize: [9, 7] }, 'm'),
  'transposed convolution, groups, dilation, output padding': (g, x) =>
    g.conv2dTranspose(
      x,
      { filters: 6, kernelSize: 3, strides: 2, groups: 2, dilationRate: [1, 2], padding: [1, 2], outputPadding: 1 },
      'm',
    ),
  'transposed convolution, same': (g, x) =>
    g.conv2dTranspose(x, { filters: 3, kernelSize: 2, strides: 3, padding: 'same' }, 'm'),
  'average pool, ceil, padding not counted': (g, x) =>
    g.averagePooling2d(x, { poolSize: 3, strides: 2, padding: 1, ceilMode: true, countIncludePad: false }),
  'adaptive average pool': (g, x) => g.adaptiveAveragePooling2d(x, { outputSize: [4, 7] }),
  'global average pool': (g, x) => g.globalAveragePooling2d(x),
  'normalization of vectors': (g, x) => g.batchNormalization(g.flatten(x), {}, 'm'),
  'group normalization': (g, x) => g.groupNormalization(x, { groups: 4 }, 'm'),
  'local response normalization, even window': (g, x) => g.localResponseNormalization(x, { size: 4, alpha: 2, k: 1 }),
  'local response normalization, strong': (g, x) => g.localResponseNormalization(x, { size: 3, alpha: 2, k: 1 }),
  'dense, softmax': (g, x) => g.softmax(g.dense(g.flatten(x), { units: 5 }, 'm')),
  reshape: (g, x) => g.reshape(g.dense(g.flatten(x), { units: 12 }, 'm'), { targetShape: [2, 3, 2] }),
  'add and concatenate': (g, x) => {
    const y = g.conv2d(x, { filters: 8, kernelSize: 1 }, 'm');
    return g.concatenate([g.add([x, y, x]), y]);
  },
  'crop and pad channels': (g, x) => {
    const small = g.conv2d(x, { filters: 2, kernelSize: 4 }, 'm');
    return g.add([g.crop(x, small, { offset: [3, 1] }), g.padChannels(small, { before: 2, after: 4 })]);
  },
  'bilinear, corners aligned': (g, x) => g.resize(x, { method: 'bilinear', scale: [2, 1.6], alignCorners: true }),
  'bilinear, smaller': (g, x) => g.resize(x, { method: 'bilinear', scale: 0.6 }),
  nearest: (g, x) => g.resize(x, { method: 'nearest', scale: [2, 0.7] }),
  'RoI align': (g, x) => g.roiAlign(x, g.regions({ count: 2 }), { outputSize: [2, 3], spatialScale: 0.5 }),
};

/** The same for layers that bend, on an input whose values keep apart from each other and from the bends. */
const BENT: Readonly<Record<string, Add>> = {
  'max pool, dilated': (g, x) => g.maxPooling2d(x, { poolSize: 2, strides: 2, dilationRate: 3, padding: 1 }),
  'adaptive max pool': (g, x) => g.adaptiveMaxPooling2d(x, { outputSize: [2, 5] }),
  'max pool, padded': (g, x) => g.maxPooling2d(x, { poolSize: 3, strides: 2, padding: 1, ceilMode: true }),
  relu: (g, x) => g.dropout(g.relu(x), { rate: 0 }),
  relu6: (g, x) => g.activation(x, 'relu6'),
  leakyRelu: (g, x) => g.leakyRelu(x, { slope: 0.2 }),
  'RoI pool': (g, x) => g.roiPool(x, g.regions({ count: 2 }), { outputSize: [2, 3], spatialScale: 0.5 }),
};

const SHAPE = [5, 9, 7, 8];

/** …, −0.03, −0.01, 0.01, 0.03, … in random order. */
function spaced(): Tensor {
  const places = [...uniforms('input', 5 * 9 * 7 * 8)].map((u, i) => [u, i] as const).sort(([a], [b]) => a - b);
  return tf.tensor(
    Float32Array.from(places, ([, i]) => (i + 0.5 - places.length / 2) * 0.02),
    SHAPE,
  );
}

function random(name: string, shape: readonly number[]): Tensor {
  const count = shape.reduce((product, size) => product * size, 1);
  return tf.tensor(
    Float32Array.from(uniforms(name, count), u => 2 * u - 1),
    [...shape],
  );
}

/** Two regions of each image, in pixels of twice its size. */
function regions(): Tensor {
  const corners = [...uniforms('regions', 5 * 2 * 4)];
  return tf.tensor(
    corners.map((u, i) => (i % 4 < 2 ? 6 * u : 6 + 8 * u)),
    [5, 2, 4],
  );
}

function run(model: LayersModel, x: Tensor): Tensor {
  const y = model.apply(model.inputs.length === 1 ? x : [x, regions()], { training: true });
  assert(y instanceof tf.Tensor);
  return tf.sum(tf.mul(y, random('g', y.shape)));
}

const number = (x: Tensor): number => x.dataSync()[0] ?? Number.NaN;

/** The slope of the output along a direction in the space of inputs and weights, by central differences. */
function slope(model: LayersModel, x: Tensor, along: Tensor, weightsAlong: readonly Tensor[]): number {
  const step = 4e-3;
  const start = model.trainableWeights.map(weight => weight.read().clone());
  const at = (t: number): number => {
    model.trainableWeights.forEach((weight, i) => {
      weight.write(tf.add(start[i] ?? 0, tf.mul(weightsAlong[i] ?? 0, t)));
    });
    return number(run(model, tf.add(x, tf.mul(along, t))));
  };
  const difference = at(step) - at(-step);
  at(0);
  return difference / (2 * step);
}

test('every op has its gradient here', () => {
  const used = Object.values({ ...CASES, ...BENT }).flatMap(add => {
    const g = new Graph('case', [9, 7, 8]);
    return g.build(add(g, g.input())).layers.map(({ op }) => op);
  });
  assert.deepEqual(
    Object.keys(definitions).filter(op => !used.some(other => other === op)),
    [],
  );
});

for (const backendName of ['tensorflow', 'cpu']) {
  for (const [name, add] of Object.entries({ ...CASES, ...BENT })) {
    test(`${name}: gradient as by finite differences, backend ${backendName}`, t => {
      useBackend(t, backendName);
      const g = new Graph('case', [9, 7, 8]);
      const model = buildModel(g.build(add(g, g.input())));
      const before = tf.memory().numTensors;
      tf.tidy(() => {
        const x = name in BENT ? spaced() : random('input', SHAPE);
        for (const direction of ['a', 'b', 'c']) {
          const along = random(direction, SHAPE);
          const weightsAlong = model.trainableWeights.map((weight, i) =>
            random(`${direction}${i}`, weight.read().shape).mul(0.2),
          );
          const expected = slope(model, x, along, weightsAlong);
          let actual = number(tf.sum(tf.mul(tf.grad((input: Tensor) => run(model, input))(x), along)));
          if (weightsAlong.length > 0) {
            const { grads } = tf.variableGrads(() => run(model, x).asScalar());
            model.trainableWeights.forEach((weight, i) => {
              const gradient = grads[weight.name];
              assert(gradient !== undefined, weight.name);
              actual += number(tf.sum(tf.mul(gradient, weightsAlong[i] ?? 0)));
            });
          }
          const tolerance = 0.01 * Math.max(Math.abs(expected), 1);
          assert(Math.abs(actual - expected) < tolerance, `along ${direction}: ${actual}, expected ${expected}`);
        }
      });
      assert.equal(tf.memory().numTensors, before);
      model.dispose();
    });
  }
}

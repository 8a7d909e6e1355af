import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LayersModel } from '@tensorflow/tfjs-node';
import type { LabelledImages } from '../../../lib/datasets';
import { at, floatAt, Graph } from '../../../lib/spec';
import { lookUp } from '../../../lib/spec/at';
import { buildModel, tf, weightArrays } from '../../../lib/tfjs';
import { opLayerOf, opLayersOf } from '../../../lib/tfjs/model/modelLayers';
import { evaluate, filterNormalizedDirection, lossSurface } from '../../../lib/training';
import { assertClose } from '../../support/assertClose';
import { allWeights, digits, smallModel } from '../smallNetwork';

const scaling = { mean: [0], std: [1 / 255] }; // a byte is its own value

/** A picture of one pixel, 2, of class 0; the scores are w₀ and w₁ times 2, with w = (3, 1). */
const set: LabelledImages = {
  images: Uint8Array.of(2),
  ...{ shape: [1, 1, 1, 1], labels: Int32Array.of(0), classNames: ['a', 'b'] },
};
function twoWeights(): LayersModel {
  const g = new Graph('two weights', [1, 1, 1]);
  const net = g.build(g.dense(g.flatten(g.input()), { units: 2, useBias: false }, 'fc'));
  const model = buildModel(net, { initializer: 'zeros' });
  tf.tidy(
    () =>
      void opLayerOf(model, 'fc')
        .variable('kernel')
        .write(tf.tensor([3, 1], [1, 2])),
  );
  return model;
}

test('filters of one weight move by ± their size, and the loss at every place is that of the formula', async () => {
  const model = twoWeights();
  const directions = ['0/first', '0/second'].map(seed => lookUp(filterNormalizedDirection(model, seed), 'fc/kernel'));
  for (const direction of directions) assertClose(Array.from(direction, Math.abs), [3, 1], 1e-6);
  const { places, loss } = await lossSurface(model, set, { scaling, steps: 5, radius: 2 });
  assert.deepEqual(places, [-2, -1, 0, 1, 2]);
  const [first, second] = [at(directions, 0), at(directions, 1)];
  const expected = places.map(b =>
    places.map(a => {
      const scores = [3, 1].map((w, i) => 2 * (w + a * floatAt(first, i) + b * floatAt(second, i)));
      return Math.log(scores.reduce((sum, score) => sum + Math.exp(score - at(scores, 0)), 0));
    }),
  );
  assertClose(loss.flat(), expected.flat(), 1e-5);
  model.dispose();
});

test('a direction has the length of every filter, and only kernels move', () => {
  const model = smallModel(3);
  const weights = weightArrays(model);
  const direction = filterNormalizedDirection(model, 'a');
  assert.deepEqual([...direction.keys()], ['conv/kernel', 'fc/kernel']);
  for (const [key, values] of direction) {
    const { shape, data } = lookUp(weights, key);
    const filters = at(shape, shape.length - 1);
    const lengths = (of: Float32Array): number[] =>
      Array.from({ length: filters }, (_, f) => Math.hypot(...of.filter((_, i) => i % filters === f)));
    assertClose(lengths(values), lengths(data), 1e-5, key);
  }
  assert.deepEqual(filterNormalizedDirection(model, 'a'), direction);
  assert.notDeepEqual(filterNormalizedDirection(model, 'b'), direction);
  model.dispose();
});

test('the filters of a transposed convolution lie along its last axis but one', () => {
  const g = new Graph('up', [2, 2, 3]);
  const model = buildModel(g.build(g.conv2dTranspose(g.input(), { filters: 2, kernelSize: 2 }, 'up')), { seed: 1 });
  const [kernel, direction] = [
    lookUp(weightArrays(model), 'up/kernel'), // [2, 2, out 2, in 3]
    lookUp(filterNormalizedDirection(model, 0), 'up/kernel'),
  ];
  assert.deepEqual(kernel.shape, [2, 2, 2, 3]);
  const lengths = (of: Float32Array): number[] =>
    [0, 1].map(f => Math.hypot(...of.filter((_, i) => Math.floor(i / 3) % 2 === f)));
  assertClose(lengths(direction), lengths(kernel.data), 1e-5);
  model.dispose();
});

for (const training of [false, true]) {
  test(`the middle is the network itself, which is left as it was; training ${training}`, async () => {
    const model = smallModel(1);
    const [before, calls] = [allWeights(model), opLayersOf(model).map(layer => layer.calls)];
    const images = digits(20);
    const { loss } = await lossSurface(model, images, { scaling, steps: 3, training });
    assert.deepEqual(allWeights(model), before);
    assert.deepEqual(
      opLayersOf(model).map(layer => layer.calls),
      calls,
    );
    const middle = at(at(loss, 1), 1);
    if (!training) assertClose([middle], [(await evaluate(model, images, { scaling })).loss], 1e-5);
    else assert.ok(Number.isFinite(middle));
    const tensors = tf.memory().numTensors;
    await lossSurface(model, images, { scaling, steps: 3, training });
    assert.equal(tf.memory().numTensors, tensors);
    model.dispose();
  });
}

test('with training, the statistics are those of the images: a scale of the kernel changes nothing behind it', async () => {
  const g = new Graph('normalized', [28, 28, 1]);
  const x = g.conv2d(g.input(), { filters: 1, kernelSize: 1, useBias: false }, 'conv');
  const net = g.build(g.dense(g.flatten(g.batchNormalization(x, {}, 'bn')), { units: 10 }, 'fc'));
  const model = buildModel(net, { seed: 2 });
  tf.tidy(
    () =>
      void opLayerOf(model, 'fc')
        .variable('kernel')
        .write(tf.zeros([784, 10])),
  );
  const images = digits(10);
  const { loss } = await lossSurface(model, images, { scaling, steps: 3, training: true, radius: 0.5 });
  // The dense layer's weights are 0 and stay so; the biases do not move: one loss everywhere.
  const flat = loss.flat();
  assertClose(
    flat,
    flat.map(() => at(flat, 0)),
    1e-6,
  );
  model.dispose();
});

const refusals: readonly (readonly [string, { readonly steps?: number; readonly radius?: number }, string])[] = [
  ['an even number of steps', { steps: 4 }, 'lossSurface: steps must be odd and at least 3. Received 4.'],
  ['a single step', { steps: 1 }, 'lossSurface: steps must be odd and at least 3. Received 1.'],
  ['half a step', { steps: 2.5 }, 'lossSurface: steps must be a whole number from 1 on. Received 2.5.'],
  ['no radius', { radius: 0 }, 'lossSurface: radius must be above 0. Received 0.'],
];
for (const [what, options, message] of refusals) {
  test(`${what} is refused`, async () => {
    const model = twoWeights();
    await assert.rejects(() => lossSurface(model, set, { scaling, ...options }), { name: 'RangeError', message });
    model.dispose();
  });
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at, floatAt, Graph } from '../../../lib/spec';
import { buildModel, inputGradient, maximizeActivation, tf } from '../../../lib/tfjs';

/** Every place of a channel reads one pixel: channel f answers with w_f · pixel. */
const WEIGHTS: readonly (readonly number[])[] = [
  [3, 0, -4],
  [0, 5, 12],
];

function onePixelNet() {
  const g = new Graph('pixels', [4, 4, 3]);
  return g.build(g.conv2d(g.input(), { filters: 2, kernelSize: 1, useBias: false }, 'conv'));
}

function pixelModel() {
  const model = buildModel(onePixelNet(), { initializer: 'zeros' });
  const kernel = [0, 1, 2].flatMap(c => WEIGHTS.map(weights => at(weights, c))); // [1, 1, 3, 2]
  model.weights[0]?.write(tf.tensor4d(kernel, [1, 1, 3, 2]));
  return model;
}

function threeLayers() {
  const g = new Graph('three', [8, 8, 3]);
  const x = g.relu(g.conv2d(g.input(), { filters: 4, kernelSize: 3, padding: 1 }, 'conv1'), 'relu1');
  const y = g.relu(g.conv2d(g.maxPooling2d(x, { poolSize: 2 }), { filters: 6, kernelSize: 3, padding: 1 }, 'conv2'));
  return g.build(g.dense(g.flatten(y), { units: 5 }, 'scores'));
}

test('one step moves every pixel along the weights that read it, all images by the same size', () => {
  const model = pixelModel();
  const start = maximizeActivation(model, { layer: 'conv', channels: [0, 1], steps: 0 });
  const made = maximizeActivation(model, {
    ...{ layer: 'conv', channels: [0, 1], steps: 1, rate: 0.1, decay: 0.2, jitter: 3 },
  });
  assert.deepEqual(made.images.shape, [2, 4, 4, 3]);
  WEIGHTS.forEach((weights, n) => {
    // The gradient is the same at each place, so that its root mean square is that of the three weights.
    const size = Math.sqrt(weights.reduce((sum, w) => sum + w * w, 0) / 3);
    for (let place = 0; place < 16; place++) {
      weights.forEach((weight, c) => {
        const i = (n * 16 + place) * 3 + c;
        const ascended = floatAt(start.images.data, i) + (0.1 * weight) / size;
        const expected = 0.5 + 0.8 * (ascended - 0.5);
        assert.ok(Math.abs(floatAt(made.images.data, i) - expected) < 1e-5, `image ${n}, ${place}, ${c}`);
      });
    }
  });
  model.dispose();
});

test('the start is nearly gray; what it answers, and what the images answer, is told', () => {
  const model = pixelModel();
  const { images, before, after } = maximizeActivation(model, {
    ...{ layer: 'conv', channels: [1, 0], steps: 40, rate: 0.1, decay: 0 },
  });
  assert.ok(Math.abs(at(before, 0) - (5 + 12) / 2) < 0.5 && Math.abs(at(before, 1) - (3 - 4) / 2) < 0.5, `${before}`);
  // Pixels reach the ends of their range: 0 where the weight is negative, 1 where it is positive.
  assert.ok(Math.abs(at(after, 0) - 17) < 1e-4 && Math.abs(at(after, 1) - 3) < 1e-4, `${after}`);
  assert.ok(images.data.every(value => value >= 0 && value <= 1));
  // Channel 0 has weights 3, 0, −4: red is full, blue is empty.
  assert.deepEqual([floatAt(images.data, 48), floatAt(images.data, 50)], [1, 0]);
  model.dispose();
});

test('the scaling of the training is applied to the pixels', () => {
  const model = pixelModel();
  const scaling = { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.5] };
  const options = { layer: 'conv', channels: [0], steps: 40, rate: 0.1, decay: 0 };
  const { after } = maximizeActivation(model, { ...options, scaling });
  // red 1 → 2, blue 0 → −1: 3 · 2 + 4 · 1
  assert.ok(Math.abs(at(after, 0) - 10) < 1e-4, `${after}`);
  model.dispose();
});

test('a place excites one unit: only pixels that it sees leave the gray', () => {
  const model = buildModel(threeLayers(), { seed: 1, initializer: 'he' });
  const unit = { layer: 'conv1', row: 2, column: 5, channel: 3 };
  const options = { layer: 'conv1', channels: [3], place: [2, 5] as const, jitter: 0, decay: 0, steps: 1, rate: 0.1 };
  const start = maximizeActivation(model, { ...options, steps: 0 });
  const made = maximizeActivation(model, options);
  const gradient = inputGradient(model, start.images, unit).data;
  const moved = made.images.data.map((value, i) => value - floatAt(start.images.data, i));
  assert.ok(moved.some(value => value !== 0));
  const sign = (value: number): number => (Math.abs(value) < 1e-6 ? 0 : Math.sign(value));
  assert.deepEqual(Array.from(moved, sign), Array.from(gradient, sign));
  assert.ok(at(made.after, 0) > at(made.before, 0));
  model.dispose();
});

test('the images excite deep channels and class scores more than the start does; a seed repeats them', () => {
  const model = buildModel(threeLayers(), { seed: 1, initializer: 'he' });
  for (const layer of ['conv2', 'scores']) {
    const options = { layer, channels: [0, 2, 4], steps: 30, rate: 0.05, jitter: 1, seed: 7 };
    const { before, after, images } = maximizeActivation(model, options);
    for (const [n, value] of after.entries()) assert.ok(value > at(before, n) + 0.03, `${layer}: ${before} → ${after}`);
    assert.deepEqual(maximizeActivation(model, options).images.data, images.data);
    assert.notDeepEqual(maximizeActivation(model, { ...options, seed: 8 }).images.data, images.data);
  }
  model.dispose();
});

test('a channel of zeros leaves its image as it was', () => {
  const model = buildModel(onePixelNet(), { initializer: 'zeros' });
  const options = { layer: 'conv', channels: [0], decay: 0 };
  const still = maximizeActivation(model, { ...options, steps: 3 });
  assert.deepEqual(still.images.data, maximizeActivation(model, { ...options, steps: 0 }).images.data);
  model.dispose();
});

test('no tensor stays behind', () => {
  const model = buildModel(threeLayers(), { seed: 1 });
  const run = () => maximizeActivation(model, { layer: 'conv2', channels: [0, 1], steps: 2 });
  run();
  const before = tf.memory().numTensors;
  run();
  assert.equal(tf.memory().numTensors, before);
  model.dispose();
});

test('a layer, a channel or a place that is not there is named', () => {
  const model = buildModel(threeLayers(), { seed: 1 });
  assert.throws(() => maximizeActivation(model, { layer: 'conv3', channels: [0] }), {
    name: 'TypeError',
    message: 'model "three" has no layer "conv3" of a network. Make the model with buildModel, from the same network.',
  });
  const refused: readonly [Parameters<typeof maximizeActivation>[1], string][] = [
    [{ layer: 'conv2', channels: [6] }, '"conv2" gives [4, 4, 6]_Received channels [6].'],
    [{ layer: 'conv2', channels: [] }, '"conv2" gives [4, 4, 6]_Received channels [].'],
    [{ layer: 'scores', channels: [0, 0.5] }, '"scores" gives [5]_Received channels [0, 0.5].'],
    [
      { layer: 'conv2', channels: [0], place: [4, 0] },
      '"conv2" gives [4, 4, 6]_Received channels [0], row 4, column 0.',
    ],
    [{ layer: 'scores', channels: [0], place: [0, 0] }, '"scores" gives [5]_Received channels [0], row 0, column 0.'],
  ];
  for (const [options, message] of refused) {
    const [gives = '', received = ''] = message.split('_');
    assert.throws(() => maximizeActivation(model, options), {
      name: 'RangeError',
      message: `maximizeActivation: layer ${gives}, without the batch. Choose channels, and a place if any, from 0 on within that shape. ${received}`,
    });
  }
  model.dispose();
});

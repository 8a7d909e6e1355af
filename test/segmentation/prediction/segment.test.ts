import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LayersModel, Tensor4D } from '@tensorflow/tfjs-node';
import { batch, resizeBilinear, unbatch } from '../../../lib/ops';
import { fullyConvolutional, labelAt, pixelScores, segment } from '../../../lib/segmentation';
import { at, floatAt, Graph, intAt, type NDArray, type NetworkSpec } from '../../../lib/spec';
import { Random } from '../../../lib/spec/random';
import { buildModel, loadStateDict, stateDict, tf, toNDArray } from '../../../lib/tfjs';
import { assertClose } from '../../support/assertClose';

const scaling = { mean: [0.5, 0.4, 0.6], std: [0.25, 0.2, 0.3] };
const CLASSES = 3;

function picture(height: number, width: number, seed = 1): NDArray {
  const random = new Random(`picture ${seed}`);
  return {
    shape: [height, width, 3],
    data: Float32Array.from({ length: height * width * 3 }, () => random.uniform(0, 1)),
  };
}

/** Two 3×3 convolutions: a field of 5 pixels. */
function plain(): NetworkSpec {
  const g = new Graph('plain', [16, 16, 3]);
  const x = g.relu(g.conv2d(g.input(), { filters: 6, kernelSize: 3, padding: 1 }, 'conv1'));
  return g.build(g.conv2d(x, { filters: CLASSES, kernelSize: 3, padding: 1 }, 'score'));
}

/** A fourth of the size and back by a transposed convolution, with a finer map added. */
function ladder(): NetworkSpec {
  const g = new Graph('ladder', [16, 16, 3]);
  const fine = g.maxPooling2d(g.relu(g.conv2d(g.input(), { filters: 6, kernelSize: 3, padding: 1 }, 'conv1')), {
    poolSize: 2,
  });
  const coarse = g.maxPooling2d(g.relu(g.conv2d(fine, { filters: 6, kernelSize: 3, padding: 1 }, 'conv2')), {
    poolSize: 2,
  });
  const scores = g.dropout(g.conv2d(coarse, { filters: CLASSES, kernelSize: 3, padding: 1 }, 'score2'), { rate: 0.5 });
  const up = g.conv2dTranspose(scores, { filters: CLASSES, kernelSize: 4, strides: 2, padding: 1 }, 'up2');
  const sum = g.add([up, g.conv2d(fine, { filters: CLASSES, kernelSize: 1 }, 'score1')]);
  return g.build(g.conv2dTranspose(sum, { filters: CLASSES, kernelSize: 4, strides: 2, padding: 1 }, 'up1'));
}

/** A fourth of the size and back by bilinear interpolation to the input's size. */
function interpolated(): NetworkSpec {
  const g = new Graph('interpolated', [16, 16, 3]);
  const input = g.input();
  let x = g.relu(g.conv2d(input, { filters: 6, kernelSize: 3, strides: 2, padding: 1 }, 'conv1'));
  x = g.conv2d(
    g.relu(g.conv2d(x, { filters: 6, kernelSize: 2, strides: 2 }, 'conv2')),
    { filters: 3, kernelSize: 1 },
    'score',
  );
  return g.build(g.resize(x, { method: 'bilinear', scale: 4 }));
}

const networks = { plain, ladder, interpolated };
const modelOf = (net: NetworkSpec): LayersModel => buildModel(net, { seed: 3, initializer: 'he' });

function differences(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - floatAt(b, i))), 0);
}

for (const [name, height, width] of [
  ['plain', 23, 37],
  ['ladder', 24, 40],
  ['interpolated', 24, 40],
] as const) {
  test(`${name}: a picture of another size has the scores of a network built for it`, () => {
    const net = networks[name]();
    const model = modelOf(net);
    const large = buildModel(net, { inputShape: [height, width, 3] });
    loadStateDict(large, net, stateDict(model, net));
    const image = picture(height, width);
    const scaled = image.data.map((value, i) => (value - at(scaling.mean, i % 3)) / at(scaling.std, i % 3));
    const expected = toNDArray(
      tf.tidy(() => tf.squeeze(large.apply(tf.tensor4d(scaled, [1, height, width, 3])) as Tensor4D)),
    );
    const scores = pixelScores(model, image, { scaling });
    assert.deepEqual(scores.shape, [height, width, CLASSES]);
    assertClose(scores.data, expected.data, 1e-6);
    const labels = segment(model, image, { scaling });
    assert.deepEqual(labels.shape, [height, width]);
    labels.data.forEach((label, pixel) => {
      const score = (k: number): number => floatAt(scores.data, pixel * CLASSES + k);
      assert.equal(
        label,
        [0, 1, 2].reduce((best, k) => (score(k) > score(best) ? k : best), 0),
      );
    });
  });
}

test('where strides need more pixels, the mean colour is added below and on the right, and cut off again', () => {
  const model = modelOf(interpolated());
  const image = picture(21, 30);
  const padded = new Float32Array(24 * 32 * 3);
  for (let i = 0; i < padded.length; i++) {
    const [row, column, c] = [Math.floor(i / 96), Math.floor(i / 3) % 32, i % 3];
    padded[i] = row < 21 && column < 30 ? floatAt(image.data, (row * 30 + column) * 3 + c) : at(scaling.mean, c);
  }
  const all = segment(model, { shape: [24, 32, 3], data: padded }, { scaling });
  const own = segment(model, image, { scaling });
  assert.deepEqual(own.shape, [21, 30]);
  for (let row = 0; row < 21; row++) {
    for (let column = 0; column < 30; column++) {
      assert.equal(labelAt(own, row, column), labelAt(all, row, column), `${row}, ${column}`);
    }
  }
});

/** Name of the network, size of the picture, window, overlap: larger than the field (and the network's stride). */
const cases = [
  ['plain', [40, 50], 16, 6],
  ['plain', [41, 17], [13, 9], [7, 6]],
  ['plain', [33, 16], 16, 15],
  ['plain', [12, 12], 16, 6],
  ['ladder', [80, 96], 48, 32],
  ['ladder', [81, 67], [48, 60], 32],
  ['ladder', [101, 50], 64, 40],
  ['interpolated', [64, 52], 32, 16],
  ['interpolated', [71, 63], [28, 40], [16, 20]],
] as const;

for (const [name, [height, width], window, overlap] of cases) {
  test(`${name}, ${height}×${width}: windows of ${window} that share ${overlap} give what the whole picture gives`, () => {
    const model = modelOf(networks[name]());
    const image = picture(height, width);
    const whole = pixelScores(model, image, { scaling });
    const blended = pixelScores(model, image, { scaling, window, overlap });
    assert.deepEqual(blended.shape, whole.shape);
    const largest = whole.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    assert.ok(differences(blended.data, whole.data) < 1e-6 * largest);
    assert.deepEqual(segment(model, image, { scaling, window, overlap }), segment(model, image, { scaling }));
  });
}

test('an overlap smaller than the field gives other scores along the cuts, and the same away from them', () => {
  const model = modelOf(plain());
  const image = picture(12, 40);
  const whole = pixelScores(model, image, { scaling });
  const blended = pixelScores(model, image, { scaling, window: [12, 20], overlap: [0, 4] });
  // Windows [0, 20), [16, 36), [20, 40): the field reaches 2 pixels, cuts lie at 20 and 36, and at 16 and 20.
  const differs = (column: number): boolean =>
    Array.from({ length: 12 * CLASSES }, (_, i) => {
      const place = (Math.floor(i / CLASSES) * 40 + column) * CLASSES + (i % CLASSES);
      return Math.abs(floatAt(whole.data, place) - floatAt(blended.data, place)) > 1e-5;
    }).some(Boolean);
  const columns = Array.from({ length: 40 }, (_, column) => column).filter(differs);
  assert.deepEqual(columns, [16, 17, 18, 19, 20, 21, 34, 35]);
});

test('the result at another size: scores are interpolated before the best is taken', () => {
  const model = modelOf(plain());
  const image = picture(20, 26);
  const options = { scaling, outputSize: [50, 61] } as const;
  const [expected] = unbatch(resizeBilinear(batch(pixelScores(model, image, { scaling })), { size: [50, 61] }));
  assert.deepEqual(pixelScores(model, image, options), expected);
  const labels = segment(model, image, options);
  assert.deepEqual(labels.shape, [50, 61]);
  const highest = tf.tidy(() => tf.argMax(tf.tensor(expected.data, [50 * 61, CLASSES]), -1).dataSync());
  assert.deepEqual(labels.data, Int32Array.from(highest));
});

test('windows keep memory to that of one window, and no tensors', async () => {
  const model = modelOf(ladder());
  const tall = picture(1600, 64);
  const peak = async (image: NDArray, options: { window?: number; overlap?: number }): Promise<number> => {
    const { peakBytes } = await tf.profile(() => {
      segment(model, image, { scaling, ...options });
      return tf.scalar(0);
    });
    return peakBytes;
  };
  const before = tf.memory().numTensors;
  segment(model, tall, { scaling, window: 64, overlap: 32 });
  assert.equal(tf.memory().numTensors, before);
  const one = await peak(picture(64, 64), {});
  assert.ok((await peak(tall, { window: 64, overlap: 32 })) < 1.1 * one);
  assert.ok((await peak(tall, {})) > 5 * one);
});

test('maps are freed when they are read: a deep network needs no more than a shallow one', async () => {
  const deep = (layers: number): LayersModel => {
    const g = new Graph('deep', [32, 32, 3]);
    let x = g.input();
    for (let i = 0; i < layers; i++) x = g.conv2d(x, { filters: 8, kernelSize: 1, useBias: false }, `conv${i}`);
    return modelOf(g.build(x));
  };
  const peak = async (model: LayersModel): Promise<number> => {
    const base = tf.memory().numBytes;
    const run = (): ReturnType<typeof tf.scalar> => {
      segment(model, picture(200, 200), { scaling });
      return tf.scalar(0);
    };
    return (await tf.profile(run)).peakBytes - base;
  };
  const [shallow, long] = [await peak(deep(3)), await peak(deep(20))];
  assert.ok(long < 1.1 * shallow, `${long} and ${shallow} bytes`);
});

test('layers that only other outputs need are not run, and the main one is taken', () => {
  const g = new Graph('two', [8, 8, 3]);
  const input = g.input();
  const main = g.conv2d(input, { filters: 2, kernelSize: 1 }, 'main');
  const net = g.build(main, g.dense(g.flatten(input), { units: 4 }, 'other'));
  const image = picture(11, 9);
  assert.deepEqual(segment(modelOf(net), image, { scaling }).shape, [11, 9]);
});

test('a classifier that slides gives no score for each pixel', () => {
  const g = new Graph('digits', [8, 8, 3]);
  const pooled = g.maxPooling2d(g.conv2d(g.input(), { filters: 4, kernelSize: 3, padding: 1 }, 'conv'), {
    poolSize: 2,
  });
  const net = g.build(g.dense(g.flatten(pooled), { units: 5 }, 'fc'));
  assert.throws(() => segment(modelOf(net), picture(8, 8), { scaling }), {
    name: 'RangeError',
    message:
      'segment: the network "digits" must give scores for each pixel. For a picture of 8×8 pixels its output is [5].',
  });
  const slid = modelOf(fullyConvolutional(net));
  assert.throws(() => segment(slid, picture(15, 20), { scaling }), {
    message:
      'segment: the network "digits_fully_convolutional" must give scores for each pixel. For a picture of 16×20 pixels its output is [5, 7, 5].',
  });
});

test('what does not fit is refused', () => {
  const model = modelOf(ladder());
  const image = picture(20, 20);
  const refused = (options: object, message: string | RegExp, shown = image): void => {
    assert.throws(() => segment(model, shown, { scaling, ...options }), { name: 'RangeError', message });
  };
  refused({ overlap: 4 }, 'segment: an overlap needs windows. Received overlap 4 and no window.');
  refused(
    { window: 12.5 },
    'segment: window and overlap must be whole numbers of pixels, from 1 and from 0 on. Received 12.5 and 3.',
  );
  refused(
    { window: 16, overlap: -1 },
    'segment: window and overlap must be whole numbers of pixels, from 1 and from 0 on. Received 16 and -1.',
  );
  refused(
    { window: 7, overlap: 5 },
    "segment: the overlap must be smaller than the window. Received overlap 5 and window 7, which are rounded up to multiples of the network's stride 4.",
  );
  refused({ outputSize: [10, 0] }, 'segment: outputSize must be whole numbers of pixels. Received [10, 0].');
  const grey = { shape: [20, 20, 1], data: new Float32Array(400) };
  refused({}, 'segment: the model "ladder" takes one picture [h, w, 3]. Received [20, 20, 1].', grey);
  refused({}, 'segment: the model "ladder" takes one picture [h, w, 3]. Received [1, 20, 20, 3].', batch(image));
  assert.throws(() => pixelScores(modelOf(plain()), image, { scaling, window: 4, overlap: 4 }), {
    message: 'pixelScores: the overlap must be smaller than the window. Received overlap 4 and window 4.',
  });
  assert.throws(() => segment(model, image), {
    name: 'TypeError',
    message:
      'segment: it is not known how the images of the model "ladder" are scaled, since fit has not trained it here. Pass scaling: { mean, std }, for example datasets.cifar10Statistics.',
  });
});

test('the first of equal scores wins', () => {
  const g = new Graph('flat', [4, 4, 3]);
  const model = buildModel(g.build(g.conv2d(g.input(), { filters: 3, kernelSize: 1 }, 'conv')), {
    initializer: 'zeros',
  });
  assert.ok(segment(model, picture(5, 5), { scaling }).data.every((_, i, all) => intAt(all, i) === 0));
});

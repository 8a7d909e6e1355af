import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Scalar } from '@tensorflow/tfjs-node';
import type { LabelledImages } from '../../../lib/datasets';
import { Graph } from '../../../lib/spec';
import { buildModel, tf } from '../../../lib/tfjs';
import {
  evaluate,
  type FitOptions,
  fit,
  type Loss,
  meanCrossEntropy,
  overfitOneBatch,
  regression,
} from '../../../lib/training';
import { checkExamples } from '../../../lib/training/batches/checkExamples';
import { checkVaried } from '../../../lib/training/batches/checkPixels';
import type { ImagesOfAnySize } from '../../../lib/training/batches/imageSet';
import { digits, smallModel } from '../smallNetwork';

const QUIET = { checkpoints: false, display: false, epochs: 1, batchSize: 5 } as const;
const ten = digits(10);
/** What a learner passes on without its type. */
const images = (data: unknown): LabelledImages => ({ ...ten, images: data as Uint8Array });
const train = (set: LabelledImages, options: Partial<FitOptions> = {}) =>
  fit(smallModel(), set, { ...QUIET, ...options });

/** A network for colours. */
function colourModel(): ReturnType<typeof buildModel> {
  const g = new Graph('colours', [28, 28, 3]);
  return buildModel(g.build(g.dense(g.flatten(g.input()), { units: 10 }, 'fc')));
}

/** Colours whose green is the same everywhere. */
const noGreen = (): LabelledImages => {
  const data = Uint8Array.from({ length: 10 * 28 * 28 * 3 }, (_, i) => (i % 3 === 1 ? 9 : (i * 7919) % 251));
  return { ...ten, images: data, shape: [10, 28, 28, 3] };
};

const regressionModel = (): ReturnType<typeof buildModel> => {
  const g = new Graph('numbers', [28, 28, 1]);
  return buildModel(g.build(g.dense(g.flatten(g.input()), { units: 1 }, 'fc')));
};

const withNaN = (places: readonly number[]): Float32Array =>
  Float32Array.from(ten.images, (value, i) => (places.includes(i) ? Number.NaN : value / 255));

const BYTES = 'pixels must be whole numbers from 0 to 255 in a Uint8Array.';
const NOTHING = 'and nothing can be learnt from them. Look at some with figures.images, and mend what made them.';

const FAULTS: readonly (readonly [what: string, call: () => Promise<unknown>, message: string])[] = [
  [
    'images of one value',
    () => train(images(new Uint8Array(7840).fill(7))),
    `fit: every pixel of all 10 images is 7, ${NOTHING}`,
  ],
  [
    'images of one value, scaled by the caller',
    () => train(images(new Uint8Array(7840)), { scaling: { mean: [0], std: [1] } }),
    `fit: every pixel of all 10 images is 0, ${NOTHING}`,
  ],
  [
    'images of one value, by heart',
    () => overfitOneBatch(smallModel(), images(new Uint8Array(7840).fill(255)), { display: false }),
    `overfitOneBatch: every pixel of all 8 images is 255, ${NOTHING}`,
  ],
  [
    'a channel of one value',
    () => fit(colourModel(), noGreen(), QUIET),
    'fit: channel 1 of all images is 9 in every pixel, and so cannot be scaled by its deviation, which is 0. Leave the channel out, or pass scaling: { mean, std }.',
  ],
  [
    'NaN in an image',
    () => train(images(withNaN([784 * 3 + 5, 784 * 7]))),
    `fit: ${BYTES} Received Float32Array in which a value of image 3 is NaN. Mend what made it.`,
  ],
  [
    'Infinity in an image',
    () => train(images(Array.from(ten.images, (value, i) => (i === 784 ? Number.NEGATIVE_INFINITY : value)))),
    `fit: ${BYTES} Received Array in which a value of image 1 is -Infinity. Mend what made it.`,
  ],
  [
    'values from 0 to 1, with a scaling that would hide it',
    () => train(images(withNaN([])), { scaling: { mean: [0], std: [1] } }),
    `fit: ${BYTES} Received Float32Array with values up to 1. Make bytes of them: Uint8Array.from(values, value => Math.round(255 * value)).`,
  ],
  [
    'values from 0 to 255 in floats',
    () => train(images(Float32Array.from(ten.images))),
    `fit: ${BYTES} Received Float32Array with values up to 255. Make bytes of them: Uint8Array.from(values).`,
  ],
  ['no images at all', () => train(images(undefined)), `fit: ${BYTES} Received undefined.`],
  ['null', () => train(images(null)), `fit: ${BYTES} Received null.`],
  [
    'too few values',
    () => train(images(ten.images.subarray(0, 5000))),
    'fit: images of the shape [10, 28, 28, 1] need 7840 bytes, and there are 5000. Image 6 is cut off. Mend the shape or the images.',
  ],
  [
    'a shape of fractions',
    () => train({ ...ten, shape: [9.5, 28, 28, 1], labels: ten.labels.subarray(0, 9) }),
    'fit: images of the shape [9.5, 28, 28, 1] need 7448 bytes, and there are 7840. Mend the shape or the images.',
  ],
  [
    'one channel for a network of three',
    () => fit(colourModel(), ten, QUIET),
    'fit: the model "colours" takes images [28, 28, 3]. Received images [28, 28, 1]. Build the model with inputShape: [28, 28, 1], or give each grey value three times, once for each channel.',
  ],
  [
    'three channels for a network of one',
    () => train(noGreen()),
    'fit: the model "small" takes images [28, 28, 1]. Received images [28, 28, 3]. Build the model with inputShape: [28, 28, 3], or make them have 1 channel.',
  ],
  [
    'too few values to validate with',
    () => train(ten, { validation: images(ten.images.subarray(0, 10)) }),
    'fit, validation: images of the shape [10, 28, 28, 1] need 7840 bytes, and there are 10. Image 0 is cut off. Mend the shape or the images.',
  ],
  [
    'too few values to measure on',
    () => evaluate(smallModel(), images(ten.images.subarray(0, 10)), { scaling: { mean: [0], std: [1] } }),
    'evaluate: images of the shape [10, 28, 28, 1] need 7840 bytes, and there are 10. Image 0 is cut off. Mend the shape or the images.',
  ],
  [
    'a scaling of other channels',
    () => train(ten, { scaling: { mean: [0, 0, 0], std: [1, 1, 1] } }),
    'fit: scaling needs a mean and a deviation (std) for each of 1 channel. Received 3 and 3.',
  ],
  [
    'a deviation of 0',
    () => train(ten, { scaling: { mean: [0.5], std: [0] } }),
    'fit: scaling needs numbers, and deviations (std) above 0. Received mean [0.5] and std [0].',
  ],
  [
    'a mean that is no number',
    () => evaluate(smallModel(), ten, { scaling: { mean: [Number.NaN], std: [1] } }),
    'evaluate: scaling needs numbers, and deviations (std) above 0. Received mean [NaN] and std [1].',
  ],
  [
    'a label between two classes',
    () =>
      train({
        ...ten,
        labels: Float32Array.from(ten.labels, (label, i) => (i === 4 ? 1.5 : label)) as unknown as Int32Array,
      }),
    'fit: labels go from 0 to 9, since the model "small" tells 10 classes apart. Received 1.5 for image 4. Mend the label.',
  ],
  [
    'a label below 0',
    () => train({ ...ten, labels: ten.labels.map((label, i) => (i === 2 ? -1 : label)) }),
    'fit: labels go from 0 to 9, since the model "small" tells 10 classes apart. Received -1 for image 2. Mend the label.',
  ],
  [
    'NaN among the numbers to predict',
    () => {
      const numbers = Float32Array.from({ length: 10 }, (_, i) => (i === 6 ? Number.NaN : i));
      return fit(regressionModel(), { ...ten, numbers, size: 1 }, { ...QUIET, task: regression() });
    },
    'fit: the numbers of image 6 must be finite. Received NaN.',
  ],
];

for (const [what, call, message] of FAULTS) {
  test(`${what}: said before the first step`, () => assert.rejects(call, { name: 'RangeError', message }));
}

test('images of their own sizes, and boxes, are looked at one by one', () => {
  const reader = { name: 'small', inputShape: [28, 28, 1] };
  const set = (data: unknown): ImagesOfAnySize => ({
    images: [
      { shape: [2, 2, 1], data: new Uint8Array(4) },
      { shape: [3, 2, 1], data: data as Uint8Array },
    ],
    frame: 'crop',
  });
  assert.throws(() => checkExamples(reader, { images: set([0, 1, 2, Number.NaN]), fields: {} }, 'fit'), {
    message: `fit: image 1: ${BYTES} Received Array in which value 3 is NaN. Mend what made it.`,
  });
  assert.throws(() => checkExamples(reader, { images: set(new Uint8Array(5)), fields: {} }, 'fit'), {
    message: 'fit: image 1 has shape [3, 2, 1], which needs 6 bytes. Received 5.',
  });
  const objects = [[{ box: [0, 0, Number.POSITIVE_INFINITY, 1], label: 0 }], []] as const;
  const object = { kind: 'boxes', objects, classNames: ['a'], leastVisible: 0 } as const;
  assert.throws(() => checkExamples(reader, { images: set(new Uint8Array(6)), fields: { object } }, 'fit'), {
    message:
      'fit: the edges of a box of image 0 must be finite numbers. Received [0, 0, Infinity, 1]. Mend or remove it.',
  });
});

const SPOILED =
  'fit: the loss became NaN at step 1 (epoch 1), before any weight was changed, and images and answers are finite: the learning rate is not to blame. ' +
  'Either the weights were spoiled before, as by a run that failed: build the model again. Or the loss or a layer gives no number.';

for (const compile of [false, true]) {
  test(`a learning rate is to blame only when the data are fine and a step was taken (compile: ${compile})`, async () => {
    const model = smallModel();
    const options = { ...QUIET, compile };
    await assert.rejects(fit(model, digits(100), { ...options, learningRate: 1e38 }), {
      message:
        /^fit: the loss became (NaN|Infinity) at step [2-9] \(epoch 1\), with learning rate 1e\+38\. The steps were too large/,
    });
    await assert.rejects(fit(model, digits(100), { ...options, learningRate: 0.001 }), {
      name: 'RangeError',
      message: SPOILED,
    });
  });
}

test('a loss that gives no number is not the fault of the learning rate', async () => {
  const loss: Loss = (outputs, labels) => tf.log(tf.sub<Scalar>(meanCrossEntropy(outputs, labels), 1e6));
  await assert.rejects(train(ten, { loss }), { name: 'RangeError', message: SPOILED });
});

test('what a task makes of an answer is looked at where the loss is no number', async () => {
  const task = regression();
  const broken = {
    ...task,
    targets: (...args: Parameters<typeof task.targets>) => {
      const { number } = task.targets(...args);
      return {
        number: { ...number, data: Float32Array.from(number.data, (value, i) => (i === 3 ? Number.NaN : value)) },
      };
    },
  };
  const set = { ...ten, numbers: new Float32Array(10), size: 1 };
  await assert.rejects(fit(regressionModel(), set, { ...QUIET, task: broken }), {
    name: 'RangeError',
    message:
      'fit: the loss became NaN at step 1 (epoch 1), since what the task calls "number" is NaN for image 3 of the batch. The weights are spoiled: mend it, and build the model again.',
  });
});

test('a scaling that makes no numbers of an image', async () => {
  await assert.rejects(train(ten, { scaling: { mean: [0], std: [1e-45] } }), {
    name: 'RangeError',
    message:
      /^fit: the loss became NaN at step 1 \(epoch 1\), since image 0 of the batch is scaled to Infinity\. The weights are spoiled: mend it, and build the model again\.$/,
  });
});

const HINTS: readonly (readonly [
  what: string,
  set: LabelledImages,
  scaling: FitOptions['scaling'],
  hint: string | null,
])[] = [
  [
    'pixels of 0 and 1',
    images(ten.images.map(value => Number(value > 127))),
    { mean: [0.13], std: [0.31] },
    'No pixel is larger than 1, and white is 255: with this scaling all images are black to the network. Multiply the pixels by 255.',
  ],
  [
    'a scaling for values up to 255',
    ten,
    { mean: [33.3], std: [78.6] },
    'The mean of scaling is 33.3, and pixels are divided by 255 before it is subtracted. Divide mean and std by 255, too.',
  ],
  [
    'pixels of 0 and 1 that are scaled so',
    images(ten.images.map(value => Number(value > 127))),
    { mean: [0], std: [1 / 255] },
    null,
  ],
  ['pixels of 0 and 1 that are measured', images(ten.images.map(value => Number(value > 127))), undefined, null],
  ['digits', ten, { mean: [0.13], std: [0.31] }, null],
];

for (const [what, set, scaling, hint] of HINTS) {
  test(`${what}: ${hint === null ? 'no hint' : 'a hint'}`, async t => {
    const log = t.mock.method(console, 'log', () => undefined);
    await train(set, { scaling });
    assert.deepEqual(
      log.mock.calls.map(({ arguments: [words] }) => words),
      hint === null ? [] : [hint],
    );
  });
}

test('looking at 10,000 images that are right takes next to no time', () => {
  const shape = [10_000, 32, 32, 3] as const;
  const pixels = Uint8Array.from({ length: 10_000 * 3072 }, (_, i) => (i * 7919) % 251);
  const set = { images: pixels, shape };
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now();
    checkExamples({ name: 'small', inputShape: [32, 32, 3] }, { images: set, fields: {} }, 'fit');
    checkVaried(set, true, 'fit');
    return performance.now() - start;
  });
  assert.ok(Math.min(...times) < 2, `${Math.min(...times)} ms`); // 0.01 ms here; reading all of them would take 30 ms
});

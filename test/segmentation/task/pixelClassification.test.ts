import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type MaskedImages, pixelClassification } from '../../../lib/segmentation';
import { at, Graph } from '../../../lib/spec';
import { buildModel, tf } from '../../../lib/tfjs';
import { adam, batchReport, evaluate, fit } from '../../../lib/training';
import { pixelModel, SIDE } from '../../training/tasks/networks';
import { drawScenes, IGNORE, type Scene, stacked } from '../../training/tasks/scenes';

const GROUNDS = ['ground', 'red', 'blue'] as const;
const QUIET = { checkpoints: false, display: false } as const;
const task = pixelClassification();

function masked(scenes: readonly Scene[]): MaskedImages {
  return { ...stacked(scenes), masks: scenes.map(({ mask }) => mask), classNames: GROUNDS };
}

/** Images that are larger and smaller than the network's input, each an array of its own. */
function ofManySizes(count: number, seed: number, frame: 'crop' | 'contain'): MaskedImages {
  const sizes = [
    [40, 48],
    [32, 32],
    [28, 36],
    [56, 30],
  ] as const;
  const scenes = sizes.flatMap((size, i) => drawScenes(count / sizes.length, { size, most: 3, seed: 10 * seed + i }));
  return {
    images: scenes.map(({ image }) => image),
    masks: scenes.map(({ mask }) => mask),
    classNames: GROUNDS,
    frame,
  };
}

test('pixels find their classes, and ignored ones do not count', async () => {
  const options = { size: [SIDE, SIDE], most: 3 } as const;
  const [train, validation] = [
    masked(drawScenes(300, { ...options, seed: 1 })),
    masked(drawScenes(60, { ...options, seed: 2 })),
  ];
  const model = pixelModel(GROUNDS.length);
  const history = await fit(model, train, {
    ...{ ...QUIET, task, validation, epochs: 8, batchSize: 15, optimizer: adam(), learningRate: 0.005 },
    augment: { flip: true, crop: 4, scale: [0.8, 1.25], color: 0.1 },
  });
  // All ground is right in one class and has an IoU of 0 in the two others: below 1/3.
  assert.ok(history.last.validationMeanIou > 0.85, `mean IoU ${history.last.validationMeanIou}`);
  assert.ok(history.last.loss < 0.2 * at(history.steps, 0).loss);
  const confused = {
    ...validation,
    masks: validation.masks.map(mask => mask.map(label => (label === IGNORE ? 0 : label))),
  };
  const measured = await evaluate(model, validation, { task });
  assert.ok((await evaluate(model, confused, { task })).meanIou < measured.meanIou - 0.05, 'the edges count now');
  assert.equal(measured.meanIou, history.last.validationMeanIou);
});

for (const frame of ['crop', 'contain'] as const) {
  test(`images of many sizes, frame '${frame}'`, async () => {
    const [train, validation] = [ofManySizes(240, 1, frame), ofManySizes(40, 2, frame)];
    const history = await fit(pixelModel(GROUNDS.length), train, {
      ...{ ...QUIET, task, validation, epochs: 8, batchSize: 12, optimizer: adam(), learningRate: 0.005 },
    });
    assert.ok(history.last.validationMeanIou > 0.75, `mean IoU ${history.last.validationMeanIou}`);
  });
}

test('a report says how the pixels are shared out', () => {
  const set = masked(drawScenes(8, { size: [SIDE, SIDE], most: 2, seed: 3 }));
  const rows = batchReport(pixelModel(GROUNDS.length), set, { ...QUIET, task, epochs: 1, batchSize: 8 });
  const all = set.masks.flatMap(mask => [...mask]);
  const share = (label: number): number => (100 * all.filter(one => one === label).length) / all.length;
  const value = (what: string): number | undefined => rows.find(row => row.what === what)?.value;
  assert.equal(value('images'), 8);
  assert.equal(value('mask: ground'), share(0));
  assert.equal(value('mask: ignored'), share(IGNORE));
  assert.ok(Math.abs(value('pixels: mean') ?? Number.NaN) < 1e-3);
});

test('masks that do not fit are refused', async () => {
  const set = masked(drawScenes(3, { size: [SIDE, SIDE], most: 1, seed: 3 }));
  const train = (masks: readonly Uint8Array[]): Promise<unknown> =>
    fit(pixelModel(GROUNDS.length), { ...set, masks }, { ...QUIET, task, epochs: 1 });
  await assert.rejects(train(set.masks.slice(1)), {
    message: 'fit: there must be one mask for each image. Received 2 for 3.',
  });
  await assert.rejects(train([...set.masks.slice(0, 2), new Uint8Array(5)]), {
    message: 'fit: the mask of image 2 must have its size, 32×32 pixels. Received 5 pixels.',
  });
  await assert.rejects(train(set.masks.map(mask => mask.map(label => (label === IGNORE ? 7 : label)))), {
    message:
      'fit: the labels of a mask go from 0 to 2, and 255 is ignored. Received 7 in the mask of image 0. Mend the mask, or name its class.',
  });
});

test('images of many sizes that do not fit are refused', async () => {
  const set = ofManySizes(4, 1, 'crop');
  const train = (data: Uint8Array, shape: readonly [number, number, number]): Promise<unknown> =>
    fit(
      pixelModel(GROUNDS.length),
      { ...set, images: [{ shape, data }], masks: [new Uint8Array(4)], frame: 'crop' },
      { ...QUIET, task, epochs: 1 },
    );
  await assert.rejects(train(new Uint8Array(4), [2, 2, 1]), {
    message: 'fit: image 0: the model "pixels" takes images of 3 channels. Received an image [2, 2, 1].',
  });
  await assert.rejects(train(new Uint8Array(4), [2, 2, 3]), {
    message: 'fit: image 0 has shape [2, 2, 3], which needs 12 bytes. Received 4.',
  });
  const misspelled = { ...set, frame: JSON.parse('"Contain"') };
  await assert.rejects(fit(pixelModel(GROUNDS.length), misspelled, { ...QUIET, task, epochs: 1 }), {
    message: "fit: frame must be 'crop' or 'contain'. Received 'Contain'.",
  });
});

test('a run with images of other sizes, or in another frame, is told apart in words', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pixels-'));
  const options = { ...{ task, display: false, epochs: 1 }, checkpoints: { folder } };
  await fit(pixelModel(GROUNDS.length), ofManySizes(4, 1, 'crop'), options);
  const others = ofManySizes(4, 1, 'contain');
  await assert.rejects(fit(pixelModel(GROUNDS.length), others, { ...options, resume: true }), {
    message:
      `fit: the run in ${folder} was started with other images: their number, their frame or their sizes differ. ` +
      'Call fit with the same set, or leave out resume to start anew.',
  });
  await rm(folder, { recursive: true });
});

test('the loss of an evaluation is the mean over its batches, each weighed by its images', async () => {
  const scenes = drawScenes(3, { size: [SIDE, SIDE], most: 3, seed: 4 });
  const [head, tail, all] = [scenes.slice(0, 2), scenes.slice(2), scenes].map(masked);
  assert(head && tail && all);
  // Pixels that are not ignored: few in the first batch, so that a mean over all pixels would be another number.
  const set = {
    ...all,
    masks: all.masks.map((mask, i) => (i < 2 ? mask.map((one, j) => (j < 900 ? IGNORE : one)) : mask)),
  };
  const model = pixelModel(GROUNDS.length);
  const options = { task, scaling: { mean: [0, 0, 0], std: [1, 1, 1] } };
  const first = await evaluate(model, { ...head, masks: set.masks.slice(0, 2) }, options);
  const second = await evaluate(model, { ...tail, masks: set.masks.slice(2) }, options);
  const inTwo = await evaluate(model, set, { ...options, batchSize: 2 });
  const atOnce = await evaluate(model, set, options);
  assert.ok(Math.abs(inTwo.loss - (2 * first.loss + second.loss) / 3) < 1e-6);
  assert.ok(Math.abs(atOnce.loss - inTwo.loss) > 1e-3, `${atOnce.loss} at once, ${inTwo.loss} in two batches`);
  assert.equal(atOnce.meanIou, inTwo.meanIou);
});

test('training and measuring keep no tensors', async () => {
  const set = masked(drawScenes(20, { size: [SIDE, SIDE], most: 2, seed: 1 }));
  const model = pixelModel(GROUNDS.length);
  const optimizer = adam();
  const options = { ...QUIET, task, validation: set, epochs: 1, batchSize: 5, optimizer };
  await fit(model, set, options);
  const before = tf.memory().numTensors;
  await fit(model, set, options);
  assert.equal(tf.memory().numTensors, before);
});

test('a network whose output is not one map of scores, and weights that do not fit, are refused', async () => {
  const set = masked(drawScenes(2, { size: [SIDE, SIDE], most: 1, seed: 3 }));
  const train = (classes: number, classWeights?: number[]): Promise<unknown> =>
    fit(pixelModel(classes), set, { ...QUIET, task: pixelClassification({ classWeights }), epochs: 1 });
  await assert.rejects(train(2), {
    message: 'fit: there are 3 classes (ground, red, blue). The model "pixels" scores 2. Build it with numClasses: 3.',
  });
  await assert.rejects(train(3, [1, 2]), {
    message: 'fit: there must be a weight for each of 3 classes. Received 2.',
  });
  assert.throws(() => pixelClassification({ classWeights: [1, 0] }), {
    name: 'RangeError',
    message: 'pixelClassification: class weights must be positive. Received 0.',
  });
  const g = new Graph('coarse', [SIDE, SIDE, 3]);
  const coarse = buildModel(g.build(g.conv2d(g.input(), { filters: 3, kernelSize: 2, strides: 2 }, 'score')));
  await assert.rejects(fit(coarse, set, { ...QUIET, task, epochs: 1 }), {
    message:
      'fit: the model "coarse" must give scores for each pixel of its input [32, 32, 3]. Its output is [16, 16, 3].',
  });
});

test('the loss is the mean over the pixels that count, weighted by class', () => {
  const weighted = pixelClassification({ classWeights: [1, 3] });
  const field = { kind: 'masks', masks: [Uint8Array.of(0, 1, 255)], classNames: ['a', 'b'], ignore: 255 } as const;
  const batch = { fields: { mask: field }, shape: [1, 1, 3, 1], images: new Float32Array(3), choices: null } as const;
  const targets = weighted.targets(batch, pixelModel(2));
  const { mask, counted } = targets;
  assert.deepEqual([...mask.data], [0, 1, 0]);
  assert.deepEqual([...counted.data], [1, 3, 0]);
  // The true class has ln 3 more than the other: −log 3/4; or less: −log 1/4; the third pixel does not count.
  const scores = tf.tensor4d([Math.log(3), 0, Math.log(3), 0, 9, 0], [1, 1, 3, 2]);
  const tensors = { mask: tf.tensor(mask.data, [1, 1, 3], 'int32'), counted: tf.tensor(counted.data, [1, 1, 3]) };
  const loss = weighted.loss([scores], tensors);
  assert('dataSync' in loss);
  const expected = (1 * Math.log(4 / 3) + 3 * Math.log(4)) / 4;
  assert.ok(Math.abs(at([...(loss.dataSync() as Float32Array)], 0) - expected) < 1e-6);
});

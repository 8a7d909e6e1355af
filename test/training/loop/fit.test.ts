import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LabelledImages } from '../../../lib/datasets';
import { registry } from '../../../lib/models';
import { at, floatAt } from '../../../lib/spec';
import { buildModel, tf } from '../../../lib/tfjs';
import {
  type EpochRow,
  evaluate,
  type FitOptions,
  fit,
  meanCrossEntropy,
  resume,
  sgd,
  withAuxiliary,
} from '../../../lib/training';
import { checkMemory, explainFailure } from '../../../lib/training/loop/checks';
import { allWeights, digits, smallModel } from '../smallNetwork';

const QUIET = { checkpoints: false, display: false } as const;

test('a small network learns to read digits', async () => {
  const model = smallModel();
  const rows: EpochRow[] = [];
  const history = await fit(model, digits(3000), {
    ...QUIET,
    ...{ epochs: 2, batchSize: 50, validation: digits(500, 'test'), learningRate: 0.05, augment: { crop: 1 } },
    onEpoch: row => rows.push(row),
  });
  assert.ok(history.last.validationAccuracy > 0.9, `${history.last.validationAccuracy} right`);
  assert.ok(Math.abs(at(history.steps, 0).loss - Math.log(10)) < 1.2, `first loss ${at(history.steps, 0).loss}`);
  assert.deepEqual(rows, history.epochs);
  assert.deepEqual(
    history.epochs.map(({ epoch, step }) => [epoch, step]),
    [
      [1, 60],
      [2, 120],
    ],
  );
  const mean = history.steps.slice(60).reduce((sum, { loss }) => sum + loss, 0) / 60;
  assert.ok(Math.abs(history.last.loss - mean) < 1e-6);
  const measured = await evaluate(model, digits(500, 'test'), { batchSize: 128 });
  assert.equal(measured.accuracy, history.last.validationAccuracy);
  assert.equal(measured.count, 500);
  assert.ok(Math.abs(measured.loss - history.last.validationLoss) < 1e-5);
});

test('the same seeds give the same weights to the bit, others do not', async () => {
  const train = async (seed: number): Promise<number[]> => {
    const model = smallModel();
    await fit(model, digits(400), { ...QUIET, epochs: 2, seed, augment: { flip: true, crop: 2, color: 0.1 } });
    return allWeights(model);
  };
  const first = await train(3);
  assert.deepEqual(await train(3), first);
  assert.notDeepEqual(await train(4), first);
});

test('training keeps no tensors', async () => {
  const model = smallModel();
  const optimizer = sgd({ momentum: 0.9 });
  const options: FitOptions = { ...QUIET, optimizer, epochs: 1, batchSize: 20 };
  await fit(model, digits(40), options);
  const before = tf.memory().numTensors;
  await fit(model, digits(400), { ...options, validation: digits(100, 'test') });
  assert.equal(tf.memory().numTensors, before);
});

test('a table and CSV have what was measured', async () => {
  const history = await fit(smallModel(), digits(100), { ...QUIET, epochs: 2, batchSize: 50 });
  const lines = history.toCSV().trim().split('\n');
  assert.equal(lines.length, 3);
  assert.equal(lines[0], 'epoch,step,learningRate,loss,accuracy,validationLoss,validationAccuracy,seconds');
  assert.match(at(lines, 2), /^2,4,0\.05,[\d.]+,[\d.]+,,,[\d.]+$/);
  const frame = await history.table();
  assert.deepEqual(frame.columns, ['epoch', 'step', 'learningRate', 'loss', 'accuracy', 'seconds']);
  assert.deepEqual(frame.shape, [2, 6]);
  assert.deepEqual(
    history.figure('accuracy').data.map(trace => trace.name),
    ['training'],
  );
});

test('the loss of equal logits is log(classes), and auxiliary outputs add their share', () => {
  const logits = tf.zeros([4, 10]);
  const labels = tf.tensor1d([0, 3, 9, 1], 'int32');
  const value = floatAt(meanCrossEntropy([logits], labels).dataSync<'float32'>(), 0);
  assert.ok(Math.abs(value - Math.log(10)) < 1e-6);
  const both = floatAt(withAuxiliary(0.3)([logits, logits, logits], labels).dataSync<'float32'>(), 0);
  assert.ok(Math.abs(both - 1.6 * Math.log(10)) < 1e-5);
});

test('a network with auxiliary classifiers trains', async () => {
  const net = registry.googlenet.build({ numClasses: 2, inputShape: [64, 64, 3], auxiliary: true });
  const model = buildModel(net);
  const set: LabelledImages = {
    images: Uint8Array.from({ length: 4 * 64 * 64 * 3 }, (_, i) => (i * 7919) % 256),
    shape: [4, 64, 64, 3],
    labels: Int32Array.of(0, 1, 0, 1),
    classNames: ['a', 'b'],
  };
  const history = await fit(model, set, { ...QUIET, epochs: 2, learningRate: 0.01, loss: withAuxiliary() });
  assert.ok(history.steps.every(({ loss }) => Number.isFinite(loss)));
  assert.ok(at(history.steps, 0).loss > 1.6 * Math.log(2) * 0.7, `${at(history.steps, 0).loss}`);
});

const train = (set: LabelledImages, options: Partial<FitOptions> = {}) =>
  fit(smallModel(), set, { ...QUIET, epochs: 1, ...options });
const ten = (): LabelledImages => digits(10);

const REFUSALS: readonly (readonly [string, () => Promise<unknown>, string])[] = [
  ['no images', () => train(digits(0)), 'fit: the set has no images. Check the folder or the filter that made it.'],
  [
    'images of another size',
    () => train({ ...ten(), images: new Uint8Array(10 * 32 * 32 * 3), shape: [10, 32, 32, 3] }),
    'fit: the model "small" takes images [28, 28, 1]. Received images [32, 32, 3]. Build the model with inputShape: [32, 32, 3], or resize the images and make them have 1 channel.',
  ],
  [
    'a label that is no class',
    () => train({ ...ten(), labels: Int32Array.of(0, 1, 2, 12, 4, 5, 6, 7, 8, 9) }),
    'fit: labels go from 0 to 9, since the model "small" tells 10 classes apart. Received 12 for image 3. Build the model with numClasses: 13, or mend the label.',
  ],
  [
    'too few labels',
    () => train({ ...ten(), labels: Int32Array.of(1, 2) }),
    'fit: there must be one label for each image. Received 2 for 10.',
  ],
  ['no epochs', () => train(ten(), { epochs: 0 }), 'fit: epochs must be a whole number from 1 on. Received 0.'],
  [
    'half a batch',
    () => train(ten(), { batchSize: 0.5 }),
    'fit: batchSize must be a whole number from 1 on. Received 0.5.',
  ],
  [
    'validation images of another size',
    () => train(ten(), { validation: { ...ten(), images: new Uint8Array(10), shape: [10, 1, 1, 1] } }),
    'fit, validation: the model "small" takes images [28, 28, 1]. Received images [1, 1, 1]. Build the model with inputShape: [1, 1, 1], or resize the images.',
  ],
  [
    'resuming without checkpoints',
    () => train(ten(), { resume: true }),
    'fit: resume needs checkpoints. Received checkpoints: false.',
  ],
  [
    'resuming when nothing was stopped',
    resume,
    'resume: no run was stopped in this kernel. Call fit with resume: true to go on from a file.',
  ],
  [
    'measuring a model that was not trained here',
    () => evaluate(smallModel(), ten()),
    'evaluate: it is not known how the images of the model "small" are scaled, since fit has not trained it here. Pass scaling: { mean, std }, for example datasets.cifar10Statistics.',
  ],
];

for (const [name, call, message] of REFUSALS) {
  test(`${name}: the message says what to change`, () => assert.rejects(call, { message }));
}

test('a learning rate that is far too large ends with advice, not with NaN in the chart', async () => {
  await assert.rejects(train(digits(640), { learningRate: 1e38 }), {
    name: 'RangeError',
    message:
      /^fit: the loss became (NaN|Infinity) at step \d+ \(epoch 1\), with learning rate 1e\+38\. The steps were too large and the weights are spoiled: build the model again and train with a learning rate ten times smaller, or with a warm-up\.$/,
  });
});

test('a step that cannot fit into memory is refused before it begins', () => {
  assert.throws(() => checkMemory(smallModel(), 1000, 10 * 2 ** 20), {
    name: 'RangeError',
    message:
      /^fit: a step with 1000 images of the model "small" needs at least 0\.0 GB of memory, and there are 0\.0\. Train with a batchSize of at most \d+, or with smaller images\.$/,
  });
});

test("TensorFlow's words for a lack of memory become advice; other errors stay", () => {
  const error = explainFailure(new Error('OOM when allocating tensor with shape[512,64,224,224]'), 512);
  assert.ok(error instanceof RangeError);
  assert.equal(
    error.message,
    'fit: there was not enough memory for a step with 512 images. Train with a smaller batchSize, such as 256, or with smaller images. (OOM when allocating tensor with shape[512,64,224,224])',
  );
  const other = new Error('something else');
  assert.equal(explainFailure(other, 512), other);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fit, overfitOneBatch } from '../../../lib/training';
import { digits, smallModel, smallNetwork } from '../smallNetwork';

const set = digits(20);
const options = { epochs: 1, batchSize: 10, display: false, checkpoints: false, compile: false } as const;

/** What JavaScript, `any` and JSON let through: the compiler refuses all of it. */
type Loose = (model: unknown, set: unknown, options?: unknown) => Promise<unknown>;
const [looseFit, looseOverfit] = [fit as unknown as Loose, overfitOneBatch as unknown as Loose];

const IMAGES =
  'fit: the set must be images with their answers, such as datasets.mnist().train: images and their shape [n, h, w, c], or a list of images. Received';
const RATE =
  'fit: learningRate must be a number or a schedule, such as 0.05 or training.cosine({ learningRate: 0.05 }).';
const CHECKPOINTS = "fit: checkpoints must be false or an object, such as { folder: '…' }.";
const SCALING = 'fit: scaling must be { mean, std }, each a list with a number for each channel.';
const LABELS = 'fit: the set needs an Int32Array with one label for each image. Received';

const MODELS: readonly (readonly [what: string, model: unknown, message: string])[] = [
  ['null', null, 'fit: the model must be what tfjs.buildModel(net) gives. Received null.'],
  [
    'a network',
    smallNetwork(),
    'fit: the model must be what tfjs.buildModel(net) gives. Received an object with name, inputShape, layers, outputs.',
  ],
];
for (const [what, model, message] of MODELS) {
  test(`${what} is no model`, () => assert.rejects(looseFit(model, set, options), { name: 'TypeError', message }));
}

const SETS: readonly (readonly [what: string, set: unknown, message: string])[] = [
  ['nothing', undefined, `${IMAGES} undefined.`],
  ['null', null, `${IMAGES} null.`],
  ['a folder', 'my-images', `${IMAGES} "my-images".`],
  ['a list', [1, 2], `${IMAGES} a list.`],
  ['labels alone', { labels: set.labels }, `${IMAGES} an object with labels.`],
  [
    'a shape of three numbers',
    { ...set, shape: [28, 28, 1] },
    `${IMAGES} an object with images, shape, labels, classNames.`,
  ],
  ['no labels', { ...set, labels: undefined }, `${LABELS} undefined.`],
  ['labels that are null', { ...set, labels: null }, `${LABELS} null.`],
  ['labels in a list', { ...set, labels: [...set.labels] }, `${LABELS} a list.`],
];
for (const [what, wrong, message] of SETS) {
  test(`${what} in the place of a set`, () =>
    assert.rejects(looseFit(smallModel(), wrong, options), { name: 'TypeError', message }));
}

const OPTIONS: readonly (readonly [option: string, value: unknown, message: string])[] = [
  ['learningRate', '0.1', `${RATE} Received "0.1".`],
  ['learningRate', null, `${RATE} Received null.`],
  ['checkpoints', null, `${CHECKPOINTS} Received null.`],
  ['checkpoints', true, `${CHECKPOINTS} Received true.`],
  ['optimizer', 'adam', 'fit: optimizer must be an optimizer, such as training.adam(). Received "adam".'],
  ['optimizer', smallModel, 'fit: optimizer must be an optimizer, such as training.adam(). Received a function.'],
  ['scaling', { mean: [0] }, `${SCALING} Received an object with mean.`],
  ['scaling', 255, `${SCALING} Received 255.`],
  ['augment', true, 'fit: augment must be an object, such as { flip: true }. Received true.'],
  ['task', 'classification', 'fit: task must be a task, such as training.classification(). Received "classification".'],
  [
    'loss',
    {},
    'fit: loss must be a function of the outputs and the labels, such as training.withAuxiliary(). Received an object with nothing in it.',
  ],
  ['validation', null, IMAGES.replace('the set', 'validation').concat(' null.')],
  ['resume', 'yes', 'fit: resume must be true or false. Received "yes".'],
  ['compile', 1, 'fit: compile must be true or false. Received 1.'],
  ['display', 'bar', 'fit: display must be true, false, or a bar of notebook.progress. Received "bar".'],
  ['onEpoch', 3, 'fit: onEpoch must be a function. Received 3.'],
  ['until', 0.9, 'fit: until must be a function. Received 0.9.'],
];
for (const [option, value, message] of OPTIONS) {
  test(`${option}: ${typeof value === 'function' ? 'a function' : JSON.stringify(value)}`, () =>
    assert.rejects(looseFit(smallModel(), set, { ...options, [option]: value }), { name: 'TypeError', message }));
}

test('no options', async () => {
  const message = 'fit: the options must be an object, such as { epochs: 3 }. Received undefined.';
  await assert.rejects(looseFit(smallModel(), set), { name: 'TypeError', message });
});

test('an option that is undefined counts as left out', async () => {
  const nothing = Object.fromEntries(OPTIONS.map(([option]) => [option, undefined]));
  await looseFit(smallModel(), set, { ...options, ...nothing, seed: undefined, ...options });
});

for (const seed of [Number.NaN, 1.5, 'a', null, Number.POSITIVE_INFINITY]) {
  test(`seed: ${seed}`, () =>
    assert.rejects(looseFit(smallModel(), set, { ...options, seed }), {
      name: 'RangeError',
      message: `fit: seed must be a whole number. Received ${typeof seed === 'string' ? '"a"' : seed}.`,
    }));
}

test('a folder that is no text', () =>
  assert.rejects(looseFit(smallModel(), set, { ...options, checkpoints: { folder: 5 } }), {
    name: 'RangeError',
    message: 'fit: checkpoints.folder must be the path of a folder. Received 5.',
  }));

test('a model that was disposed of', async () => {
  const model = smallModel();
  model.dispose();
  await assert.rejects(fit(model, set, options), {
    name: 'RangeError',
    message: 'fit: the model "small" was disposed of. Build it again with tfjs.buildModel.',
  });
});

test('overfitOneBatch asks the same', () =>
  assert.rejects(looseOverfit(smallModel(), set, { optimizer: 'adam' }), {
    name: 'TypeError',
    message: 'overfitOneBatch: optimizer must be an optimizer, such as training.adam(). Received "adam".',
  }));

test('of two runs of one model at once the second is refused, and the first ends as if it were alone', async () => {
  const [model, alone] = [smallModel(), smallModel()];
  const message =
    'fit: the model "small" is being trained by another run, and two would mix their weights. Wait for it with await, or build a second model with tfjs.buildModel.';
  const [first, second] = await Promise.allSettled([fit(model, set, options), fit(model, set, options)]);
  assert.ok(first.status === 'fulfilled' && second.status === 'rejected');
  assert.ok(second.reason instanceof RangeError);
  assert.equal(second.reason.message, message);
  const losses = (await fit(alone, set, options)).steps.map(({ loss }) => loss);
  assert.deepEqual(
    first.value.steps.map(({ loss }) => loss),
    losses,
  );
  const again = await fit(model, set, options);
  assert.equal(again.steps.length, 2, 'the model is free again');
});

test('a run that fails leaves its model free', async () => {
  const model = smallModel();
  const fails = (): never => {
    throw new Error('mine');
  };
  await assert.rejects(fit(model, set, { ...options, loss: fails }), /mine/);
  assert.equal((await fit(model, set, options)).steps.length, 2);
});

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { LabelledImages } from '../../../lib/datasets';
import { Graph, type NetworkSpec } from '../../../lib/spec';
import { buildModel } from '../../../lib/tfjs';
import { type FitOptions, fit, meanCrossEntropy, withAuxiliary } from '../../../lib/training';
import { readNewest, writeCheckpoint } from '../../../lib/training/folder/checkpoint';
import { allWeights, digits, smallNetwork } from '../smallNetwork';

type Model = ReturnType<typeof buildModel>;

let folder = '';
after(() => rm(folder, { recursive: true, force: true }));

const START = { epochs: 2, batchSize: 10, display: false, learningRate: 0.01 } as const;
const model = (net: NetworkSpec = smallNetwork()): Model => buildModel(net, { seed: 1, initializer: 'he' });

/** A run of two epochs whose first is saved and whose second is missing. */
test('a run is stopped after its first epoch', async () => {
  folder = await mkdtemp(join(tmpdir(), 'settings-'));
  await fit(model(), digits(40), { ...START, checkpoints: { folder }, until: () => true });
});

const goOn = (
  net: Model,
  { set = digits(40), ...options }: Partial<FitOptions> & { readonly set?: LabelledImages } = {},
): Promise<unknown> => fit(net, set, { ...START, checkpoints: { folder }, resume: true, ...options });

/** The same names and shapes of weights, and another network. */
function changed(change: (layer: NetworkSpec['layers'][number]) => object): NetworkSpec {
  const net = smallNetwork();
  return { ...net, layers: net.layers.map(layer => ({ ...layer, ...change(layer) })) as NetworkSpec['layers'] };
}

function withoutRelu(): NetworkSpec {
  const g = new Graph('small', [28, 28, 1]);
  let x = g.conv2d(g.input(), { filters: 8, kernelSize: 5, strides: 2, padding: 2, useBias: false }, 'conv');
  x = g.maxPooling2d(g.batchNormalization(x, {}, 'bn'), { poolSize: 2 }, 'pool');
  x = g.dropout(g.flatten(x), { rate: 0.2 }, 'dropout');
  return g.build(g.dense(x, { units: 10 }, 'fc'));
}

function frozen(): Model {
  const made = model();
  made.getLayer('conv').trainable = false;
  return made;
}

const renamed = (): LabelledImages => ({
  ...digits(40),
  classNames: digits(1).classNames.map(name => (name === '3' ? 'three and more' : name)),
});

const ANOTHER = 'is of another network that is called "small", too: ';
const ELSEWHERE = " Choose another folder for this network's checkpoints, or leave out resume to start anew.";

const REFUSED: readonly (readonly [string, () => Promise<unknown>, string])[] = [
  [
    'another rate of dropout',
    () => goOn(model(changed(({ op }) => (op === 'dropout' ? { rate: 0.5 } : {})))),
    `${ANOTHER}rate of its dropout "dropout" was 0.2. Received 0.5.${ELSEWHERE}`,
  ],
  [
    'another epsilon of a normalization',
    () => goOn(model(changed(({ op }) => (op === 'batchNormalization' ? { epsilon: 0.001 } : {})))),
    `${ANOTHER}epsilon of its batchNormalization "bn" was 0.00001. Received 0.001.${ELSEWHERE}`,
  ],
  [
    'another activation',
    () => goOn(model(changed(({ op }) => (op === 'activation' ? { activation: 'sigmoid' } : {})))),
    `${ANOTHER}activation of its activation "relu" was "relu". Received "sigmoid".${ELSEWHERE}`,
  ],
  [
    'a layer less',
    () => goOn(model(withoutRelu())),
    `${ANOTHER}its layer 4 was activation "relu". Received maxPooling2d "pool".${ELSEWHERE}`,
  ],
  [
    'a frozen layer',
    () => goOn(frozen()),
    `${ANOTHER}its list of frozen layers was []. Received ["conv"].${ELSEWHERE}`,
  ],
  [
    'another name',
    () => goOn(model({ ...smallNetwork(), name: 'other' })),
    'was started with other settings: model was "small". Received "other". Call fit with the same settings, or leave out resume to start anew.',
  ],
  [
    'another loss',
    () => goOn(model(), { loss: withAuxiliary(0.5) }),
    'was started with other settings: loss was {"loss":"meanCrossEntropy"}. Received {"loss":"withAuxiliary","weight":0.5}. Call fit with the same settings, or leave out resume to start anew.',
  ],
  [
    "a loss of one's own",
    () =>
      goOn(model(), {
        loss: function half(outputs, labels) {
          return meanCrossEntropy(outputs, labels).div(2);
        },
      }),
    'was started with other settings: loss was {"loss":"meanCrossEntropy"}. Received {"loss":"half"}. Call fit with the same settings, or leave out resume to start anew.',
  ],
  [
    'other classes',
    () => goOn(model(), { set: renamed() }),
    'was started with other kinds of answers: label.classNames.3 was "3". Received "three and more". Call fit with the same set, or leave out resume to start anew.',
  ],
];

for (const [name, call, message] of REFUSED) {
  test(`a run does not go on with ${name}`, () =>
    assert.rejects(call, { name: 'RangeError', message: `fit: the run in ${folder} ${message}` }));
}

test('what the run does not follow from may change: what is shown, compiled, measured and kept', async () => {
  const copy = await mkdtemp(join(tmpdir(), 'settings-'));
  try {
    const newest = await readNewest(folder, assert.fail);
    assert.ok(newest);
    await writeCheckpoint(copy, newest, 3);
    const checkpoints = { folder: copy, everySteps: 2, keep: 7 };
    await goOn(model(), {
      checkpoints,
      display: true,
      compile: true,
      validation: digits(10, 'test'),
      until: () => false,
    });
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
});

test('a checkpoint of an earlier version, which says less, goes on with what it says', async () => {
  const [copy, other] = [await mkdtemp(join(tmpdir(), 'settings-')), await mkdtemp(join(tmpdir(), 'settings-'))];
  try {
    const newest = await readNewest(folder, assert.fail);
    assert.ok(newest);
    const { network: _, loss: __, answers: ___, ...settings } = newest.state.settings;
    await writeCheckpoint(copy, { ...newest, state: { ...newest.state, settings } }, 3);
    await writeCheckpoint(other, newest, 3);
    const [fromEarlier, fromNew] = [model(), model()];
    await goOn(fromEarlier, { checkpoints: { folder: copy } });
    await goOn(fromNew, { checkpoints: { folder: other } });
    assert.deepEqual(allWeights(fromEarlier), allWeights(fromNew));
  } finally {
    for (const place of [copy, other]) await rm(place, { recursive: true, force: true });
  }
});

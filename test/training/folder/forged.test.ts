import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { writeSafetensors } from '../../../lib/checkpoints/files';
import { at } from '../../../lib/spec';
import { type FitOptions, fit } from '../../../lib/training';
import {
  type Checkpoint,
  type CheckpointState,
  readNewest,
  writeCheckpoint,
} from '../../../lib/training/folder/checkpoint';
import { allWeights, digits, smallModel } from '../smallNetwork';

// Checkpoints that somebody else has made: their checksums are right, and their contents are not those of a run.

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'forged-'));
});
after(() => rm(folder, { recursive: true }));

const options = (folder: string): FitOptions => ({
  ...{ epochs: 2, batchSize: 50, learningRate: 0.02, compile: false, display: false },
  checkpoints: { folder, keep: 10 },
});

type Forge = (checkpoint: Checkpoint) => Checkpoint;

const withState =
  (change: (state: CheckpointState) => object): Forge =>
  ({ arrays, state }) => ({ arrays, state: { ...state, ...change(state) } });
const withArrays =
  (change: (name: string, data: Float32Array) => Float32Array): Forge =>
  ({ arrays, state }) => {
    const changed = [...arrays].map(([name, { data }]) => [name, change(name, data)] as const);
    return {
      state,
      arrays: new Map(changed.map(([name, data]) => [name, { shape: shapeFor(arrays, name, data), data }])),
    };
  };

function shapeFor(arrays: Checkpoint['arrays'], name: string, data: Float32Array): readonly number[] {
  const found = arrays.get(name);
  return found?.data.length === data.length ? found.shape : [data.length];
}

const NO_STATE = 'its state has no whole number of steps, or no settings.';
const NO_RUN = 'it does not hold the run as fit saves it.';
const NO_NETWORK = 'its network is not one that fit saves.';

const FORGED: readonly (readonly [what: string, forge: Forge, problem: string | RegExp])[] = [
  ['settings that are null', withState(() => ({ settings: null })), NO_STATE],
  ['settings that are a list', withState(() => ({ settings: [] })), NO_STATE],
  ['a step that is not whole', withState(() => ({ step: 1.5 })), NO_STATE],
  ['a step that is no number', withState(() => ({ step: '4' })), NO_STATE],
  ['another step than its name', withState(() => ({ step: 3 })), 'it is of step 3, which is not that of its name.'],
  ['a run that is null', withState(() => ({ run: null })), NO_RUN],
  ['an empty run', withState(() => ({ run: {} })), NO_RUN],
  ['epochs that are no list', withState(({ run }) => ({ run: { ...Object(run), epochs: 5 } })), NO_RUN],
  ['a tally that is empty', withState(({ run }) => ({ run: { ...Object(run), tally: {} } })), NO_RUN],
  ['a network that is null', withState(({ settings }) => ({ settings: { ...settings, network: null } })), NO_NETWORK],
  [
    'layers that are no list',
    withState(({ settings }) => ({ settings: { ...settings, network: { layers: 5 } } })),
    NO_NETWORK,
  ],
  [
    'weights that are no numbers',
    withArrays((name, data) => (name.startsWith('model/') ? data.map(() => Number.NaN) : data)),
    /^value 0 of "model\/.*" is NaN\.$/,
  ],
  [
    'a history that is too short',
    withArrays((name, data) => (name === 'history/loss' ? data.subarray(0, 2) : data)),
    'it is of step 4, and its history has 2 and 4 steps.',
  ],
  [
    'columns of a curve that differ',
    withArrays((name, data) => (name === 'curve/loss' ? data.subarray(0, 2) : data)),
    'the columns of its curve have different lengths.',
  ],
];

test('the run that checkpoints are forged of', async () => {
  await fit(smallModel(), digits(100), options(folder));
});

for (const [what, forge, problem] of FORGED) {
  test(`a forged checkpoint with ${what} is passed over, and the run goes on from the one before it`, async t => {
    const copy = await mkdtemp(join(tmpdir(), 'forged-'));
    t.after(() => rm(copy, { recursive: true }));
    const newest = await readNewest(folder, assert.fail);
    assert.ok(newest);
    await copyFile(join(folder, 'step-00000002.safetensors'), join(copy, 'step-00000002.safetensors'));
    const written = await writeCheckpoint(copy, forge(newest), 10);
    const path = join(copy, 'step-00000004.safetensors');
    if (written !== path) await copyFile(written, path).then(() => rm(written));
    const log = t.mock.method(console, 'log', () => undefined);
    const [model, other] = [smallModel(), smallModel()];
    const history = await fit(model, digits(100), { ...options(copy), resume: true });
    const said = log.mock.calls.map(({ arguments: [words] }) => String(words));
    assert.equal(said.length, 1, said.join('\n'));
    const start = `The checkpoint ${path} is damaged and was passed over: safetensors "${path}": `;
    assert.ok(at(said, 0).startsWith(start), at(said, 0));
    const rest = at(said, 0).slice(start.length);
    if (typeof problem === 'string') assert.equal(rest, problem);
    else assert.match(rest, problem);
    assert.equal(history.steps.length, 4);
    log.mock.restore();
    await fit(other, digits(100), { ...options(folder), resume: true });
    assert.deepEqual(allWeights(model), allWeights(other));
  });
}

test('a state that is no JSON', async t => {
  const copy = await mkdtemp(join(tmpdir(), 'forged-'));
  t.after(() => rm(copy, { recursive: true }));
  const metadata = new Map([
    ['state', '{'],
    ['sha256', '021fb596db81e6d02bf3d2586ee3981fe519f275c0ac9ca76bbcf2ebb4097d96'],
  ]);
  await writeSafetensors(join(copy, 'step-00000004.safetensors'), new Map(), { metadata });
  const said: string[] = [];
  assert.equal(await readNewest(copy, sentence => said.push(sentence)), null);
  assert.ok(at(said, 0).endsWith(NO_STATE), at(said, 0));
});

test('a step behind the end of the run', async t => {
  const copy = await mkdtemp(join(tmpdir(), 'forged-'));
  t.after(() => rm(copy, { recursive: true }));
  const newest = await readNewest(folder, assert.fail);
  assert.ok(newest);
  const longer = withArrays((name, data) => (name.startsWith('history/') ? new Float32Array(9) : data));
  const forged = longer(newest);
  await writeCheckpoint(copy, { ...forged, state: { ...forged.state, step: 9 } }, 10);
  await assert.rejects(fit(smallModel(), digits(100), { ...options(copy), resume: true }), {
    name: 'RangeError',
    message: `fit: the run in ${copy} has 4 steps, and its checkpoint is of step 9. Leave out resume to start anew.`,
  });
});

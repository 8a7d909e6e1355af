import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { at } from '../../../lib/spec';
import { type FitOptions, fit } from '../../../lib/training';
import { type Checkpoint, readNewest, writeCheckpoint } from '../../../lib/training/folder/checkpoint';
import { Curve } from '../../../lib/training/observe/curve';
import { classification } from '../../../lib/training/tasks/classification';
import { allWeights, digits, smallModel } from '../smallNetwork';

const folders: string[] = [];
after(() => Promise.all(folders.map(folder => rm(folder, { recursive: true }))));

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'checkpoint-'));
  folders.push(folder);
  return folder;
}

function checkpoint(step: number): Checkpoint {
  const data = Float32Array.from({ length: 6 }, (_, i) => step + i / 3);
  return {
    arrays: new Map([['a', { shape: [2, 3], data }]]),
    state: { step, settings: { seed: 1 }, run: { sum: 0.1 } },
  };
}

const silent = (): void => undefined;

test('a checkpoint comes back as it was written', async () => {
  const folder = await newFolder();
  await writeCheckpoint(folder, checkpoint(7), 3);
  const found = await readNewest(folder, silent);
  assert.deepEqual(found?.state, checkpoint(7).state);
  assert.deepEqual(found?.arrays.get('a')?.data, checkpoint(7).arrays.get('a')?.data);
});

test('the newest are kept; what a killed process left and an older run of more steps go', async () => {
  const folder = await newFolder();
  await writeCheckpoint(folder, checkpoint(90), 2);
  await writeFile(join(folder, 'step-00000003.safetensors.abc.tmp'), 'half');
  for (const step of [1, 2, 3]) await writeCheckpoint(folder, checkpoint(step), 2);
  assert.deepEqual((await readdir(folder)).sort(), ['step-00000002.safetensors', 'step-00000003.safetensors']);
});

test('an empty or missing folder has no checkpoint', async () => {
  assert.equal(await readNewest(await newFolder(), silent), null);
  assert.equal(await readNewest(join(await newFolder(), 'none'), silent), null);
});

const DAMAGES: readonly (readonly [string, (bytes: Buffer) => Buffer, RegExp])[] = [
  ['cut off', bytes => bytes.subarray(0, bytes.length - 5), /cut off or damaged/],
  ['empty', () => Buffer.alloc(0), /the file is empty \(0 bytes\)/],
  [
    'with one other bit in an array',
    bytes => Buffer.from(bytes.map((byte, i) => (i === bytes.length - 1 ? byte ^ 1 : byte))),
    /the contents do not have the checksum that was written with them/,
  ],
  [
    'with another step',
    bytes => Buffer.from(bytes.toString('latin1').replace('\\"step\\":2', '\\"step\\":9'), 'latin1'),
    /the contents do not have the checksum that was written with them/,
  ],
];

for (const [name, damage, reason] of DAMAGES) {
  test(`a checkpoint that is ${name} is passed over with a notice`, async () => {
    const folder = await newFolder();
    await writeCheckpoint(folder, checkpoint(1), 3);
    const path = await writeCheckpoint(folder, checkpoint(2), 3);
    await writeFile(path, damage(await readFile(path)));
    const notices: string[] = [];
    assert.equal((await readNewest(folder, sentence => notices.push(sentence)))?.state.step, 1);
    assert.equal(notices.length, 1);
    assert.match(at(notices, 0), reason);
    assert.ok(at(notices, 0).startsWith(`The checkpoint ${path} is damaged and was passed over: `));
  });
}

const options = (folder: string): FitOptions => ({
  ...{ epochs: 2, batchSize: 50, augment: { flip: true, crop: 2 }, learningRate: 0.02, compile: true },
  ...{ validation: digits(50, 'test'), display: false, checkpoints: { folder, everySteps: 3, keep: 20 } },
});

test('a run that goes on from any of its checkpoints ends with the same weights and losses', async () => {
  const folder = await newFolder();
  const model = smallModel();
  const whole = await fit(model, digits(400), options(folder));
  const names = (await readdir(folder)).sort();
  assert.deepEqual(
    names,
    [3, 6, 8, 9, 12, 15, 16].map(step => `step-${String(step).padStart(8, '0')}.safetensors`),
  );
  for (const name of names.slice(1, 5)) {
    const resumed = await newFolder();
    await copyFile(join(folder, name), join(resumed, name));
    const again = smallModel(99); // other first weights, which the checkpoint replaces; the seed of dropout is the model's
    await assert.rejects(
      fit(again, digits(400), { ...options(resumed), resume: true }),
      /modelSeed was 1\. Received 99\./,
    );
    const other = smallModel();
    const history = await fit(other, digits(400), { ...options(resumed), resume: true });
    assert.deepEqual(allWeights(other), allWeights(model), name);
    assert.deepEqual(
      history.steps.map(({ loss, learningRate }) => [loss, learningRate]),
      whole.steps.map(({ loss, learningRate }) => [loss, learningRate]),
    );
    const measured = ({ seconds: _, ...row }: (typeof whole.epochs)[number]) => row;
    assert.deepEqual(history.epochs.map(measured), whole.epochs.map(measured));
  }
});

test('a checkpoint within a point of the curve brings the curve back, and the rest of the point', async () => {
  const task = classification();
  const result = (loss: number) => {
    const sums = { correct: { shape: [], data: Float32Array.of(loss) } };
    return { examples: 4, loss, parts: {}, sums, kept: {} };
  };
  const [whole, curve, restored] = [new Curve(task, 60), new Curve(task, 60), new Curve(task, 60)];
  for (let step = 1; step <= 7; step++) curve.add(step, result(step));
  const folder = await newFolder();
  const state = { step: 7, settings: {}, run: { point: curve.unfinished() } };
  await writeCheckpoint(folder, { arrays: curve.arrays(), state }, 1);
  const found = await readNewest(folder, silent);
  assert.ok(found);
  restored.restore(found.arrays, (found.state.run as typeof state.run).point); // as written above
  for (let step = 1; step <= 9; step++) whole.add(step, result(step));
  for (const step of [8, 9]) restored.add(step, result(step));
  assert.deepEqual(
    whole.points.map(({ step, numbers }) => [step, numbers]),
    [
      [3, { loss: 2, accuracy: 0.5 }],
      [6, { loss: 5, accuracy: 1.25 }],
      [9, { loss: 8, accuracy: 2 }],
    ],
  );
  assert.deepEqual(restored.points, whole.points);
  assert.throws(() => restored.restore(new Map(), curve.unfinished()), {
    name: 'RangeError',
    message: 'fit: the checkpoint has no "curve/step". Leave out resume to start anew.',
  });
});

test('a run with other settings is not mixed with this one', async () => {
  const folder = await newFolder();
  await fit(smallModel(), digits(100), options(folder));
  await assert.rejects(fit(smallModel(), digits(100), { ...options(folder), batchSize: 25, resume: true }), {
    name: 'RangeError',
    message: `fit: the run in ${folder} was started with other settings: batchSize was 50. Received 25. Call fit with the same settings, or leave out resume to start anew.`,
  });
  await assert.rejects(
    fit(smallModel(), digits(200), { ...options(folder), resume: true }),
    /images was \[100,28,28,1\]/,
  );
});

test('a finished run that is resumed is done at once', async () => {
  const folder = await newFolder();
  const model = smallModel();
  await fit(model, digits(100), options(folder));
  const again = smallModel();
  const history = await fit(again, digits(100), { ...options(folder), resume: true });
  assert.equal(history.steps.length, 4);
  assert.deepEqual(allWeights(again), allWeights(model));
});

test('of two runs of one kernel in one folder, the later one saves, and the earlier one says so once', async t => {
  const folder = await newFolder();
  const log = t.mock.method(console, 'log', () => undefined);
  const checkpoints = { folder, everySteps: 1, keep: 100 };
  const run = { ...options(folder), checkpoints, batchSize: 10, validation: undefined };
  const [earlier, later] = await Promise.all([
    fit(smallModel(), digits(100), { ...run, epochs: 3 }),
    fit(smallModel(), digits(100), { ...run, epochs: 1 }),
  ]);
  const said = log.mock.calls.map(({ arguments: [words] }) => String(words));
  assert.deepEqual([earlier.steps.length, later.steps.length], [30, 10]);
  assert.equal(said.length, 1);
  assert.match(
    at(said, 0),
    /^Step \d+ could not be saved; training goes on and tries it again\. A later run of this kernel trains in .*, and it alone saves there\.$/,
  );
  assert.equal((await readNewest(folder, silent))?.state.step, 10);
});

test('a run that was stopped and is begun again in the same folder saves as before', async () => {
  const folder = await newFolder();
  const stopped = fit(smallModel(), digits(100), {
    ...options(folder),
    onEpoch() {
      throw new Error('stopped');
    },
  });
  await assert.rejects(stopped, /stopped/);
  await fit(smallModel(), digits(100), options(folder));
  assert.deepEqual(
    (await readdir(folder)).sort(),
    [2, 3, 4].map(step => `step-${String(step).padStart(8, '0')}.safetensors`),
  );
});

test('a folder in which a file cannot be made: said once, and training goes on', async t => {
  const folder = join(await newFolder(), 'file');
  await writeFile(folder, 'a file where the folder should be');
  const log = t.mock.method(console, 'log', () => undefined);
  await fit(smallModel(), digits(100), { ...options(folder), checkpoints: { folder, everySteps: 1 } });
  const said = log.mock.calls.map(({ arguments: [words] }) => String(words));
  assert.deepEqual(said, [
    `Step 1 could not be saved; training goes on and tries it again. Nothing can be written to ${folder}: there is a file in its place (EEXIST). Choose another folder, or mend this one.`,
  ]);
});

if (process.platform === 'linux') {
  test('a folder below /proc, where nothing can be made: said once, and training goes on', async t => {
    const log = t.mock.method(console, 'log', () => undefined);
    await fit(smallModel(), digits(100), { ...options('/proc/x'), checkpoints: { folder: '/proc/x', everySteps: 1 } });
    const said = log.mock.calls.map(({ arguments: [words] }) => String(words));
    assert.deepEqual(said, [
      'Step 1 could not be saved; training goes on and tries it again. Nothing can be written to /proc/x: it is not there (ENOENT). Choose another folder, or mend this one.',
    ]);
  });
}

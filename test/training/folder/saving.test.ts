import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { repositoryRoot } from '../../../lib/datasets/repositoryRoot';
import { registry } from '../../../lib/models';
import { buildModel } from '../../../lib/tfjs';
import { type CheckpointOptions, fit } from '../../../lib/training';
import { savingOf } from '../../../lib/training/folder/saving';
import { digits, smallModel, smallNetwork } from '../smallNetwork';

test('what is left out: a folder in the cache with the name of the model, each epoch, three', () => {
  const folder = join(repositoryRoot(), 'data', 'cache', 'checkpoints', 'small');
  assert.deepEqual(savingOf('fit', {}, 'small'), { folder, everySteps: Number.POSITIVE_INFINITY, keep: 3 });
  assert.equal(savingOf('fit', false, '../..'), null);
});

test('the name of every network of the course, and of any other language, is that of a folder', () => {
  for (const name of [
    ...Object.keys(registry),
    'Mein Netz (2. Versuch)',
    'сеть',
    '我的网络',
    'common',
    'x'.repeat(200),
  ]) {
    assert.equal(savingOf('fit', {}, name)?.folder, join(repositoryRoot(), 'data', 'cache', 'checkpoints', name));
  }
});

const SEPARATOR = 'it has a separator of folders or another of / \\ : * ? " < > |';
const EDGE = 'it begins or ends with a dot or a space';
const WINDOWS = 'Windows keeps this name for itself';

const NAMES: readonly (readonly [name: string, fault: string])[] = [
  ['', 'it is empty'],
  ['../../x', SEPARATOR],
  ['/etc/cron.d', SEPARATOR],
  ['a/b', SEPARATOR],
  ['a\\b', SEPARATOR],
  ['C:', SEPARATOR],
  ['..', EDGE],
  ['.', EDGE],
  ['.hidden', EDGE],
  ['small ', EDGE],
  ['x\0y', 'it has a character that cannot be seen'],
  ['x\ny', 'it has a character that cannot be seen'],
  ['half a pair \ud800', 'it has a character that cannot be seen'],
  ['con', WINDOWS],
  ['NUL', WINDOWS],
  ['lpt1.txt', WINDOWS],
  ['x'.repeat(201), 'it is longer than 200 bytes'],
  ['网'.repeat(67), 'it is longer than 200 bytes'],
];

for (const [name, fault] of NAMES) {
  const shown = JSON.stringify(name.length <= 60 ? name : `${name.slice(0, 60)}…`);
  test(`a model called ${shown} is not saved by its name: ${fault}`, async () => {
    const message =
      `fit: the model's name ${shown} cannot be the name of the folder for its checkpoints: ${fault}. ` +
      "Give the network another name, or pass checkpoints: { folder: '…' }, or checkpoints: false to save nothing.";
    assert.throws(() => savingOf('fit', {}, name), { name: 'RangeError', message });
  });
}

test('a network of such a name trains where a folder is given, and not where none is', async () => {
  const model = buildModel({ ...smallNetwork(), name: '../../outside' }, { seed: 1 });
  const folder = await mkdtemp(join(tmpdir(), 'saving-'));
  try {
    await assert.rejects(
      fit(model, digits(10), { epochs: 1, display: false }),
      /the model's name "\.\.\/\.\.\/outside"/,
    );
    await fit(model, digits(10), { epochs: 1, display: false, checkpoints: { folder } });
    assert.deepEqual(await readdir(folder), ['step-00000001.safetensors']);
  } finally {
    await rm(folder, { recursive: true });
  }
});

const OPTIONS: readonly (readonly [options: CheckpointOptions, message: string])[] = [
  [
    { keep: 0 },
    'fit: checkpoints.keep must be a whole number from 1 on, or Infinity. Received 0. Save nothing with checkpoints: false.',
  ],
  [{ keep: -1 }, 'fit: checkpoints.keep must be a whole number from 1 on, or Infinity. Received -1.'],
  [{ keep: 1.5 }, 'fit: checkpoints.keep must be a whole number from 1 on, or Infinity. Received 1.5.'],
  [{ keep: Number.NaN }, 'fit: checkpoints.keep must be a whole number from 1 on, or Infinity. Received NaN.'],
  [{ everySteps: 0 }, 'fit: checkpoints.everySteps must be a whole number from 1 on, or Infinity. Received 0.'],
  [
    { everySteps: Number.NaN },
    'fit: checkpoints.everySteps must be a whole number from 1 on, or Infinity. Received NaN.',
  ],
  [{ folder: '' }, 'fit: checkpoints.folder must be the path of a folder. Received "".'],
  [{ folder: 'a\0b' }, 'fit: checkpoints.folder must be the path of a folder. Received "a\\u0000b".'],
];

for (const [checkpoints, message] of OPTIONS) {
  test(`before the first step: ${message}`, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'saving-'));
    try {
      const options = { epochs: 1, display: false, checkpoints: { folder, ...checkpoints } };
      await assert.rejects(fit(smallModel(), digits(10), options), { name: 'RangeError', message });
      assert.deepEqual(await readdir(folder), []);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
}

test('keep: Infinity keeps all', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'saving-'));
  try {
    const checkpoints = { folder, everySteps: 1, keep: Number.POSITIVE_INFINITY };
    await fit(smallModel(), digits(60), { epochs: 1, batchSize: 10, display: false, checkpoints });
    assert.equal((await readdir(folder)).length, 6);
  } finally {
    await rm(folder, { recursive: true });
  }
});

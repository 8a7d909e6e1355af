import assert from 'node:assert/strict';
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { repositoryRoot } from '../../lib/datasets/repositoryRoot';
import { cifarResnet } from '../../lib/models';
import { convnets, filledCheckpoint, save, temporaryFolder } from './support';

const folder = temporaryFolder();
const large = join(folder, 'large.png');
const picture = join(repositoryRoot(), 'data', 'photographs', 'coffee.png');
const weights = join(folder, 'w.safetensors');

before(async () => {
  await save(folder, 'w', filledCheckpoint(cifarResnet(20)));
  writeFileSync(large, '');
  truncateSync(large, 2 ** 31 - 1);
});

const predict = ['predict', 'resnet20', '--weights', weights];
const TOO_LARGE = 'it has more than 400 MB, and at most that is read';
const DEVICE = 'it is a device, not a file';
const PICTURE = 'Check the path: it must name a PNG or a JPEG.';
const refused: readonly (readonly [args: readonly string[], message: string])[] = [
  [[...predict, '--image', large], `predict: ${large}: the file cannot be read: ${TOO_LARGE}. Check the path.`],
  [['segment', 'fcn8s_mini', large, '--weights', weights], `${large} cannot be read (${TOO_LARGE}). ${PICTURE}`],
  [['detect', 'yolo_mini', large], `${large} cannot be read (${TOO_LARGE}). ${PICTURE}`],
];
/** They would be read without end. */
const devices: typeof refused = [
  [[...predict, '--image', '/dev/zero'], `predict: /dev/zero: the file cannot be read: ${DEVICE}. Check the path.`],
  [
    [...predict, '--image', picture, '--classes', '/dev/zero'],
    `predict: /dev/zero: the file cannot be read: ${DEVICE}. Check the path.`,
  ],
  [
    ['segment', 'fcn8s_mini', picture, '--weights', weights, '--truth', '/dev/zero'],
    `segment: /dev/zero: the file cannot be read: ${DEVICE}. Check the path.`,
  ],
  [['detect', 'yolo_mini', '/dev/zero'], `/dev/zero cannot be read (${DEVICE}). ${PICTURE}`],
];
for (const [args, message] of [...refused, ...(process.platform === 'win32' ? [] : devices)]) {
  test(`refused: ${args.map(arg => arg.replace(`${folder}/`, '')).join(' ')}`, async () => {
    const { code, errors } = await convnets(...args);
    assert.equal(errors, message);
    assert.equal(code, 1);
  });
}

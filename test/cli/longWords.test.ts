import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { repositoryRoot } from '../../lib/datasets/repositoryRoot';
import { convnets, save, temporaryFolder } from './support';

const folder = temporaryFolder();
const LONG = 'x'.repeat(5_000_000);
const picture = join(repositoryRoot(), 'data', 'photographs', 'coffee.png');
const file = (name: string): string => join(folder, `${name}.safetensors`);

before(async () => {
  const tensor = (value: number) => new Map([[LONG, { shape: [1], data: Float32Array.of(value) }]]);
  await save(folder, 'long', tensor(1));
  await save(folder, 'nan', tensor(Number.NaN));
});

const calls: readonly (readonly string[])[] = [
  ['predict', 'resnet20', '--image', picture, '--weights', file('long')],
  ['predict', 'resnet20', '--image', picture, '--weights', file('nan')],
  ['predict', 'resnet20', '--weights', file('long'), '--input', file('long'), '--output', file('y')],
  ['segment', 'fcn8s_mini', picture, '--weights', file('long')],
  ['segment', 'fcn8s_mini', picture, '--weights', 'x', '--size', LONG],
  ['segment', 'fcn8s_mini', picture, '--weights', 'x', '--window', LONG],
  ['detect', 'yolo_mini', picture, '--weights', file('long')],
  ['detect', 'rcnn_mini', picture, '--heads', file('long')],
  ['detect', 'yolo_mini', picture, '--score', LONG],
  ['summary', LONG],
  ['summary', 'alexnet', '--input', LONG],
  ['list', LONG],
  ['list', `--${LONG}`],
  ['list', `--json=${LONG}`],
  ['conv', '--input', LONG, '--kernel', '3'],
  ['conv', '--input', '3', '--kernel', '3', '--padding', LONG],
  ['data', LONG],
  ['reset', LONG],
  [LONG],
];
for (const args of calls) {
  test(`a short message: ${args.map(arg => arg.replace(`${folder}/`, '').slice(0, 20)).join(' ')}`, async () => {
    const { code, errors } = await convnets(...args);
    assert.ok(code === 1 || code === 2);
    assert.ok(errors.length < 1500, `${errors.length} letters`);
    assert.match(errors, /x{70}…|holds no heads of regions/);
  });
}

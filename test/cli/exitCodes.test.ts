import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { commands } from '../../lib/cli/main';
import { repositoryRoot } from '../../lib/datasets/repositoryRoot';
import { cifarResnet } from '../../lib/models';
import { convnets, convnetsProcess, filledCheckpoint, save, temporaryFolder } from './support';

const folder = temporaryFolder();
const file = (name: string): string => join(folder, name);
const picture = join(repositoryRoot(), 'data', 'photographs', 'astronaut.png');
const shipped = (name: string): string => join(repositoryRoot(), 'data', 'weights', `${name}.safetensors`);

before(async () => {
  await save(folder, 'w', filledCheckpoint(cifarResnet(20)));
  writeFileSync(file('text.png'), 'no picture');
  writeFileSync(file('names.txt'), 'one\n');
});

const W = file('w.safetensors');

/** What scripts rely on: 0 done, 1 it could not be done, 2 the call is wrong. */
const codes: Readonly<Record<string, Readonly<Record<0 | 1 | 2, readonly string[]>>>> = {
  list: { 0: ['', '--json', '--help'], 1: [], 2: ['--jso', 'networks', '--json=yes'] },
  summary: {
    0: ['alexnet', 'alexnet --json'],
    1: ['vgg11 --input 8x8x3'],
    2: ['', 'alexnett', 'alexnet --input 8', 'alexnet vgg11', '--input'],
  },
  conv: { 0: ['--input 5 --kernel 3'], 1: ['--input 2 --kernel 3'], 2: ['', '--input 5', '--input x --kernel 3'] },
  predict: {
    0: [`resnet20 --weights ${W} --image ${picture}`],
    1: [
      `resnet20 --weights ${W} --image ${file('none.png')}`,
      `resnet20 --weights ${W} --image ${file('text.png')}`,
      `resnet20 --weights ${file('none')} --image ${picture}`,
      `resnet20 --weights ${W} --image ${picture} --classes ${file('names.txt')}`,
    ],
    2: [
      '',
      'resnet20',
      `resnet21 --weights ${W} --image ${picture}`,
      `resnet20 --weights ${W}`,
      `inception --weights ${W} --image ${picture}`,
    ],
  },
  segment: {
    0: [`fcn8s_mini ${picture} --weights ${shipped('fcn8s_mini')} --size 64`],
    1: [`fcn8s_mini ${file('none.png')} --weights ${shipped('fcn8s_mini')}`, `fcn8s_mini ${picture} --weights ${W}`],
    2: ['', `fcn8s_mini ${picture}`, `alexnet ${picture} --weights ${W}`, `fcn8s ${picture} --weights ${W} --size 0`],
  },
  detect: {
    0: [`yolo_mini ${picture}`],
    1: [`yolo_mini ${file('none.png')}`, `yolo_mini ${picture} --weights ${W}`],
    2: ['', 'yolo_mini', `alexnet ${picture}`, `yolo ${picture}`, `yolo_mini ${picture} --score high`],
  },
  data: { 0: ['--help'], 1: [], 2: ['', 'cifar100', 'cifar10 twice'] },
  reset: { 0: ['--help'], 1: [], 2: ['', 'countng', 'counting --keep'] },
};

test('every command is in the table', () => {
  assert.deepEqual(Object.keys(codes).sort(), Object.keys(commands).sort());
});

for (const [name, expected] of Object.entries(codes)) {
  for (const code of [0, 1, 2] as const) {
    for (const args of expected[code]) {
      test(`${code}: convnets ${name} ${args.replaceAll(`${folder}/`, '')}`, async () => {
        const { code: found, printed, errors } = await convnets(name, ...args.split(' ').filter(word => word !== ''));
        assert.equal(found, code, errors);
        // What went wrong goes to standard error, and nothing else does.
        assert.deepEqual([printed !== '', errors !== ''], [code === 0, code > 0]);
        assert.doesNotMatch(errors, /\n {4}at /);
      });
    }
  }
}

for (const [args, code] of [
  [['--help'], 0],
  [['conv', '--input', '2', '--kernel', '3'], 1],
  [['conv', '--input', '2'], 2],
  [['nothing'], 2],
  [['doctor', '--help'], 0],
  [['doctor', '--all'], 2],
] as const) {
  test(`${code}: the process of convnets ${args.join(' ')}`, () => {
    assert.equal(convnetsProcess(...args).code, code);
  });
}

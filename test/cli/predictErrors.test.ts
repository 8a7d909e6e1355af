import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { cifarResnet } from '../../lib/models';
import { filled } from '../support/fill';
import { codeFor, convnets, convnetsProcess, filledCheckpoint, save, temporaryFolder } from './support';

const folder = temporaryFolder();
const file = (name: string): string => join(folder, name);
const image = join(__dirname, '..', '..', 'data', 'photographs', 'astronaut.png');

const tensor = (shape: number[]) => ({ shape, data: filled('input', shape) });

before(async () => {
  await save(folder, 'w', filledCheckpoint(cifarResnet(20)));
  await save(folder, 'x', new Map([['input', tensor([1, 3, 32, 32])]]));
  await save(folder, 'last', new Map([['input', tensor([1, 32, 32, 3])]]));
  await save(folder, 'flat', new Map([['input', tensor([3, 32, 32])]]));
  await save(folder, 'empty', new Map([['input', tensor([0, 3, 32, 32])]]));
  await save(folder, 'low', new Map([['input', tensor([1, 3, 0, 32])]]));
  await save(folder, 'named', new Map([['image', tensor([1, 3, 32, 32])]]));
  await save(folder, 'nothing', new Map());
  writeFileSync(file('three.txt'), 'cat\ndog\nbird\n');
  writeFileSync(file('none.txt'), '');
  writeFileSync(file('one.txt'), 'cat\n');
  writeFileSync(file('text.png'), 'no picture');
});

const W = ['--weights', file('w.safetensors')];
const Y = ['--output', file('y.safetensors')];
const input = (name: string): string[] => [...W, '--input', file(`${name}.safetensors`), ...Y];

/** Name of the case, arguments after `predict`, the first line on standard error. */
const errors: readonly (readonly [string, readonly string[], string])[] = [
  ['no name', [], 'predict: NAME is missing.'],
  [
    'an unknown name',
    ['resnet19', ...input('x')],
    'There is no network "resnet19". Did you mean "resnet18"? All names: npx convnets list',
  ],
  ['no weights', ['resnet20', '--image', image], 'predict: --weights is missing.'],
  ['neither tensor nor image', ['resnet20', ...W], 'predict: --input or --image is missing.'],
  ['both', ['resnet20', ...input('x'), '--image', image], 'predict: --input does not go with --image.'],
  [
    'an output with an image',
    ['resnet20', ...W, ...Y, '--image', image],
    'predict: --output does not go with --image.',
  ],
  [
    'names of classes with a tensor',
    ['resnet20', ...input('x'), '--classes', file('three.txt')],
    'predict: --classes does not go with --input.',
  ],
  ['no output', ['resnet20', ...W, '--input', file('x.safetensors')], 'predict: --output is missing.'],
  [
    'a tensor of another name',
    ['resnet20', ...input('named')],
    `predict: ${file('named.safetensors')} has no tensor "input". It holds "image".`,
  ],
  [
    'a file without tensors',
    ['resnet20', ...input('nothing')],
    `predict: ${file('nothing.safetensors')} has no tensor "input". It holds none.`,
  ],
  [
    'an image without a batch',
    ['resnet20', ...input('flat')],
    'predict: the tensor "input" must have the shape [n, channels, height, width]. Received [3, 32, 32].',
  ],
  [
    'an empty batch',
    ['resnet20', ...input('empty')],
    'predict: the tensor "input" must have the shape [n, channels, height, width], and n must not be 0. Received [0, 3, 32, 32].',
  ],
  [
    'images without height',
    ['resnet20', ...input('low')],
    'predict: the tensor "input" must have the shape [n, channels, height, width], and height must not be 0. Received [1, 3, 0, 32].',
  ],
  [
    'channels last',
    ['resnet20', ...input('last')],
    'predict: the weights take images of 3 channels. Received 32. A tensor must be in the order [n, channels, height, width].',
  ],
  [
    'weights that are not there',
    ['resnet20', '--weights', file('none.safetensors'), '--image', image],
    `safetensors "${file('none.safetensors')}": there is no such file. Looked for ${file('none.safetensors')}: check the path.`,
  ],
  [
    'weights of another network',
    ['resnet32', ...input('x')],
    'loadStateDict "resnet32": the weights do not fit the network; nothing was changed.',
  ],
  [
    'a folder for the output that is not there',
    ['resnet20', ...W, '--input', file('x.safetensors'), '--output', file(join('none', 'y.safetensors'))],
    `predict: ${file(join('none', 'y.safetensors'))}: there is no folder ${file('none')}. Make it first.`,
  ],
  [
    'an image that is not there',
    ['resnet20', ...W, '--image', file('none.png')],
    `predict: ${file('none.png')}: there is no such file. Check the path.`,
  ],
  [
    'a folder for an image',
    ['resnet20', ...W, '--image', folder],
    `predict: ${folder}: the file cannot be read: it is a folder (EISDIR). Check the path.`,
  ],
  [
    'an image that is none',
    ['resnet20', ...W, '--image', file('text.png')],
    `${file('text.png')} is neither a PNG nor a JPEG: its first bytes are 6e6f2070. Save it as one of these.`,
  ],
  [
    'an image for a part of a network',
    ['inception', ...W, '--image', image],
    'predict: "inception" is a part of a network and takes no image. Give it a tensor with --input.',
  ],
  [
    'too few names of classes',
    ['resnet20', ...W, '--image', image, '--classes', file('three.txt')],
    `predict: ${file('three.txt')} has 3 lines, and the network has 10 classes.`,
  ],
  [
    'one name of a class',
    ['resnet20', ...W, '--image', image, '--classes', file('one.txt')],
    `predict: ${file('one.txt')} has 1 line, and the network has 10 classes.`,
  ],
  [
    'an empty file for names of classes',
    ['resnet20', ...W, '--image', image, '--classes', file('none.txt')],
    `predict: ${file('none.txt')} has 0 lines, and the network has 10 classes.`,
  ],
];
for (const [name, args, message] of errors) {
  test(`predict refuses ${name}`, async () => {
    const { code, printed, errors } = await convnets('predict', ...args);
    assert.deepEqual([code, printed], [codeFor(errors), '']);
    const [first, ...rest] = errors.split('\n');
    assert.equal(first, message);
    assert.ok(!rest.some(line => /^\s+at /.test(line)), 'no stack');
  });
}

test('weights that do not fit are listed', async () => {
  const { errors } = await convnets('predict', 'plain32', ...input('x'));
  // Two blocks more in each of three stages, each of two convolutions and two normalizations of four arrays: 6 · (2 + 8).
  assert.match(errors, /\n {2}60 missing: layer1\.3\.conv1\.weight \[16, 16, 3, 3\]; /);
});

test('a refused call ends the process with its message alone', () => {
  const { code, printed, errors } = convnetsProcess('predict', 'resnet20', ...W, '--image', file('none.png'));
  const message = `predict: ${file('none.png')}: there is no such file. Check the path.\n`;
  assert.deepEqual({ code, printed, errors }, { code: 1, printed: '', errors: message });
});

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSafetensors } from '../../lib/checkpoints/files';
import { cifarResnet, fcn_resnet50, googlenet, resnet18 } from '../../lib/models';
import { at, floatAt, type NamedArrays } from '../../lib/spec';
import { assertClose } from '../support/assertClose';
import { filled } from '../support/fill';
import { readGolden } from '../support/golden';
import { convnets, convnetsProcess, filledCheckpoint, save, temporaryFolder } from './support';

const folder = temporaryFolder();
const outputPath = join(folder, 'output.safetensors');

interface Golden {
  readonly input: readonly number[];
  readonly outputShape: number[];
  readonly outputStride: number;
  readonly output: number[];
}

/** Reference file → the checkpoint, with auxiliary heads where torchvision's have them. */
const CHECKPOINTS: Readonly<Record<string, (inputShape: readonly number[]) => NamedArrays>> = {
  resnet18: inputShape => filledCheckpoint(resnet18(), inputShape),
  googlenet: inputShape => filledCheckpoint(googlenet({ auxiliary: true }), inputShape),
  fcn_resnet50: inputShape => filledCheckpoint(fcn_resnet50({ auxiliary: true }), inputShape),
};

for (const [name, checkpoint] of Object.entries(CHECKPOINTS)) {
  test(`predict ${name}: a checkpoint and a tensor give PyTorch's output`, async () => {
    const { input, outputShape, outputStride, output } = readGolden<Golden>(name);
    const [channels, height, width] = [at(input, 1), at(input, 2), at(input, 3)];
    const weights = await save(folder, 'weights', checkpoint([height, width, channels]));
    const images = await save(folder, 'images', new Map([['input', { shape: input, data: filled('input', input) }]]));
    const files = ['--weights', weights, '--input', images, '--output', outputPath];
    const { code, printed, errors } = convnetsProcess('predict', name, ...files);
    assert.equal(code, 0, errors);
    assert.equal(printed, `${outputPath}: "output" [${outputShape.join(', ')}]\n`);
    const tensors = await readSafetensors(outputPath);
    assert.deepEqual([...tensors.keys()], ['output']);
    const found = tensors.get('output');
    assert.deepEqual(found?.shape, outputShape);
    const sampled = found?.data.filter((_, i) => i % outputStride === 0) ?? [];
    assertClose(sampled.slice(0, output.length), output, 1e-4, name);
  });
}

test('a batch gives what its images give one by one', async () => {
  const net = cifarResnet(20);
  const weights = await save(folder, 'resnet20', filledCheckpoint(net));
  const run = async (shape: number[], data: Float32Array): Promise<Float32Array> => {
    const images = await save(folder, 'batch', new Map([['input', { shape, data }]]));
    const files = ['--weights', weights, '--input', images, '--output', outputPath];
    assert.equal((await convnets('predict', 'resnet20', ...files)).errors, '');
    return (await readSafetensors(outputPath)).get('output')?.data ?? new Float32Array();
  };
  const images = filled('input', [35, 3, 32, 32]);
  const all = await run([35, 3, 32, 32], images);
  assert.equal(all.length, 350);
  for (const i of [0, 34]) {
    const one = await run([1, 3, 32, 32], images.slice(i * 3072, (i + 1) * 3072));
    one.forEach((value, label) => {
      assert.ok(Math.abs(value - floatAt(all, i * 10 + label)) < 1e-5, `image ${i}, class ${label}`);
    });
  }
});

/** torchvision 0.29.1 with Pillow 13.0.0, the weights filled from their names: classes and probabilities in percent. */
const TOP_FIVE: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  'chelsea.png': [
    [202, 0.564],
    [719, 0.513],
    [591, 0.463],
    [171, 0.424],
    [308, 0.372],
  ],
  'astronaut.png': [
    [202, 1.541],
    [719, 1.416],
    [591, 1.367],
    [810, 1.08],
    [171, 1.041],
  ],
};

test("predict with an image prints torchvision's top five", async () => {
  const weights = await save(folder, 'resnet18', filledCheckpoint(resnet18()));
  const names = join(folder, 'names.txt');
  writeFileSync(names, Array.from({ length: 1000 }, (_, i) => `name ${i}\n`).join(''));
  for (const [file, expected] of Object.entries(TOP_FIVE)) {
    const image = join(__dirname, '..', '..', 'data', 'photographs', file);
    const { printed, errors } = await convnets(
      'predict',
      'resnet18',
      '--weights',
      weights,
      '--image',
      image,
      '--classes',
      names,
    );
    assert.equal(errors, '');
    const [title, ...lines] = printed.split('\n');
    assert.equal(title, `${image}: resnet18, probability`);
    const found = lines.map(line => /^ +([\d.]+) % +(\d+) {2}name (\d+)$/.exec(line) ?? []);
    assert.deepEqual(
      found.map(([, , label, name]) => [Number(label), Number(name)]),
      expected.map(([label]) => [label, label]),
    );
    found.forEach(([, percent], i) => {
      const [, share] = at(expected, i);
      assert.ok(Math.abs(Number(percent) - share) <= 0.01, `${percent}, expected ${share}`);
    });
  }
});

test('CIFAR networks name their ten classes, other classes have numbers', async () => {
  const image = join(__dirname, '..', '..', 'data', 'photographs', 'astronaut.png');
  const named = await save(folder, 'ten', filledCheckpoint(cifarResnet(20)));
  const { printed } = await convnets('predict', 'resnet20', '--weights', named, '--image', image);
  const names = 'airplane automobile bird cat deer dog frog horse ship truck'.split(' ');
  const lines = printed.split('\n').slice(1);
  assert.equal(lines.length, 5);
  for (const line of lines) {
    const [, label = '', name] = /^ *[\d.]+ % +(\d) {2}(\w+)$/.exec(line) ?? [];
    assert.equal(name, names[Number(label)], line);
  }
  const seven = await save(folder, 'seven', filledCheckpoint(cifarResnet(20, { numClasses: 7 })));
  const unnamed = await convnets('predict', 'resnet20', '--weights', seven, '--image', image);
  for (const line of unnamed.printed.split('\n').slice(1)) assert.match(line, /^ *[\d.]+ % +\d$/);
});

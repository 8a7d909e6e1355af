import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSafetensors, writeSafetensors } from '../../lib/checkpoints/files';
import { repositoryRoot } from '../../lib/datasets/repositoryRoot';
import { cifarResnet } from '../../lib/models';
import { at, lookUp, type NamedArrays } from '../../lib/spec';
import { filled } from '../support/fill';
import { convnets, filledCheckpoint, save, temporaryFolder } from './support';

const folder = temporaryFolder();
const photograph = join(repositoryRoot(), 'data', 'photographs', 'astronaut.png');
const weightsOf = (name: string): string => join(repositoryRoot(), 'data', 'weights', `${name}.safetensors`);

/** A copy of tensors in which one value of one of them is another. */
function withValue(tensors: NamedArrays, name: string, place: number, value: number): NamedArrays {
  const entry = lookUp(tensors, name);
  const data = Float32Array.from(entry.data);
  data[place] = value;
  return new Map([...tensors, [name, { ...entry, data }]]);
}

const remedy = 'Nothing can be computed with it: get the file again, or train again with a smaller learning rate.';

/** Network, a tensor of its shipped weights, what stands before and behind the path of the weights. */
const cases: readonly (readonly [string, string, readonly string[], number])[] = [
  ['resnet20', 'layer2.0.conv1.weight', ['predict', 'resnet20', '--image', photograph, '--weights'], Number.NaN],
  [
    'fcn8s_mini',
    'conv1_1.bn.running_var',
    ['segment', 'fcn8s_mini', photograph, '--weights'],
    Number.POSITIVE_INFINITY,
  ],
  ['yolo_mini', 'predictions.weight', ['detect', 'yolo_mini', photograph, '--weights'], Number.NaN],
  ['rcnn_mini-heads', 'classifier.weight', ['detect', 'rcnn_mini', photograph, '--heads'], Number.NEGATIVE_INFINITY],
];
for (const [name, tensor, args, value] of cases) {
  test(`${at(args, 0)} refuses ${value} in ${name}`, async () => {
    const path = join(folder, `${name}.safetensors`);
    const tensors = await readSafetensors(weightsOf(name));
    const metadata = new Map(Object.entries(metadataOf(weightsOf(name))));
    await writeSafetensors(path, withValue(tensors, tensor, 0, value), { metadata });
    const { code, printed, errors } = await convnets(...args, path);
    const { length } = lookUp(tensors, tensor).data;
    assert.deepEqual([code, printed], [1, '']);
    assert.equal(
      errors,
      `${at(args, 0)}: ${path}: the tensor "${tensor}" holds ${value}, in place 0 of ${length}. ${remedy}`,
    );
  });
}

/** Makes of weights numbers whose sums of products leave the range of float32. */
const huge = (name: string) => (value: number) => (name.endsWith('.weight') ? 1e30 * value : value);

function metadataOf(path: string): Record<string, string> {
  const bytes = readFileSync(path);
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + Number(bytes.readBigUInt64LE(0))));
  return header.__metadata__ ?? {};
}

test('predict refuses an input that is no number, and writes nothing', async () => {
  const weights = await save(folder, 'fine', filledCheckpoint(cifarResnet(20)));
  const shape = [1, 3, 32, 32];
  const images = new Map([['input', { shape, data: filled('input', shape) }]]);
  const input = await save(folder, 'input', withValue(images, 'input', 0, Number.NaN));
  const output = join(folder, 'y.safetensors');
  const { code, errors } = await convnets(
    'predict',
    'resnet20',
    '--weights',
    weights,
    '--input',
    input,
    '--output',
    output,
  );
  assert.equal(code, 1);
  assert.equal(errors, `predict: ${input}: the tensor "input" holds NaN, in place 0 of 3072. ${remedy}`);
});

test('a variance below zero is refused', async () => {
  const tensors = filledCheckpoint(cifarResnet(20));
  const path = await save(folder, 'negative', withValue(tensors, 'bn1.running_var', 0, -1));
  const { code, printed, errors } = await convnets('predict', 'resnet20', '--weights', path, '--image', photograph);
  assert.deepEqual([code, printed], [1, '']);
  assert.equal(
    errors,
    `predict: ${path}: the tensor "bn1.running_var" holds variances, which are never negative. Received -1. Get the file again.`,
  );
});

test('predict refuses weights that are numbers and lead to none', async () => {
  const tensors = filledCheckpoint(cifarResnet(20));
  const large = new Map([...tensors].map(([name, entry]) => [name, { ...entry, data: entry.data.map(huge(name)) }]));
  const path = await save(folder, 'huge', large);
  const { code, printed, errors } = await convnets('predict', 'resnet20', '--weights', path, '--image', photograph);
  assert.deepEqual([code, printed], [1, '']);
  assert.equal(
    errors,
    `predict: the output of resnet20 holds NaN: the weights in ${path} are numbers, but lead to none. Get the file again, or train again with a smaller learning rate.`,
  );
});

test('names of classes: a mark, ends of lines as in Windows, another encoding', async () => {
  const weights = await save(folder, 'classes', filledCheckpoint(cifarResnet(20, { numClasses: 2 })));
  const names = join(folder, 'names.txt');
  const call = () => convnets('predict', 'resnet20', '--weights', weights, '--image', photograph, '--classes', names);
  writeFileSync(names, '\ufeffcat\r\ndog\r\n\r\n');
  assert.deepEqual((await call()).printed.match(/ {2}(cat|dog)$/gm)?.sort(), ['  cat', '  dog']);
  writeFileSync(names, `\u001b[31mcat\n${'d'.repeat(5_000_000)}\n`);
  assert.match((await call()).printed, / {2}\\u001b\[31mcat$/m);
  assert.ok((await call()).printed.length < 500);
  writeFileSync(names, Buffer.from('\ufeffcat\ndog\n', 'utf16le'));
  assert.equal(
    (await call()).errors,
    `predict: ${names} is no text in UTF-8. It is in UTF-16. Open it in an editor, and save it as UTF-8.`,
  );
});

test('segment refuses weights that are numbers and lead to none', async () => {
  const tensors = await readSafetensors(weightsOf('fcn8s_mini'));
  const path = join(folder, 'fcn-huge.safetensors');
  await writeSafetensors(
    path,
    new Map([...tensors].map(([name, { shape, data }]) => [name, { shape, data: data.map(huge(name)) }])),
  );
  const { code, printed, errors } = await convnets('segment', 'fcn8s_mini', photograph, '--weights', path);
  assert.deepEqual([code, printed], [1, '']);
  assert.match(
    errors,
    /^segment: the scores of the model "fcn8s_mini" must be numbers\. Received (NaN|-?Infinity)\. Load its weights again,/,
  );
});

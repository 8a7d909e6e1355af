import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { analyze } from '../../lib/arithmetic';
import { main } from '../../lib/cli/main';
import { PLAIN } from '../../lib/cli/paint';
import { summaryTable } from '../../lib/cli/summaryTable';
import { cutInTheMiddle, wrapped } from '../../lib/cli/wrap';
import { registry } from '../../lib/models';
import { Graph } from '../../lib/spec';
import { readGolden } from '../support/golden';
import { codeFor, convnets, convnetsProcess } from './support';

/** [32, 32, 40] → normalization 2 · 40, convolution 40 · 20 weights on 32 · 32 places, pool: worked by hand. */
const TRANSITION = `transition  input 32×32×40

layer  operation             output  parameters     MACs  receptive field
─────────────────────────────────────────────────────────────────────────
input                      32×32×40
bn1    batchNormalization  32×32×40          80                       1×1
relu                       32×32×40                                   1×1
conv1  conv2d              32×32×20         800  819,200              1×1
averagePooling2d           16×16×20                                   2×2
─────────────────────────────────────────────────────────────────────────
parameters             880      880  3.52 kB as float32
moving statistics       80       80  320 B as float32
MACs               819,200    819 k  multiplications, one example
activations        148,480    148 k  594 kB, all outputs of one example

part of a network, notebook densenet
Huang, Densely Connected Convolutional Networks, 2016
https://arxiv.org/abs/1608.06993`;

test('summary prints layers and totals', async () => {
  assert.deepEqual(await convnets('summary', 'transition'), { code: 0, printed: TRANSITION, errors: '' });
});

test('summary names the paper, the notebook, and the counts that others publish', async () => {
  const { printed } = await convnets('summary', 'fcn_resnet50');
  assert.deepEqual(printed.split('\n').slice(-5), [
    'segmenter, notebook fcn-segmentation',
    'Long, Fully Convolutional Networks for Semantic Segmentation, 2014',
    'https://arxiv.org/abs/1411.4038',
    'published: 35,322,218 parameters (torchvision)',
    '  with the auxiliary head, which only training uses',
  ]);
});

test('numbers end in the same column', async () => {
  const { printed } = await convnets('summary', 'resnet18');
  const [, , header = '', , ...lines] = printed.split('\n');
  const end = header.indexOf('parameters') + 'parameters'.length;
  const column = lines
    .slice(
      0,
      lines.findIndex(line => line.startsWith('──')),
    )
    .map(line => line.slice(end - 11, end));
  const numbers = column.map(text => text.trim()).filter(text => text !== '');
  for (const text of column) assert.equal(text, text.trim().padStart(text.length));
  const sum = numbers.reduce((total, text) => total + Number(text.replaceAll(',', '')), 0);
  assert.equal(sum, 11_689_512);
});

test('layers are indented by their path, and a block is named once', async () => {
  const { printed } = await convnets('summary', 'resnet18');
  const names = printed.split('\n').map(line => /^( *\S+)/.exec(line)?.[1] ?? '');
  const start = names.indexOf('layer2');
  assert.deepEqual(names.slice(start, start + 14), [
    'layer2',
    '  layer2.0',
    '    conv1',
    '    bn1',
    '    relu',
    '    conv2',
    '    bn2',
    '    downsample',
    '      0',
    '      1',
    '    add',
    '    relu_2',
    '  layer2.1',
    '    conv1',
  ]);
  const [, , , , , first, second] = (await convnets('summary', 'googlenet_paper')).printed.split('\n');
  assert.match(`${first}\n${second}`, /^conv1 +conv2d .*\n {2}relu /);
});

test('every network fits eighty columns, its numbers in full', async () => {
  for (const name of Object.keys(registry)) {
    const { printed } = await convnets('summary', name);
    const longest = Math.max(...printed.split('\n').map(line => line.length));
    assert.ok(longest <= 80, `${name}: ${longest}`);
    assert.ok(!printed.includes('…'), name);
  }
});

test('a narrow terminal gets short headings, a wide one gets them in full', async () => {
  const lines = async (columns: number): Promise<string[]> => {
    const texts: string[] = [];
    await main(['summary', 'vgg16'], { print: text => texts.push(text), printError: assert.fail, columns });
    return texts.join('\n').split('\n');
  };
  const [narrow, wide] = [await lines(80), await lines(120)];
  assert.equal(narrow[0], 'vgg16  input 224×224×3  field: receptive field');
  assert.equal(narrow[2], 'layer   operation                     output  parameters          MACs   field');
  assert.equal(
    narrow.find(line => line.startsWith('avgpool')),
    'avgpool adaptiveAveragePooling2d     7×7×512                           212×212',
  );
  assert.deepEqual(narrow.slice(-5, -3), [
    'Simonyan, Very Deep Convolutional Networks for Large-Scale Image Recognition,',
    '  2014',
  ]);
  assert.equal(wide[0], 'vgg16  input 224×224×3');
  assert.match(wide[2] ?? '', /^layer {4}operation .* {2}receptive field$/);
  assert.match(wide.find(line => line.startsWith('flatten')) ?? '', / {2}whole input$/);
  assert.equal(wide.at(-4), 'Simonyan, Very Deep Convolutional Networks for Large-Scale Image Recognition, 2014');
});

test('long names are cut in the middle, and keep their place', () => {
  const g = new Graph('long', [224, 224, 3]);
  const x = g.conv2d(g.input(), { filters: 64, kernelSize: 3 }, `stage.${'first'.repeat(9)}Convolution`);
  const net = g.build(g.batchNormalization(x, {}, 'stage.norm'));
  const lines = summaryTable(net, analyze(net), { paint: PLAIN, width: 80 }).split('\n');
  assert.ok(lines.every(line => line.length <= 80));
  const conv = lines.find(line => line.includes('conv2d')) ?? '';
  assert.match(conv, /^ {2}firstfi\w*…\w*olution +conv2d +222×222×64 /);
});

test('text is wrapped between words, and an address stays whole', () => {
  const address = 'https://example.org/a-long-address';
  assert.equal(
    wrapped(`one two three\n  four five six\n${address}`, 10),
    `one two\n  three\n  four\n    five\n    six\n${address}`,
  );
  assert.equal(cutInTheMiddle('    convolution', 10), '    con…on');
  assert.equal(cutInTheMiddle('short', 10), 'short');
});

test('colours do not change the text, and appear only where they are asked for', async () => {
  const texts: string[] = [];
  const output = { print: (text: string) => texts.push(text), printError: assert.fail, colors: true };
  await main(['summary', 'alexnet_paper'], output);
  const { printed } = await convnets('summary', 'alexnet_paper');
  const codes = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');
  assert.ok(codes.test(texts[0] ?? ''));
  assert.equal(texts[0]?.replaceAll(codes, ''), printed);
  assert.ok(!printed.includes(String.fromCharCode(27)));
});

interface Json {
  readonly name: string;
  readonly inputShape: number[];
  readonly layers: readonly Record<string, unknown>[];
  readonly totals: Record<string, number>;
}

const golden = readdirSync(join(__dirname, '..', 'golden')).map(file => file.replace(/\.json$/, ''));

for (const name of golden.filter(file => Object.hasOwn(registry, file) && 'params' in readGolden<object>(file))) {
  test(`summary ${name} --json has PyTorch's parameters, at the input size of the reference`, async () => {
    const { input, params } = readGolden<{ input: number[]; params: number }>(name);
    const [, channels, height, width] = input;
    const { printed } = await convnets('summary', name, '--json', '--input', `${height}x${width}x${channels}`);
    const json: Json = JSON.parse(printed);
    assert.deepEqual([json.name, json.inputShape, json.totals.params], [name, [height, width, channels], params]);
  });
}

test('summary --json has a record for each layer', async () => {
  const { code, printed } = convnetsProcess('summary', 'alexnet', '--json');
  const { layers, totals }: Json = JSON.parse(printed);
  assert.equal(code, 0);
  const { name, torchName, op, outputShape, params, macs, receptiveField } = layers[1] ?? {};
  assert.deepEqual(
    { name, torchName, op, outputShape, params, macs, receptiveField },
    {
      name: 'features.0',
      torchName: 'features.0',
      op: 'conv2d',
      outputShape: [55, 55, 64],
      params: 64 * 3 * 11 * 11 + 64,
      macs: 55 * 55 * 64 * 3 * 11 * 11,
      receptiveField: { size: 11, stride: 4, start: 0.5 + 5 - 2 },
    },
  );
  assert.equal(layers.at(-1)?.receptiveField, null);
  assert.deepEqual(Object.keys(totals), ['params', 'movingStatistics', 'macs', 'activations']);
});

const errors: readonly (readonly [string, readonly string[], RegExp])[] = [
  [
    'an unknown name',
    ['resnet19'],
    /^There is no network "resnet19"\. Did you mean "resnet18"\? All names: npx convnets list$/,
  ],
  ['a name like no other', ['x'], /^There is no network "x"\. All names: npx convnets list$/],
  ['a name that every object has', ['toString'], /^There is no network "toString"\./],
  ['a missing name', [], /^summary: NAME is missing\.\nUsage: npx convnets summary NAME /],
  ['a second name', ['vgg11', 'vgg13'], /^summary: "vgg13" is one word too many\.\nUsage: /],
  [
    'an unknown option',
    ['vgg11', '--inptu', '3'],
    /^summary: there is no option --inptu\. Did you mean --input\?\nUsage: /,
  ],
  ['a short option', ['vgg11', '-j'], /^summary: there is no option -j\.\nUsage: /],
  ['a value that is missing', ['vgg11', '--input'], /^summary: --input needs a value\.\nUsage: /],
  ['an option where a value should be', ['vgg11', '--input', '--json'], /^summary: --input needs a value\.\nUsage: /],
  ['a value where none belongs', ['vgg11', '--json=1'], /^summary: --json takes no value\. Received "1"\.\nUsage: /],
  [
    'a shape of two numbers',
    ['vgg11', '--input', '224x224'],
    /^summary: --input must be HEIGHTxWIDTHxCHANNELS, such as 224x224x3\. Received "224x224"\.\nUsage: /,
  ],
  [
    'an input that is too small',
    ['vgg11', '--input', '8x8x3'],
    /^maxPooling2d "features\.\d+": poolSize 2 does not fit input height 1/,
  ],
];
for (const [name, args, message] of errors) {
  test(`${name} is refused`, async () => {
    const { code, printed, errors } = await convnets('summary', ...args);
    assert.deepEqual([code, printed], [codeFor(errors), '']);
    assert.match(errors, message);
  });
}

test('a refused call ends the process with its message alone', () => {
  const { code, printed, errors } = convnetsProcess('summary', 'ResNet-18');
  assert.deepEqual(
    { code, printed, errors },
    {
      code: 2,
      printed: '',
      errors: 'There is no network "ResNet-18". Did you mean "resnet18"? All names: npx convnets list\n',
    },
  );
});

test('--help prints the usage', async () => {
  const usage = 'Usage: npx convnets summary NAME [--input HEIGHTxWIDTHxCHANNELS] [--json]';
  assert.deepEqual(await convnets('summary', '--help'), { code: 0, printed: usage, errors: '' });
});

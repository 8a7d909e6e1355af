import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze } from '../../lib/arithmetic';
import * as models from '../../lib/models';
import type { NetworkSpec } from '../../lib/spec';

/** Trainable parameters: torchvision 0.29.1 for its own models, otherwise the paper or form that the name says. */
const PARAMETERS: readonly (readonly [string, NetworkSpec, number])[] = [
  ['AlexNet, torchvision', models.alexnet(), 61_100_840],
  ['AlexNet, one tower (source note)', models.alexnet_paper(), 62_378_344],
  ['AlexNet, two towers (paper)', models.alexnet_two_tower(), 60_965_224],
  ['VGG-11', models.vgg11(), 132_863_336],
  ['VGG-13', models.vgg13(), 133_047_848],
  ['VGG-16', models.vgg16(), 138_357_544],
  ['VGG-19', models.vgg19(), 143_667_240],
  ['VGG-11 BN', models.vgg11_bn(), 132_868_840],
  ['VGG-13 BN', models.vgg13_bn(), 133_053_736],
  ['VGG-16 BN', models.vgg16_bn(), 138_365_992],
  ['VGG-19 BN', models.vgg19_bn(), 143_678_248],
  ['VGG for CIFAR (source note)', models.vgg16_cifar(), 15_245_130],
  ['GoogLeNet, torchvision', models.googlenet(), 6_624_904],
  ['GoogLeNet with auxiliary heads, torchvision', models.googlenet({ auxiliary: true }), 13_004_888],
  ['GoogLeNet, true 5×5 with biases', models.googlenet_paper(), 6_998_552],
  ['Inception 3a (source note)', models.inception(), 163_696],
  ['ResNet-18', models.resnet18(), 11_689_512],
  ['ResNet-34', models.resnet34(), 21_797_672],
  ['ResNet-50', models.resnet50(), 25_557_032],
  ['ResNet-101', models.resnet101(), 44_549_160],
  ['ResNet-152', models.resnet152(), 60_192_808],
  ['ResNet-50, stride on the first 1×1', models.resnet50_paper(), 25_557_032],
  ['CIFAR ResNet-20 A', models.cifarResnet(20), 269_722],
  ['CIFAR ResNet-32 A', models.cifarResnet(32), 464_154],
  ['CIFAR ResNet-44 A', models.cifarResnet(44), 658_586],
  ['CIFAR ResNet-56 A', models.cifarResnet(56), 853_018],
  ['CIFAR ResNet-110 A', models.cifarResnet(110), 1_727_962],
  // Two projections more: 16·32 + 2·32 and 32·64 + 2·64.
  ['CIFAR ResNet-20 B', models.cifarResnet(20, { shortcut: 'B' }), 269_722 + 576 + 2_176],
  ['CIFAR plain-20', models.cifarPlain(20), 269_722],
  ['Basic block, same shape (source note)', models.basic_block(), 4_672],
  ['Basic block, down (source note)', models.basic_block({ filters: 32, strides: 2 }), 14_528],
  ['DenseNet-121', models.densenet121(), 7_978_856],
  ['DenseNet-161', models.densenet161(), 28_681_000],
  ['DenseNet-169', models.densenet169(), 14_149_480],
  ['DenseNet-201', models.densenet201(), 20_013_928],
  ['DenseNet (40, 12) (source note)', models.densenet_cifar(), 1_059_298],
  ['DenseNet (40, 12) (paper)', models.densenet_40_12(), 1_019_722],
  ['DenseNet-BC (100, 12)', models.densenet_bc_100_12(), 769_162],
  ['DenseNet-BC (190, 40)', models.densenet_bc_190_40(), 25_624_430],
  ['Transition (source note)', models.transition(), 880],
  // Normalization 2·24, convolution 3·3·24·12.
  ['Single layer (source note)', models.single_layer(), 48 + 2_592],
  [
    'AlexNet for CIFAR',
    models.alexnet_mini(),
    // Five convolutions, three dense layers, each with its biases.
    25 * 3 * 24 +
      24 +
      (25 * 24 * 32 + 32) +
      (9 * 32 * 48 + 48) +
      (9 * 48 * 48 + 48) +
      (9 * 48 * 32 + 32) +
      (512 * 256 + 256) +
      (256 * 256 + 256) +
      (256 * 10 + 10),
  ],
  ['FCN ResNet-50', models.fcn_resnet50(), 32_957_013],
  ['FCN ResNet-50 with the auxiliary head', models.fcn_resnet50({ auxiliary: true }), 35_322_218],
  ['FCN ResNet-101', models.fcn_resnet101(), 51_949_141],
  ['FCN ResNet-101 with the auxiliary head', models.fcn_resnet101({ auxiliary: true }), 54_314_346],
];

/** The networks that are compared at one budget of parameters: that of ResNet-20. */
const MINI = ['alexnet_mini', 'vgg_mini', 'googlenet_mini', 'densenet_mini'] as const;

for (const name of MINI) {
  test(`${name} has as many parameters as ResNet-20 to within 2.5 %`, () => {
    const ratio = analyze(models.registry[name]()).totals.params / 269_722;
    assert.ok(Math.abs(ratio - 1) <= 0.025, `${ratio} times as many`);
  });
}

for (const [name, net, expected] of PARAMETERS) {
  test(`${name} has ${expected.toLocaleString('en')} parameters`, () => {
    assert.equal(analyze(net).totals.params, expected);
  });
}

test('the columns of every network add up to its totals, with the counts worked out layer by layer', () => {
  for (const [name, build] of Object.entries(models.registry)) {
    const { layers, totals } = analyze(build());
    for (const column of ['params', 'movingStatistics', 'macs', 'activations'] as const) {
      const sum = layers.reduce((running, layer) => running + layer[column], 0);
      assert.equal(sum, totals[column], `${name}: ${column}`);
    }
  }
});

test('every name of the registry is the name of its network, and layer names are unique', () => {
  for (const [name, build] of Object.entries(models.registry)) {
    const net = build();
    assert.equal(net.name, name);
    assert.equal(new Set(net.layers.map(layer => layer.name)).size, net.layers.length, name);
  }
});

test('numClasses and inputShape reach every classifier', () => {
  for (const name of ['alexnet', 'vgg16', 'googlenet', 'resnet50', 'resnet20', 'densenet121', 'densenet_cifar']) {
    const net = models.registry[name]?.({ numClasses: 7, inputShape: [96, 80, 3] });
    assert.ok(net);
    assert.deepEqual(analyze(net).layers.at(-1)?.outputShape, [7], name);
  }
});

test('segmentation networks give one score for each pixel of the input, whatever its size', () => {
  for (const name of ['fcn_resnet50', 'fcn32s', 'fcn16s', 'fcn8s']) {
    const net = models.registry[name]?.({ numClasses: 5 });
    assert.ok(net);
    const report = analyze(net, { inputShape: [97, 129, 3] });
    const output = report.layers.find(layer => layer.name === net.outputs[0]);
    assert.deepEqual(output?.outputShape, [97, 129, 5], name);
  }
});

test('depths that do not fit the family are refused by name', () => {
  assert.throws(() => models.cifarResnet(21), {
    name: 'RangeError',
    message: 'cifarResnet: depth must be 6n + 2, such as 20, 32, 44, 56 or 110. Received 21.',
  });
  assert.throws(() => models.densenet_cifar({ depth: 9, bottleneck: true }), {
    name: 'RangeError',
    message: 'densenet_cifar: depth must be 6n + 4 with bottlenecks, such as 100. Received 9.',
  });
});

test('a depth that does not divide is rounded down, as in the source note', () => {
  const layers = (depth: number): number => models.densenet_cifar({ depth }).layers.length;
  assert.equal(layers(42), layers(40));
});

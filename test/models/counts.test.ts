import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze } from '../../lib/arithmetic';
import * as models from '../../lib/models';
import type { NetworkSpec } from '../../lib/spec';

/** Weights of a convolution without bias, of one with bias, of a dense layer, and of a batch normalization. */
const conv = (kernel: number, from: number, to: number): number => kernel * kernel * from * to;
const biased = (kernel: number, from: number, to: number): number => conv(kernel, from, to) + to;
const dense = (from: number, to: number): number => from * to + to;
const norm = (channels: number): number => 2 * channels;
const normed = (kernel: number, from: number, to: number): number => conv(kernel, from, to) + norm(to);

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

/** Layers one after the other, each from the width before it. */
function chain(layer: (from: number, to: number) => number, widths: readonly number[]): number {
  return sum(widths.slice(1).map((to, i) => layer(widths[i] ?? Number.NaN, to)));
}

/** The convolutions of VGG-16, configuration D. */
const VGG16_FEATURES = chain(
  (from, to) => biased(3, from, to),
  [3, 64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512],
);

/** Depth 6n + 2 on 16, 32 and 64 filters. */
const cifarResnet = (n: number): number =>
  normed(3, 3, 16) +
  sum([16, 32, 64].map(filters => (2 * n - 1) * normed(3, filters, filters))) +
  normed(3, 16, 16) +
  normed(3, 16, 32) +
  normed(3, 32, 64) +
  dense(64, 10);

/** Filters of an Inception module, as in table 1 of the paper, with 5×5 of `kernel`. */
type Filters = readonly [number, number, number, number, number, number];
function inception(
  layer: typeof conv,
  from: number,
  [one, r3, three, r5, five, pool]: Filters,
  kernel: number,
): number {
  const reduced = layer(1, from, r3) + layer(3, r3, three) + layer(1, from, r5) + layer(kernel, r5, five);
  return layer(1, from, one) + reduced + layer(1, from, pool);
}

/** FCN on VGG-16: what is scored, and the upsampling kernels from class to class. */
const fcnVgg = (upsampling: readonly number[], pools: readonly number[]): number =>
  VGG16_FEATURES +
  biased(7, 512, 4096) +
  biased(1, 4096, 4096) +
  sum([4096, ...pools].map(channels => biased(1, channels, 21))) +
  sum(upsampling.map(kernel => conv(kernel, 21, 21)));

/** The small FCNs for 11 classes: the same convolutions, what is scored, and the kernels of upsampling by these factors. */
const fcnMini = (factors: readonly number[], scored: readonly number[]): number =>
  chain((from, to) => normed(3, from, to), [3, 16, 32, 48, 48, 64, 64, 96, 96, 128]) +
  sum(scored.map(channels => biased(1, channels, 11))) +
  sum(factors.map(factor => conv(2 * factor, 11, 11)));

/** A dense block: each layer sees all channels before it and adds `growth`. */
function denseBlock(layer: (channels: number, growth: number) => number, from: number, layers: number, growth: number) {
  return sum(Array.from({ length: layers }, (_, i) => layer(from + growth * i, growth)));
}
const plainLayer = (channels: number, growth: number): number => norm(channels) + conv(3, channels, growth);
const bottleneck = (channels: number, growth: number): number =>
  norm(channels) + conv(1, channels, 4 * growth) + norm(4 * growth) + conv(3, 4 * growth, growth);
const transition = (from: number, to: number): number => norm(from) + conv(1, from, to);

/** Three blocks of 12 plain layers; transitions keep all channels. */
const densenet40 = (first: number): number =>
  conv(3, 3, first) +
  sum([0, 144, 288].map(added => denseBlock(plainLayer, first + added, 12, 12))) +
  sum([144, 288].map(added => transition(first + added, first + added))) +
  norm(first + 432) +
  dense(first + 432, 10);

/** DenseNet-BC for CIFAR-10: a block of `layers` on each of three widths, with transitions between that halve. */
const densenetBc = (
  growth: number,
  layers: number,
  [first, second, third]: readonly [number, number, number],
): number =>
  conv(3, 3, first) +
  sum([first, second, third].map(from => denseBlock(bottleneck, from, layers, growth))) +
  transition(first + layers * growth, second) +
  transition(second + layers * growth, third) +
  norm(third + layers * growth) +
  dense(third + layers * growth, 10);

/** YOLO's pair: a 1×1 convolution to `reduced` channels, and a 3×3 one. */
const narrowed = (from: number, reduced: number, to: number): number =>
  biased(1, from, reduced) + biased(3, reduced, to);

/** Heads for regions: dense layers, then scores of background and classes, and four numbers for each of these. */
const regionHeads = (widths: readonly number[], outputs: number): number => {
  const last = widths[widths.length - 1] ?? Number.NaN;
  return chain(dense, widths) + dense(last, outputs) + dense(last, 4 * outputs);
};

/** The convolutions of the small detectors up to stride 8. */
const SMALL_FEATURES = normed(5, 3, 24) + chain((from, to) => normed(3, from, to), [24, 48, 48, 96, 96]);
const VGG16_HEADS = regionHeads([7 * 7 * 512, 4096, 4096], 21);
const SMALL_HEADS = regionHeads([4 * 4 * 96, 128], 11);

/** A 3×3 convolution, then `scores` and four numbers for each of `anchors` at each place. */
const proposals = (from: number, filters: number, scores: number, anchors: number): number =>
  biased(3, from, filters) + biased(1, filters, scores) + biased(1, filters, 4 * anchors);

/**
 * Trainable parameters of every network: those that torchvision 0.29.1 publishes, and where it has none, a count by hand
 * or of the paper's form. None comes from this library.
 */
const EXACT: Readonly<Record<models.NetworkName, number>> = {
  alexnet: 61_100_840,
  // One tower: 227 → 55 → 27 → 13 → 6.
  alexnet_paper:
    biased(11, 3, 96) +
    biased(5, 96, 256) +
    biased(3, 256, 384) +
    biased(3, 384, 384) +
    biased(3, 384, 256) +
    chain(dense, [256 * 6 * 6, 4096, 4096, 1000]),
  // Two towers: the second, fourth and fifth convolution see half of the channels.
  alexnet_two_tower:
    biased(11, 3, 96) +
    biased(5, 48, 256) +
    biased(3, 256, 384) +
    biased(3, 192, 384) +
    biased(3, 192, 256) +
    chain(dense, [256 * 6 * 6, 4096, 4096, 1000]),
  vgg11: 132_863_336,
  vgg11_bn: 132_868_840,
  vgg13: 133_047_848,
  vgg13_bn: 133_053_736,
  vgg16: 138_357_544,
  vgg16_bn: 138_365_992,
  vgg19: 143_667_240,
  vgg19_bn: 143_678_248,
  vgg16_cifar: VGG16_FEATURES + chain(dense, [512, 512, 512, 10]),
  googlenet: 6_624_904,
  googlenet_paper:
    biased(7, 3, 64) +
    biased(1, 64, 64) +
    biased(3, 64, 192) +
    inception(biased, 192, [64, 96, 128, 16, 32, 32], 5) +
    inception(biased, 256, [128, 128, 192, 32, 96, 64], 5) +
    inception(biased, 480, [192, 96, 208, 16, 48, 64], 5) +
    inception(biased, 512, [160, 112, 224, 24, 64, 64], 5) +
    inception(biased, 512, [128, 128, 256, 24, 64, 64], 5) +
    inception(biased, 512, [112, 144, 288, 32, 64, 64], 5) +
    inception(biased, 528, [256, 160, 320, 32, 128, 128], 5) +
    inception(biased, 832, [256, 160, 320, 32, 128, 128], 5) +
    inception(biased, 832, [384, 192, 384, 48, 128, 128], 5) +
    dense(1024, 1000),
  resnet18: 11_689_512,
  resnet34: 21_797_672,
  resnet50: 25_557_032,
  resnet101: 44_549_160,
  resnet152: 60_192_808,
  // Where the stride stands changes no weight.
  resnet50_paper: 25_557_032,
  resnet101_paper: 44_549_160,
  resnet152_paper: 60_192_808,
  resnet20: cifarResnet(3),
  resnet32: cifarResnet(5),
  resnet44: cifarResnet(7),
  resnet56: cifarResnet(9),
  resnet110: cifarResnet(18),
  // Shortcuts of option A have no weights.
  plain20: cifarResnet(3),
  plain32: cifarResnet(5),
  plain44: cifarResnet(7),
  plain56: cifarResnet(9),
  plain110: cifarResnet(18),
  densenet121: 7_978_856,
  densenet161: 28_681_000,
  densenet169: 14_149_480,
  densenet201: 20_013_928,
  // The source note starts with 2 · 12 channels, the paper with 16.
  densenet_cifar: densenet40(24),
  densenet_40_12: densenet40(16),
  densenet_bc_100_12: densenetBc(12, 16, [24, 108, 150]),
  densenet_bc_190_40: densenetBc(40, 31, [80, 660, 950]),
  alexnet_mini:
    biased(5, 3, 24) +
    biased(5, 24, 32) +
    biased(3, 32, 48) +
    biased(3, 48, 48) +
    biased(3, 48, 32) +
    chain(dense, [512, 256, 256, 10]),
  vgg_mini:
    chain((from, to) => normed(3, from, to), [3, 20, 20, 38, 38, 56, 56, 76, 76, 74, 74]) + chain(dense, [74, 74, 10]),
  googlenet_mini:
    normed(3, 3, 32) +
    inception(normed, 32, [20, 32, 40, 6, 12, 12], 3) +
    inception(normed, 84, [32, 40, 64, 10, 20, 20], 3) +
    inception(normed, 136, [52, 32, 64, 6, 16, 20], 3) +
    inception(normed, 152, [44, 36, 72, 8, 20, 20], 3) +
    inception(normed, 156, [36, 44, 88, 10, 20, 20], 3) +
    inception(normed, 164, [64, 56, 112, 12, 32, 32], 3) +
    dense(240, 10),
  // 24 channels, + 6 · 12 = 96, halved 48, + 8 · 12 = 144, halved 72, + 11 · 12 = 204.
  densenet_mini:
    normed(3, 3, 24) +
    denseBlock(bottleneck, 24, 6, 12) +
    transition(96, 48) +
    denseBlock(bottleneck, 48, 8, 12) +
    transition(144, 72) +
    denseBlock(bottleneck, 72, 11, 12) +
    norm(204) +
    dense(204, 10),
  // torchvision's, less the auxiliary head on 1,024 channels: 3×3 to 256, normalization, 1×1 to 21.
  fcn32s_mini: fcnMini([32], [128]),
  fcn16s_mini: fcnMini([2, 16], [128, 96]),
  fcn8s_mini: fcnMini([2, 2, 8], [128, 96, 64]),
  // AlexNet on two towers, whose last layer goes to 21 outputs, not to 1,000.
  rcnn: 60_965_224 - dense(4096, 1000) + dense(4096, 21),
  rcnn_mini:
    normed(5, 3, 24) +
    chain((from, to) => normed(3, from, to), [24, 48, 48, 96, 96]) +
    chain(dense, [2 * 2 * 96, 128, 11]),
  // ZF-5, 36 + 9 + 4 + 1 bins of 256 channels.
  sppnet:
    biased(7, 3, 96) +
    biased(5, 96, 256) +
    chain((from, to) => biased(3, from, to), [256, 384, 384, 256]) +
    chain(dense, [50 * 256, 4096, 4096, 21]),
  sppnet_mini: normed(5, 3, 24) + chain((from, to) => normed(3, from, to), [24, 48, 48]) + dense(21 * 48, 11),
  fast_rcnn: VGG16_FEATURES + VGG16_HEADS,
  fast_rcnn_mini: SMALL_FEATURES + SMALL_HEADS,
  // Two scores for each of nine anchors.
  faster_rcnn: VGG16_FEATURES + VGG16_HEADS + proposals(512, 512, 18, 9),
  faster_rcnn_mini: SMALL_FEATURES + SMALL_HEADS + proposals(96, 96, 6, 6),
  fcn_resnet50: 35_322_218 - (normed(3, 1024, 256) + biased(1, 256, 21)),
  fcn_resnet101: 54_314_346 - (normed(3, 1024, 256) + biased(1, 256, 21)),
  fcn32s: fcnVgg([64], []),
  fcn16s: fcnVgg([4, 32], [512]),
  fcn8s: fcnVgg([4, 4, 16], [512, 256]),
  // 24 convolutions, and two dense layers from and to maps of 7 × 7.
  yolo:
    biased(7, 3, 64) +
    biased(3, 64, 192) +
    narrowed(192, 128, 256) +
    narrowed(256, 256, 512) +
    4 * narrowed(512, 256, 512) +
    narrowed(512, 512, 1024) +
    2 * narrowed(1024, 512, 1024) +
    4 * biased(3, 1024, 1024) +
    chain(dense, [7 * 7 * 1024, 4096, 7 * 7 * (2 * 5 + 20)]),
  yolo_mini:
    normed(5, 3, 24) + chain((from, to) => normed(3, from, to), [24, 48, 48, 96, 96, 128]) + biased(1, 128, 20),
  inception: inception(biased, 192, [64, 96, 128, 16, 32, 32], 5),
  basic_block: 2 * normed(3, 16, 16),
  single_layer: plainLayer(24, 12),
  transition: transition(40, 20),
};

const paramsOf = (net: NetworkSpec): number => analyze(net).totals.params;

test('every network of the registry is counted', () => {
  assert.deepEqual(Object.keys(EXACT).sort(), Object.keys(models.registry).sort());
});

for (const [name, { build, counts }] of Object.entries(models.registry)) {
  const expected = Object.entries(EXACT).find(([key]) => key === name)?.[1];
  test(`${name} has ${expected?.toLocaleString('en')} parameters`, () => {
    assert.equal(paramsOf(build()), expected);
  });

  for (const { params, source, note } of counts) {
    if (note !== undefined) continue;
    test(`${name} has the ${params.toLocaleString('en')} parameters of ${source}, to the digits given there`, () => {
      const digits = String(params).replace(/0+$/, '').length;
      assert.equal(Number(paramsOf(build()).toPrecision(digits)), params);
    });
  }

  test(`${name}: a published count that is not ours says why`, () => {
    for (const { params, note } of counts) assert.ok(note === undefined || params !== paramsOf(build()), note);
  });
}

/** Variants that are no entry of their own. */
const VARIANTS: readonly (readonly [string, NetworkSpec, number])[] = [
  ['GoogLeNet with auxiliary heads, torchvision', models.googlenet({ auxiliary: true }), 13_004_888],
  // Two projections more: 16·32 + 2·32 and 32·64 + 2·64.
  ['CIFAR ResNet-20 B', models.cifarResnet(20, { shortcut: 'B' }), 269_722 + 576 + 2_176],
  // Projections in the seven blocks that keep the shape, too: 3 on 16 channels, 2 on 32, 2 on 64.
  [
    'CIFAR ResNet-20 C',
    models.cifarResnet(20, { shortcut: 'C' }),
    269_722 + 576 + 2_176 + 3 * (256 + 32) + 2 * (1_024 + 64) + 2 * (4_096 + 128),
  ],
  ['Basic block, down (source note)', models.basic_block({ filters: 32, strides: 2 }), 14_528],
  ['FCN ResNet-50 with the auxiliary head', models.fcn_resnet50({ auxiliary: true }), 35_322_218],
  ['FCN ResNet-101 with the auxiliary head', models.fcn_resnet101({ auxiliary: true }), 54_314_346],
  ['VGG-16 of the family', models.vgg(16), 138_357_544],
  ['VGG-16 BN of the family', models.vgg(16, { batchNormalization: true }), 138_365_992],
  ['ResNet-34 of the family', models.resnet(34), 21_797_672],
  ['DenseNet-169 of the family', models.densenet(169), 14_149_480],
];
for (const [name, net, expected] of VARIANTS) {
  test(`${name} has ${expected.toLocaleString('en')} parameters`, () => {
    assert.equal(paramsOf(net), expected);
  });
}

/** The networks that are compared at one budget of parameters: that of ResNet-20. */
for (const name of ['alexnet_mini', 'vgg_mini', 'googlenet_mini', 'densenet_mini'] as const) {
  test(`${name} has as many parameters as ResNet-20 to within 2.5 %`, () => {
    const ratio = EXACT[name] / EXACT.resnet20;
    assert.ok(Math.abs(ratio - 1) <= 0.025, `${ratio} times as many`);
  });
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze } from '../../lib/arithmetic';
import { Graph, type NetworkSpec } from '../../lib/spec';
import { definitions } from '../../lib/spec/ops';

type Add = (g: Graph, x: string) => string;

function oneLayer(add: Add, inputShape: readonly [number, number, number] = [8, 8, 4]): NetworkSpec {
  const g = new Graph('one', inputShape);
  return g.build(add(g, g.input()));
}

/** Shape, parameters and multiplications of one layer on [8, 8, 4], worked by hand. */
const COSTS: readonly (readonly [string, Add, readonly number[], number, number])[] = [
  [
    'conv2d',
    (g, x) => g.conv2d(x, { filters: 6, kernelSize: 3, padding: 1 }, 'c'),
    [8, 8, 6],
    3 * 3 * 4 * 6 + 6,
    64 * 216,
  ],
  [
    'grouped conv2d',
    (g, x) => g.conv2d(x, { filters: 6, kernelSize: 3, padding: 1, groups: 2, useBias: false }, 'c'),
    [8, 8, 6],
    108,
    64 * 108,
  ],
  // One kernel of 4·4·4·2 weights for each of 64 input pixels.
  [
    'conv2dTranspose',
    (g, x) => g.conv2dTranspose(x, { filters: 2, kernelSize: 4, strides: 2, padding: 1 }, 'u'),
    [16, 16, 2],
    130,
    64 * 128,
  ],
  ['batchNormalization', (g, x) => g.batchNormalization(x, {}, 'b'), [8, 8, 4], 8, 0],
  ['maxPooling2d', (g, x) => g.maxPooling2d(x, { poolSize: 2 }), [4, 4, 4], 0, 0],
  ['averagePooling2d', (g, x) => g.averagePooling2d(x, { poolSize: 3, strides: 2, ceilMode: true }), [4, 4, 4], 0, 0],
  ['adaptiveAveragePooling2d', (g, x) => g.adaptiveAveragePooling2d(x, { outputSize: [3, 2] }), [3, 2, 4], 0, 0],
  ['adaptiveMaxPooling2d', (g, x) => g.adaptiveMaxPooling2d(x, { outputSize: [3, 2] }), [3, 2, 4], 0, 0],
  ['globalAveragePooling2d', (g, x) => g.globalAveragePooling2d(x), [4], 0, 0],
  ['flatten and dense', (g, x) => g.dense(g.flatten(x), { units: 10 }, 'd'), [10], 2570, 2560],
  ['reshape', (g, x) => g.reshape(g.flatten(x), { targetShape: [4, 2, 32] }), [4, 2, 32], 0, 0],
  ['groupNormalization', (g, x) => g.groupNormalization(x, { groups: 2 }, 'n'), [8, 8, 4], 8, 0],
  ['localResponseNormalization', (g, x) => g.localResponseNormalization(x), [8, 8, 4], 0, 0],
  ['dropout', (g, x) => g.dropout(x, { rate: 0.5 }), [8, 8, 4], 0, 0],
  ['activation', (g, x) => g.activation(x, 'tanh'), [8, 8, 4], 0, 0],
  ['leakyRelu', (g, x) => g.leakyRelu(x, { slope: 0.1 }), [8, 8, 4], 0, 0],
  ['softmax', (g, x) => g.softmax(x), [8, 8, 4], 0, 0],
  ['add', (g, x) => g.add([x, x]), [8, 8, 4], 0, 0],
  ['concatenate', (g, x) => g.concatenate([x, x, x]), [8, 8, 12], 0, 0],
  ['crop', (g, x) => g.crop(x, g.maxPooling2d(x, { poolSize: 2 }), { offset: [1, 2] }), [4, 4, 4], 0, 0],
  ['resize', (g, x) => g.resize(x, { method: 'bilinear', scale: [2, 1.5] }), [16, 12, 4], 0, 0],
  [
    'resize to a reference',
    (g, x) => g.resizeLike(g.maxPooling2d(x, { poolSize: 3 }), x, { method: 'nearest' }),
    [8, 8, 4],
    0,
    0,
  ],
  ['padChannels', (g, x) => g.padChannels(x, { before: 1, after: 3 }), [8, 8, 8], 0, 0],
  [
    'roiPool',
    (g, x) => g.roiPool(x, g.regions({ count: 5 }), { outputSize: [2, 3], spatialScale: 1 }),
    [2, 3, 4],
    0,
    0,
  ],
  // For each of the five regions.
  [
    'dense behind roiAlign',
    (g, x) => {
      const pooled = g.roiAlign(x, g.regions({ count: 5 }), { outputSize: 2, spatialScale: 1 });
      return g.dense(g.flatten(pooled), { units: 10 }, 'd');
    },
    [10],
    16 * 10 + 10,
    5 * 160,
  ],
];

for (const [name, add, shape, params, macs] of COSTS) {
  test(`${name}: shape, parameters, multiplications`, () => {
    const layer = analyze(oneLayer(add)).layers.at(-1);
    assert.deepEqual([layer?.outputShape, layer?.params, layer?.macs], [shape, params, macs]);
  });
}

test('every op has its costs here, and answers to its own name', () => {
  const used = COSTS.flatMap(([, add]) => oneLayer(add).layers.map(({ op }) => op));
  assert.deepEqual(
    Object.keys(definitions).filter(op => !used.some(other => other === op)),
    [],
  );
});

test('batch normalization keeps a mean and a variance for each channel, apart from the parameters', () => {
  const { totals } = analyze(oneLayer((g, x) => g.batchNormalization(x, {}, 'b')));
  assert.deepEqual([totals.params, totals.movingStatistics], [8, 8]);
});

/** What a learner can get wrong, and what the message says. */
const ERRORS: readonly (readonly [string, Add, string])[] = [
  [
    'a dense layer on feature maps',
    (g, x) => g.dense(x, { units: 10 }, 'fc'),
    'dense "fc": needs a vector [features]. Received inputShape [8, 8, 4]. Add flatten or global pooling before it.',
  ],
  [
    'a convolution on a vector',
    (g, x) => g.conv2d(g.flatten(x), { filters: 1, kernelSize: 1 }, 'c'),
    'conv2d "c": needs feature maps [height, width, channels]. Received inputShape [256].',
  ],
  [
    'groups that do not divide',
    (g, x) => g.conv2d(x, { filters: 6, kernelSize: 1, groups: 4 }, 'c'),
    'conv2d "c": groups must divide the input channels and the filters. Received groups 4, input channels 4, filters 6.',
  ],
  [
    'no filters',
    (g, x) => g.conv2d(x, { filters: 0, kernelSize: 1 }, 'c'),
    'conv2d "c": filters must be a positive whole number. Received 0.',
  ],
  [
    'half a unit',
    (g, x) => g.dense(g.flatten(x), { units: 2.5 }, 'fc'),
    'dense "fc": units must be a positive whole number. Received 2.5.',
  ],
  [
    'a map of more numbers than there are',
    (g, x) => g.reshape(g.flatten(x), { targetShape: [4, 4, 30] }),
    'reshape "reshape": targetShape must have as many numbers as the input. Received [4, 4, 30] for 256 features.',
  ],
  [
    'groups of channels that do not divide',
    (g, x) => g.groupNormalization(x, { groups: 3 }, 'n'),
    'groupNormalization "n": groups must divide the channels. Received groups 3, channels 4.',
  ],
  [
    'a slope that turns numbers round',
    (g, x) => g.leakyRelu(x, { slope: -1 }),
    'leakyRelu "leakyRelu": slope must be a number of at least 0. Received -1.',
  ],
  [
    'adding feature maps of two sizes',
    (g, x) => g.add([x, g.maxPooling2d(x, { poolSize: 2 })]),
    'add "add": needs two or more inputs of the same shape. Received [8, 8, 4] and [4, 4, 4].',
  ],
  [
    'concatenating feature maps of two sizes',
    (g, x) => g.concatenate([x, g.maxPooling2d(x, { poolSize: 2 })]),
    'concatenate "concatenate": needs two or more inputs of the same height and width. Received [8, 8, 4] and [4, 4, 4].',
  ],
  [
    'a crop that leaves the input',
    (g, x) => g.crop(x, x, { offset: 1 }, 'score'),
    'crop "score": a cut of 8×8 at offset [1, 1] leaves the input. Received inputShape [8, 8, 4].',
  ],
  [
    'a scale of zero',
    (g, x) => g.resize(x, { method: 'nearest', scale: 0 }),
    'resize "resize": scale must leave at least one pixel. Received [0, 0], inputShape [8, 8, 4].',
  ],
  [
    'whole pixels with their corners aligned',
    (g, x) => g.resize(x, { method: 'nearest', scale: 2, alignCorners: true }),
    `resize "resize": alignCorners needs method 'bilinear'. Received 'nearest', which copies pixels whole.`,
  ],
  [
    'a method that there is not',
    (g, x) => g.resize(x, { method: JSON.parse('"cubic"'), scale: 2 }),
    `resize "resize": method must be 'bilinear' or 'nearest'. Received cubic.`,
  ],
  [
    'an activation that is misspelled',
    (g, x) => g.activation(x, JSON.parse('"Relu"'), 'act'),
    'activation "act": activation must be one of relu, relu6, tanh, sigmoid. Received Relu. Leaky ReLU is an op of its own.',
  ],
  [
    'dropping everything',
    (g, x) => g.dropout(x, { rate: 1 }),
    'dropout "dropout": rate must be at least 0 and below 1. Received 1.',
  ],
  [
    'fewer channels than none',
    (g, x) => g.padChannels(x, { before: -2, after: 4 }),
    'padChannels "padChannels": before and after must be whole numbers of at least 0. Received -2 and 4.',
  ],
  [
    'no region',
    (g, x) => g.roiPool(x, g.regions({ count: 0 }), { outputSize: 2, spatialScale: 1 }),
    'regions "regions": count must be a whole number from 1 on. Received 0.',
  ],
  [
    'a pool of regions to nothing',
    (g, x) => g.roiPool(x, g.regions({ count: 1 }), { outputSize: [2, 0], spatialScale: 1 }, 'pool'),
    'roiPool "pool": outputSize must be positive whole numbers. Received [2, 0].',
  ],
  [
    'regions that are maps',
    (g, x) => g.roiPool(x, x, { outputSize: 2, spatialScale: 1 }, 'pool'),
    'roiPool "pool": the second input must be regions [count, 4], as Graph.regions gives them. Received [8, 8, 4].',
  ],
  [
    'a scale of regions that is none',
    (g, x) => g.roiPool(x, g.regions({ count: 1 }), { outputSize: 2, spatialScale: 0 }, 'pool'),
    'roiPool "pool": spatialScale must be a positive number. Received 0.',
  ],
  [
    'samples that differ from region to region',
    (g, x) => g.roiAlign(x, g.regions({ count: 1 }), { outputSize: 2, spatialScale: 1, samplingRatio: 0 }, 'align'),
    'roiAlign "align": samplingRatio must be a whole number from 1 on, the same for all regions. Received 0.',
  ],
  [
    'a region added to the whole',
    (g, x) => {
      const pooled = g.roiPool(x, g.regions({ count: 3 }), { outputSize: 8, spatialScale: 1 });
      return g.add([x, pooled], 'sum');
    },
    'add "sum": reads layers for the whole image and for each region. Pool the regions before they are joined.',
  ],
  [
    'an adaptive pool to nothing',
    (g, x) => g.adaptiveAveragePooling2d(x, { outputSize: 0 }, 'pool'),
    'adaptiveAveragePooling2d "pool": outputSize must be positive whole numbers. Received [0, 0].',
  ],
];

for (const [what, add, message] of ERRORS) {
  test(`${what} is refused with the reason`, () => {
    assert.throws(() => analyze(oneLayer(add)), { name: 'RangeError', message });
  });
}

test('an input shape with the batch in it, or with half a pixel, is refused', () => {
  const net = oneLayer((g, x) => g.relu(x));
  assert.throws(() => analyze(net, { inputShape: [8.5, 8, 4] }), {
    name: 'RangeError',
    message:
      'analyze "one": inputShape must be positive whole numbers [height, width, channels], without the batch. Received [8.5, 8, 4].',
  });
});

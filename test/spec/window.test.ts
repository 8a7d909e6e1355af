import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  analyze,
  outputSize,
  resolveTransposedWindow,
  resolveWindow,
  samePadding,
  transposedOutputSize,
} from '../../lib/arithmetic';
import { Graph, type Padding, type Pair } from '../../lib/spec';
import { readGolden } from '../support/golden';

interface Case {
  readonly kind: 'conv' | 'transposed' | 'maxpool' | 'avgpool';
  readonly inputNCHW: readonly [number, number, number, number];
  readonly outputNCHW: readonly [number, number, number, number];
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Pair;
  readonly dilation?: Pair;
  readonly groups?: number;
  readonly outChannels?: number;
  readonly outputPadding?: Pair;
  readonly bias?: boolean;
  readonly ceilMode?: boolean;
  readonly countIncludePad?: boolean;
  readonly params: number;
}

/** One layer of a golden case as a network. */
function layerOf(c: Case): ReturnType<Graph['build']> {
  const [, channels, height, width] = c.inputNCHW;
  const g = new Graph('case', [height, width, channels]);
  const x = g.input();
  const convolution = {
    filters: c.outChannels ?? 0,
    kernelSize: c.kernel,
    strides: c.stride,
    padding: c.padding,
    dilationRate: c.dilation,
    groups: c.groups,
    useBias: c.bias,
  };
  const pool = { poolSize: c.kernel, strides: c.stride, padding: c.padding, ceilMode: c.ceilMode };
  switch (c.kind) {
    case 'conv':
      return g.build(g.conv2d(x, convolution, 'layer'));
    case 'transposed':
      return g.build(g.conv2dTranspose(x, { ...convolution, outputPadding: c.outputPadding }, 'layer'));
    case 'maxpool':
      return g.build(g.maxPooling2d(x, { ...pool, dilationRate: c.dilation }));
    case 'avgpool':
      return g.build(g.averagePooling2d(x, { ...pool, countIncludePad: c.countIncludePad }));
  }
}

test('shapes and parameters of 300 random layers are those of PyTorch', () => {
  const cases = readGolden<readonly Case[]>('conv');
  assert.equal(cases.length, 300);
  cases.forEach((c, i) => {
    const [, channels, height, width] = c.outputNCHW;
    const layer = analyze(layerOf(c)).layers.at(-1);
    assert.deepEqual(layer?.outputShape, [height, width, channels], `case ${i}, ${c.kind}: shape`);
    assert.equal(layer?.params, c.params, `case ${i}, ${c.kind}: parameters`);
  });
});

test('the formula, worked by hand', () => {
  assert.equal(outputSize(224, { size: 11, stride: 4, padding: [2, 2] }), 55); // (224 + 4 - 11) / 4 = 54.25
  assert.equal(outputSize(227, { size: 11, stride: 4 }), 55); // (227 - 11) / 4 = 54
  assert.equal(outputSize(5, { size: 3, padding: [1, 1] }), 5);
  assert.equal(outputSize(7, { size: 3, dilation: 2 }), 3); // the window spans 5
  assert.equal(outputSize(6, { size: 3, stride: 2 }), 2);
  assert.equal(outputSize(6, { size: 3, stride: 2, ceilMode: true }), 3); // 1.5 rounded up
  assert.equal(outputSize(3, { size: 2, stride: 2, padding: [1, 1], ceilMode: true }), 2); // a third window would start at 4, in the padding after pixel 3
  assert.equal(outputSize(2, { size: 3 }), 0);
  assert.equal(outputSize(9, { size: 5, stride: 4, padding: [1, 1], dilation: 3, ceilMode: true }), 1); // (11 - 13) / 4 = -0.5 rounded up: the window may stick out
  assert.equal(transposedOutputSize(4, { size: 4, stride: 2, padding: [1, 1] }), 8);
});

test('a transposed convolution gives back the size that its convolution read, up to the outputPadding', () => {
  for (let input = 9; input < 40; input++) {
    for (const [kernel, stride, padding, dilation] of [
      [3, 1, 1, 1],
      [3, 2, 1, 1],
      [5, 3, 0, 2],
      [4, 4, 3, 1],
    ] as const) {
      const output = outputSize(input, { size: kernel, stride, padding: [padding, padding], dilation });
      const lost = (input + 2 * padding - dilation * (kernel - 1) - 1) % stride;
      assert.equal(
        transposedOutputSize(output, {
          size: kernel,
          stride,
          padding: [padding, padding],
          dilation,
          outputPadding: lost,
        }),
        input,
      );
    }
  }
});

test("'same' gives ⌈input / stride⌉ and puts the odd pixel after", () => {
  assert.deepEqual(samePadding(224, { size: 3, stride: 2 }), [0, 1]);
  assert.deepEqual(samePadding(225, { size: 3, stride: 2 }), [1, 1]);
  assert.deepEqual(samePadding(28, { size: 5 }), [2, 2]);
  for (let input = 1; input < 30; input++) {
    for (const [kernel, stride, dilation] of [
      [3, 1, 1],
      [3, 2, 1],
      [7, 3, 1],
      [2, 2, 1],
      [3, 1, 4],
      [1, 2, 1],
    ] as const) {
      const padding = samePadding(input, { size: kernel, stride, dilation });
      assert.equal(outputSize(input, { size: kernel, stride, padding, dilation }), Math.ceil(input / stride));
    }
  }
});

const WINDOW = { size: 3, strides: 1, padding: 0, dilationRate: 1 } as const;
const unusable: Padding = JSON.parse('"full"');

/** What a learner can get wrong about one window, and what the message says. */
const ERRORS: readonly (readonly [string, () => unknown, string])[] = [
  [
    'a kernel larger than the input',
    () => resolveWindow([5, 5, 64], { ...WINDOW, size: 7, strides: 2, padding: 'valid' }, 'conv2d "layer2.0.conv2"'),
    `conv2d "layer2.0.conv2": kernelSize 7 does not fit input height 5 with padding 'valid'. Received inputShape [5, 5, 64], strides 2.`,
  ],
  [
    'a dilated kernel larger than the input',
    () => resolveWindow([9, 4, 1], { ...WINDOW, dilationRate: 2 }, 'conv2d "c"'),
    'conv2d "c": kernelSize 3 with dilationRate 2 does not fit input width 4 with padding 0. Received inputShape [9, 4, 1], strides 1.',
  ],
  [
    'a stride of zero',
    () => resolveWindow([9, 9], { ...WINDOW, strides: 0 }, 'conv2d "c"'),
    'conv2d "c": strides must be positive whole numbers. Received 0.',
  ],
  [
    'half a pixel of padding',
    () => resolveWindow([9, 9], { ...WINDOW, padding: [1, 0.5] }, 'conv2d "c"'),
    'conv2d "c": padding must be whole numbers of at least 0. Received 0.5.',
  ],
  [
    'an unknown padding',
    () => resolveWindow([9, 9], { ...WINDOW, padding: unusable }, 'conv2d "c"'),
    `conv2d "c": padding must be 'valid', 'same', a number, [height, width] or [[top, bottom], [left, right]]. Received 'full'.`,
  ],
  [
    'a pool that would see nothing but padding',
    () => resolveWindow([9, 9], { ...WINDOW, padding: 2 }, 'maxPooling2d "p"', 'poolSize'),
    'maxPooling2d "p": padding 2 is more than half of poolSize 3. Use at most 1.',
  ],
  [
    'an outputPadding as large as the stride',
    () => resolveTransposedWindow([9, 9], { ...WINDOW, strides: 2, outputPadding: 2 }, 'conv2dTranspose "up"'),
    'conv2dTranspose "up": outputPadding 2 must be smaller than strides or dilationRate along the height. Received strides 2, dilationRate 1.',
  ],
  [
    'padding that cuts everything away',
    () => resolveTransposedWindow([1, 1], { ...WINDOW, padding: 2, outputPadding: 0 }, 'conv2dTranspose "up"'),
    'conv2dTranspose "up": padding 2 cuts away the whole output height. Received inputShape [1, 1], kernelSize 3, strides 1.',
  ],
];

for (const [what, provoke, message] of ERRORS) {
  test(`${what} is refused with the reason`, () => {
    assert.throws(provoke, { name: 'RangeError', message });
  });
}

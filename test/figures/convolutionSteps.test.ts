import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ConvolutionStepsOptions, convolutionSteps } from '../../lib/figures';
import { traceConvolution } from '../../lib/figures/windows/convolutionTrace';
import { batch } from '../../lib/ops/array';
import { conv2d } from '../../lib/ops/conv2d';
import { floatAt } from '../../lib/spec/at';
import type { NDArray } from '../../lib/spec/ndarray';
import { asJson, fill, type Parsed, present } from './helpers';

const INPUT = [
  [1, 2, 3],
  [4, 5, 6],
  [7, 8, 9],
];
const KERNEL = [
  [1, 0],
  [0, -1],
];

/** Of each frame: the output written so far, and the sum. */
function story(figure: Parsed): { output: string[][]; sum: string }[] {
  return present(figure.frames).map(({ data: [output, , sum] }) => ({
    output: present(output?.text),
    sum: String(sum?.text?.[0]),
  }));
}

test('every frame of a 3 × 3 input and a 2 × 2 kernel, worked by hand', () => {
  const figure = asJson(convolutionSteps({ title: 'By hand', input: INPUT, kernel: KERNEL }));
  assert.deepEqual(story(figure), [
    {
      output: [
        ['−4', ''],
        ['', ''],
      ],
      sum: '1·1 + 2·0 + 4·0 + 5·(−1) = −4',
    },
    {
      output: [
        ['−4', '−4'],
        ['', ''],
      ],
      sum: '2·1 + 3·0 + 5·0 + 6·(−1) = −4',
    },
    {
      output: [
        ['−4', '−4'],
        ['−4', ''],
      ],
      sum: '4·1 + 5·0 + 7·0 + 8·(−1) = −4',
    },
    {
      output: [
        ['−4', '−4'],
        ['−4', '−4'],
      ],
      sum: '5·1 + 6·0 + 8·0 + 9·(−1) = −4',
    },
  ]);
});

test('padding shows as zeros, is named, and takes part in the sums', () => {
  const figure = asJson(convolutionSteps({ title: 'Padded', input: [[5]], kernel: INPUT, padding: 1 }));
  assert.equal(story(figure)[0]?.sum, '0·1 + 0·2 + 0·3 + 0·4 + 5·5 + 0·6 + 0·7 + 0·8 + 0·9 = 25');
  const zeros = figure.data.find(trace => trace.mode === 'text');
  assert.deepEqual(
    zeros?.text,
    Array.from({ length: 8 }, () => '0'),
  );
  assert.equal(figure.layout.annotations?.[0]?.text, 'input 1 × 1, padding 1');
  const uneven = asJson(convolutionSteps({ title: 'Same', input: INPUT, kernel: KERNEL, padding: 'same' }));
  assert.equal(uneven.layout.annotations?.[0]?.text, 'input 3 × 3, padded');
  assert.equal(uneven.frames?.length, 9);
});

test('several channels are summed one by one, then together with the bias', () => {
  const input: NDArray = { shape: [1, 2, 2], data: Float32Array.from([1, 10, 2, 20]) };
  const kernel: NDArray = { shape: [1, 1, 2], data: Float32Array.from([3, -1]) };
  const figure = asJson(convolutionSteps({ title: 'Channels', input, kernel, bias: 0.5 }));
  assert.deepEqual(
    story(figure).map(({ sum }) => sum.split('<br>')),
    [
      ['channel 0: 1·3 = 3', 'channel 1: 10·(−1) = −10', '3 + (−10) + bias 0.5 = −6.5'],
      ['channel 0: 2·3 = 6', 'channel 1: 20·(−1) = −20', '6 + (−20) + bias 0.5 = −13.5'],
    ],
  );
});

test('the window moves by the stride over the padded input, and the mark on the output with it', () => {
  const figure = asJson(convolutionSteps({ title: 'Stride 2', input: INPUT, kernel: KERNEL, strides: 2, padding: 1 }));
  const input = present(figure.data[0]);
  assert.equal(input.z?.length, 5);
  const cell = present(input.dx);
  const [left, top] = [present(input.x0) - cell / 2, present(input.y0) - cell / 2];
  const corners = present(figure.frames).map(({ data: [, marks] }) => [
    (Number(marks?.x?.[0]) - left) / cell,
    (Number(marks?.y?.[0]) - top) / cell,
    (Number(marks?.x?.[2]) - left) / cell,
    (Number(marks?.y?.[2]) - top) / cell,
  ]);
  assert.deepEqual(corners, [
    [0, 0, 2, 2],
    [2, 0, 4, 2],
    [0, 2, 2, 4],
    [2, 2, 4, 4],
  ]);
});

test('with dilation every value that is taken has its own frame', () => {
  const figure = asJson(convolutionSteps({ title: 'Dilated', input: INPUT, kernel: KERNEL, dilationRate: 2 }));
  const marks = figure.frames?.[0]?.data[1];
  // Four taps and the output, five points each, with a gap between them.
  assert.equal(marks?.x?.length, 5 * 5 + 4);
  assert.equal(story(figure)[0]?.sum, '1·1 + 3·0 + 7·0 + 9·(−1) = −8');
});

test('slider, play and pause move through the frames; the figure starts as its first frame', () => {
  const figure = asJson(convolutionSteps({ title: 'Controls', input: INPUT, kernel: KERNEL }));
  const { steps } = present(figure.layout.sliders?.[0]);
  assert.deepEqual(
    steps.map(step => step.label),
    ['0, 0', '0, 1', '1, 0', '1, 1'],
  );
  assert.deepEqual(
    steps.map(step => step.args[0]),
    figure.frames?.map(frame => [frame.name]),
  );
  assert.deepEqual(
    figure.layout.updatemenus?.[0]?.buttons.map(button => button.args[0]),
    [null, [null]],
  );
  const first = present(figure.frames?.[0]);
  assert.deepEqual(
    first.traces.map(index => figure.data[index]),
    first.data,
  );
});

test('one step needs no slider', () => {
  const figure = asJson(convolutionSteps({ title: 'One step', input: KERNEL, kernel: KERNEL }));
  assert.equal(figure.layout.sliders, undefined);
  assert.deepEqual(story(figure), [{ output: [['2']], sum: '1·1 + 0·0 + 0·0 + (−1)·(−1) = 2' }]);
});

test('every matrix lies inside the figure', () => {
  const figure = asJson(
    convolutionSteps({ title: 'Wide', input: fill([8, 8], i => i), kernel: [[0.25]], bias: 1.125 }),
  );
  const cells = figure.data.filter(trace => trace.type === 'heatmap');
  assert.equal(cells.length, 3);
  const [, right] = present(figure.layout.xaxis.range);
  for (const { z, ...trace } of cells) {
    const [row, x0, dx] = [present(z?.[0]), present(trace.x0), present(trace.dx)];
    assert.ok(x0 - dx / 2 >= 0);
    assert.ok(x0 + dx * (row.length - 0.5) <= right);
  }
});

test('the alternative text tells input, kernel and output', () => {
  const { alt } = convolutionSteps({ title: 'Alt', input: INPUT, kernel: KERNEL, bias: 1 });
  assert.equal(
    alt,
    'Alt. 4 steps of a convolution with strides 1 × 1, padding 0, 0, 0, 0 (top, bottom, left, right). ' +
      'Input [1, 2, 3], [4, 5, 6], [7, 8, 9]. Kernel [1, 0], [0, −1]. Bias 1. Output [−3, −3], [−3, −3].',
  );
});

test('terms that cancel give 0', () => {
  const kernel = [[0.1, 0.2, -0.3]];
  assert.equal(traceConvolution({ input: [[1, 1, 1]], kernel }).steps[0]?.output, 0);
});

test('the outputs are those of ops.conv2d, whatever the strides, padding and dilation', () => {
  const input = fill([7, 6, 2], i => Math.sin(i * 3.7));
  const kernel = fill([3, 2, 2], i => Math.cos(i * 1.3));
  for (const strides of [1, 2, [2, 1]] as const) {
    for (const padding of [
      'valid',
      'same',
      1,
      [
        [2, 0],
        [1, 1],
      ],
    ] as const) {
      for (const dilationRate of [1, 2] as const) {
        const { steps, window } = traceConvolution({ input, kernel, bias: 0.5, strides, padding, dilationRate });
        const expected = conv2d(
          batch(input),
          { shape: [...kernel.shape, 1], data: kernel.data },
          { shape: [1], data: Float32Array.from([0.5]) },
          { strides, padding, dilationRate, groups: 1 },
        );
        assert.deepEqual(expected.shape, [1, ...window.output, 1]);
        for (const [i, { output }] of steps.entries()) {
          assert.ok(Math.abs(output - floatAt(expected.data, i)) < 1e-5);
        }
      }
    }
  }
});

const errors: readonly (readonly [string, Omit<ConvolutionStepsOptions, 'title'>, string, string])[] = [
  [
    'a kernel that does not fit',
    { input: [[1, 2]], kernel: [[1], [1]] },
    'RangeError',
    "figures.convolutionSteps: kernelSize 2 does not fit input height 1 with padding 'valid'. Received inputShape [1, 2, 1], strides 1.",
  ],
  [
    'channels that differ',
    { input: fill([2, 2, 3], () => 1), kernel: [[1]] },
    'TypeError',
    'figures.convolutionSteps: input and kernel must have as many channels. Received 3 and 1.',
  ],
  [
    'a batch',
    { input: fill([1, 2, 2, 3], () => 1), kernel: [[1]] },
    'TypeError',
    'figures.convolutionSteps: show one image and one filter, [h, w] or [h, w, c]. Received [1, 2, 2, 3].',
  ],
  [
    'too large an input',
    { input: fill([30, 30], () => 1), kernel: [[1]] },
    'RangeError',
    'figures.convolutionSteps: the matrices are too large to be read in one figure. Received a padded input of 30 × 30 and an output of 30 × 30. Use a smaller input; the output may have 64 values at most.',
  ],
  [
    'rows of different lengths',
    { input: [[1, 2], [3]], kernel: [[1]] },
    'TypeError',
    'figures.convolutionSteps, input: all rows must have the same length, at least 1. Received lengths [2, 1].',
  ],
];
for (const [name, options, type, message] of errors) {
  test(`${name} is refused`, () => {
    assert.throws(() => convolutionSteps({ title: 'x', ...options }), { name: type, message });
  });
}

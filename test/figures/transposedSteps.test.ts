import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type TransposedStepsOptions, transposedSteps } from '../../lib/figures';
import { traceTransposed } from '../../lib/figures/windows/transposedTrace';
import { conv2dTranspose } from '../../lib/ops/conv2dTranspose';
import { at, floatAt } from '../../lib/spec/at';
import { asJson, fill, type Parsed, present } from './helpers';

const INPUT = [[1, -2]];
const KERNEL = [[1, 2, 3]];

/** Of each frame: the stamp, the output so far, what is cut off, and the words. */
const story = (figure: Parsed) =>
  present(figure.frames).map(({ data: [stamp, output, cut, , words] }) => ({
    stamp: present(stamp?.text),
    output: present(output?.text),
    cut: present(cut?.text),
    words: String(words?.text?.[0]),
  }));

test('every frame of two values and a kernel of 3 with stride 2, worked by hand', () => {
  const figure = asJson(transposedSteps({ title: 'By hand', input: INPUT, kernel: KERNEL, strides: [1, 2] }));
  assert.deepEqual(story(figure), [
    {
      stamp: [['1', '2', '3']],
      output: [['1', '2', '3', '', '']],
      cut: [],
      words: 'Input row 0, column 0 paints 1 · kernel on output row 0, columns 0 to 2.',
    },
    {
      stamp: [['−2', '−4', '−6']],
      output: [['1', '2', '1', '−4', '−6']],
      cut: [],
      words:
        'Input row 0, column 1 paints −2 · kernel on output row 0, columns 2 to 4.<br>' +
        'Where something is already, both add up. At row 0, column 2: 3 + (−2) = 1.',
    },
  ]);
});

test('what the padding cuts off is gray, and rows and columns are counted in the output', () => {
  const figure = asJson(
    transposedSteps({
      title: 'Cut',
      input: INPUT,
      kernel: KERNEL,
      strides: [1, 2],
      padding: [
        [0, 0],
        [1, 1],
      ],
    }),
  );
  const [first, second] = story(figure);
  assert.deepEqual(first?.output, [['', '2', '3', '', '']]);
  assert.deepEqual(first?.cut, ['1']);
  assert.deepEqual(second?.output, [['', '2', '1', '−4', '']]);
  assert.deepEqual(second?.cut, ['1', '−6']);
  assert.match(String(second?.words), /columns 1 to 2\.<br>.* At row 0, column 1: 3 \+ \(−2\) = 1\.$/);
  assert.equal(figure.layout.annotations?.[3]?.text, '<b>output</b> 1 × 3, gray: cut off');
});

test('input and output are named above their numbers, which no frame changes', () => {
  const figure = asJson(transposedSteps({ title: 'Names', input: INPUT, kernel: KERNEL }));
  assert.deepEqual(
    figure.layout.annotations?.slice(0, 4).map(({ text }) => text),
    ['<b>input</b> 1 × 2', 'kernel 1 × 3', 'value · kernel', '<b>output</b> 1 × 4'],
  );
  for (const frame of present(figure.frames)) assert.deepEqual(Object.keys(frame).sort(), ['data', 'name', 'traces']);
});

test('it starts with the step that is asked for, and so does its slider', () => {
  const figure = asJson(transposedSteps({ title: 'Start', input: INPUT, kernel: KERNEL, shown: 1 }));
  const frame = present(figure.frames?.[1]);
  assert.deepEqual(
    frame.traces.map(index => figure.data[index]),
    frame.data,
  );
  assert.equal(present(figure.layout.sliders?.[0]).active, 1);
});

test('a place that nothing paints is 0 in the end', () => {
  const { steps } = traceTransposed({ input: [[1, 1]], kernel: [[5]], strides: [1, 3] });
  assert.deepEqual(
    steps.map(({ canvas }) => canvas),
    [[[5, null, null, null]], [[5, 0, 0, 5]]],
  );
});

test('the outputs are those of ops.conv2dTranspose, whatever strides, padding and output padding', () => {
  const [input, kernel] = [fill([3, 4], i => Math.sin(i * 3.7)), fill([4, 3], i => Math.cos(i * 1.3))];
  for (const strides of [1, 2, [3, 2]] as const) {
    for (const padding of ['valid', 1, 'same'] as const) {
      for (const outputPadding of strides === 1 ? [0] : [0, 1]) {
        const { steps, window } = traceTransposed({ input, kernel, strides, padding, outputPadding });
        const { canvas } = at(steps, steps.length - 1);
        const expected = conv2dTranspose(
          { shape: [1, 3, 4, 1], data: input.data },
          { shape: [4, 3, 1, 1], data: kernel.data },
          null,
          { strides, padding, outputPadding },
        );
        assert.deepEqual(expected.shape, [1, ...window.output, 1]);
        expected.data.forEach((value, i) => {
          const row = Math.floor(i / window.output[1]) + window.padding[0][0];
          const column = (i % window.output[1]) + window.padding[1][0];
          assert.ok(Math.abs(Number(at(at(canvas, row), column)) - value) < 1e-5);
        });
        assert.ok(Number.isFinite(floatAt(expected.data, 0)));
      }
    }
  }
});

test('the alternative text tells input, kernel and output, or their sizes', () => {
  assert.equal(
    transposedSteps({ title: 'Alt', input: INPUT, kernel: KERNEL, strides: [1, 2] }).alt,
    'Alt. 2 steps of a transposed convolution, strides 1 × 2, padding 0, 0, 0, 0. Input [1, −2]. Kernel [1, 2, 3]. Output [1, 2, 1, −4, −6].',
  );
  const wide = transposedSteps({
    title: 'Wide',
    input: fill([3, 3], i => i),
    kernel: fill([3, 3], i => i),
    strides: 2,
  });
  assert.equal(
    wide.alt,
    'Wide. 9 steps of a transposed convolution, strides 2 × 2, padding 0, 0, 0, 0. Input 3 × 3, kernel 3 × 3, output 7 × 7.',
  );
});

const errors: readonly (readonly [string, Omit<TransposedStepsOptions, 'title'>, string])[] = [
  [
    'too large an input',
    { input: fill([9, 9], () => 1), kernel: KERNEL },
    'figures.transposedSteps: the matrices are too large to be read in one figure. Received an input of 9 × 9, which paints 9 × 11. Use a smaller input; it may have 64 values at most.',
  ],
  [
    'a step that is not there',
    { input: INPUT, kernel: KERNEL, shown: 2 },
    'figures.transposedSteps: shown is a step from 0 to 1. Received 2.',
  ],
  [
    'output padding of a stride',
    { input: INPUT, kernel: KERNEL, strides: 2, outputPadding: 2 },
    'figures.transposedSteps: outputPadding 2 must be smaller than strides or dilationRate along the height. Received strides 2, dilationRate 1.',
  ],
];
for (const [name, options, message] of errors) {
  test(`${name} is refused`, () => {
    assert.throws(() => transposedSteps({ title: 'x', ...options }), { name: 'RangeError', message });
  });
}

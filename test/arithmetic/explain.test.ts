import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diagnose, explain, explainOutputSize, explainTransposedOutputSize, type Question } from '../../lib/arithmetic';
import { alexnet, fcn32s, googlenet, resnet50 } from '../../lib/models';
import { Graph } from '../../lib/spec';

test('the first layer of AlexNet, written out', () => {
  assert.equal(
    explain(alexnet(), 'features.0').text,
    [
      'output height = ⌊(224 + 2 + 2 − 11) / 4⌋ + 1 = ⌊54.25⌋ + 1 = 55',
      'output width = ⌊(224 + 2 + 2 − 11) / 4⌋ + 1 = ⌊54.25⌋ + 1 = 55',
      'output shape = [55, 55, 64]',
      'parameters = 11 · 11 · 3 · 64 + 64 = 23,296',
      'multiplications = 55 · 55 · 11 · 11 · 3 · 64 = 70,276,800',
      'receptive field = 1 + 10 · 1 = 11',
    ].join('\n'),
  );
});

test('pools, dense layers, normalization and transposed convolutions have their own lines', () => {
  assert.equal(
    explain(googlenet(), 'maxpool1').text,
    [
      'output height = ⌈(112 − 3) / 2⌉ + 1 = ⌈54.5⌉ + 1 = 56',
      'output width = ⌈(112 − 3) / 2⌉ + 1 = ⌈54.5⌉ + 1 = 56',
      'output shape = [56, 56, 64]',
      'receptive field = 7 + 2 · 2 = 11',
    ].join('\n'),
  );
  assert.match(explain(resnet50(), 'fc').text, /parameters = 2048 · 1000 \+ 1000 = 2,049,000/);
  assert.match(explain(resnet50(), 'bn1').text, /parameters = 2 · 64 = 128/);
  assert.match(explain(fcn32s(), 'upscore').text, /output height = \(16 − 1\) · 32 \+ 64 = 544/);
});

test("with 'same', a stride longer than the kernel adds rows, and the calculation says so", () => {
  const g = new Graph('filled', [8, 8, 1]);
  const up = g.conv2dTranspose(g.input(), { filters: 1, kernelSize: 2, strides: 3, padding: 'same' }, 'up');
  const { text } = explain(g.build(up), 'up');
  assert.match(text, /output height = \(8 − 1\) · 3 \+ 2 \+ 1 = 24\n/);
  assert.match(text, /output shape = \[24, 24, 1\]/);
});

test('dilation, ceil mode and outputPadding appear where they count', () => {
  assert.equal(
    explainOutputSize(9, { size: 3, dilation: 2 }).text,
    'window spans = 2 · (3 − 1) + 1 = 5\noutput size = ⌊(9 − 5) / 1⌋ + 1 = 5',
  );
  assert.equal(
    explainOutputSize(3, { size: 2, stride: 2, padding: [1, 1], ceilMode: true }).text,
    'output size = ⌈(3 + 1 + 1 − 2) / 2⌉ + 1 = ⌈1.5⌉ + 1 = 3\noutput size, without the window that starts in the padding = 3 − 1 = 2',
  );
  assert.equal(
    explainTransposedOutputSize(7, { size: 3, stride: 2, padding: [1, 1], outputPadding: 1 }).text,
    'output size = (7 − 1) · 2 − 1 − 1 + 3 + 1 = 14',
  );
});

test('LaTeX has the same numbers in a block that Markdown cells draw', () => {
  assert.equal(
    explainOutputSize(224, { size: 11, stride: 4, padding: [2, 2] }).latex,
    '$$\\begin{aligned}\n\\text{output size} &= \\left\\lfloor \\frac{224 + 2 + 2 - 11}{4}\\right\\rfloor + 1 = \\lfloor 54.25 \\rfloor + 1 = 55\n\\end{aligned}$$',
  );
});

test('a layer that is not there is named', () => {
  assert.throws(() => explain(alexnet(), 'features.99'), {
    name: 'RangeError',
    message: 'explain: "alexnet" has no layer "features.99". Its layers are listed in net.layers.',
  });
});

const SIZE: Question = { quantity: 'outputSize', input: 224, size: 11, stride: 4, padding: [2, 2] };
const PARAMS: Question = { quantity: 'params', kernelSize: 7, inChannels: 3, filters: 64 };
const MACS: Question = {
  quantity: 'macs',
  kernelSize: 7,
  inChannels: 3,
  filters: 64,
  input: [224, 224],
  output: [112, 112],
};

/** Question, answer worked by hand in a wrong way, and the words that must name it. */
const SLIPS: readonly (readonly [Question, number, RegExp])[] = [
  [SIZE, 54, /forgot to add 1/],
  [SIZE, 56, /rounded up/],
  [SIZE, 55.25, /did not round/],
  [{ ...SIZE, padding: [2, 3] }, 54.5 + 1, /did not round/],
  [{ quantity: 'outputSize', input: 32, size: 5, padding: [2, 2] }, 28, /forgot the padding/],
  [{ quantity: 'outputSize', input: 32, size: 5, padding: [2, 2] }, 30, /forgot the right padding/],
  [{ quantity: 'outputSize', input: 32, size: 5, padding: [2, 4] }, 32, /forgot the left padding/],
  [{ quantity: 'outputSize', input: 32, size: 5, padding: [2, 2] }, 36, /padding twice/],
  [{ quantity: 'outputSize', input: 32, size: 3, dilation: 2 }, 30, /forgot the dilation/],
  [{ quantity: 'outputSize', input: 32, size: 3, stride: 2 }, 30, /forgot the stride/],
  [{ quantity: 'outputSize', input: 112, size: 3, stride: 2, ceilMode: true }, 55, /rounded down/],
  [PARAMS, 9_408, /forgot the bias/],
  [PARAMS, 9_409, /one bias in all/],
  [PARAMS, 3_200, /forgot the input channels/],
  [PARAMS, 148, /forgot the filters/],
  [PARAMS, 1_408, /only one side/],
  [
    { quantity: 'params', kernelSize: 3, inChannels: 64, filters: 64, groups: 2, useBias: false },
    36_864,
    /forgot the groups/,
  ],
  [{ quantity: 'params', kernelSize: 3, inChannels: 64, filters: 128, useBias: false }, 73_856, /counted a bias/],
  [MACS, 472_055_808, /size of the input/],
  [MACS, 236_027_904, /additions apart/],
  [MACS, 118_816_768, /bias/],
  [MACS, 9_408, /parameters/],
];

for (const [question, answer, slip] of SLIPS) {
  test(`${question.quantity}: ${answer} is recognised as the slip ${slip}`, () => {
    const diagnosis = diagnose(question, answer);
    assert.equal(diagnosis.right, false);
    assert.match(diagnosis.slip ?? '', slip);
  });
}

test('right answers are right, and unknown wrong ones have no invented reason', () => {
  assert.deepEqual(diagnose(SIZE, 55), { right: true, value: 55 });
  assert.deepEqual(diagnose(PARAMS, 9_472), { right: true, value: 9_472 });
  assert.deepEqual(diagnose(MACS, 118_013_952), { right: true, value: 118_013_952 });
  assert.deepEqual(diagnose(SIZE, 17), { right: false, value: 55 });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readGolden } from '../support/golden';
import { convnets, convnetsProcess } from './support';

interface ConvCase {
  readonly kind: 'conv' | 'transposed' | 'maxpool' | 'avgpool';
  readonly inputNCHW: readonly number[];
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly dilation?: readonly number[];
  readonly outputPadding?: readonly number[];
  readonly ceilMode?: boolean;
  readonly outputNCHW: readonly number[];
}

function argumentsOf(example: ConvCase): string[] {
  const { inputNCHW, kernel, stride, padding, dilation = [1, 1], outputPadding, ceilMode, kind } = example;
  const pairs = { input: inputNCHW.slice(2), kernel, stride, padding, dilation };
  const args = Object.entries(pairs).flatMap(([option, pair]) => [`--${option}`, pair.join('x')]);
  if (ceilMode) args.push('--ceil');
  if (kind === 'transposed') args.push('--transposed', '--output-padding', (outputPadding ?? [0, 0]).join('x'));
  return args;
}

test('conv --json gives the sizes of PyTorch in 300 cases', async () => {
  const cases = readGolden<ConvCase[]>('conv');
  assert.equal(cases.length, 300);
  for (const example of cases) {
    const args = argumentsOf(example);
    const { printed, errors } = await convnets('conv', '--json', ...args);
    assert.equal(errors, '');
    assert.deepEqual(JSON.parse(printed).output, example.outputNCHW.slice(2), args.join(' '));
  }
});

/** Worked by hand. */
const texts: readonly (readonly [string, string])[] = [
  [
    '--input 224 --kernel 11 --stride 4 --padding 2',
    'output size = ⌊(224 + 2 + 2 − 11) / 4⌋ + 1 = ⌊54.25⌋ + 1 = 55\noutput: 55',
  ],
  ['--input 5 --kernel 3', 'output size = ⌊(5 − 3) / 1⌋ + 1 = 3\noutput: 3'],
  ['--input 5 --kernel 3 --padding valid', 'output size = ⌊(5 − 3) / 1⌋ + 1 = 3\noutput: 3'],
  [
    '--input 7 --kernel 3 --stride 2 --padding 0,1 --ceil',
    'output size = ⌈(7 + 0 + 1 − 3) / 2⌉ + 1 = ⌈2.5⌉ + 1 = 4\noutput: 4',
  ],
  [
    '--input 224 --kernel 3 --stride 2 --padding same',
    "padding 'same' = 0 before, 1 after\noutput size = ⌊(224 + 0 + 1 − 3) / 2⌋ + 1 = 112\noutput: 112",
  ],
  [
    '--input 7 --kernel 3 --stride 2 --padding 1 --transposed --output-padding 1',
    'output size = (7 − 1) · 2 − 1 − 1 + 3 + 1 = 14\noutput: 14',
  ],
  [
    '--input 5 --kernel 2 --stride 3 --padding same --transposed',
    "padding 'same' = 0 before, 0 after\noutput size = (5 − 1) · 3 + 2 + 1 = 15\noutput: 15",
  ],
  [
    '--input 9x8 --kernel 3x2 --dilation 2x1 --padding 0,1x2',
    [
      'height:',
      '  window spans = 2 · (3 − 1) + 1 = 5',
      '  output size = ⌊(9 + 0 + 1 − 5) / 1⌋ + 1 = 6',
      'width:',
      '  output size = ⌊(8 + 2 + 2 − 2) / 1⌋ + 1 = 11',
      'output: 6 × 11',
    ].join('\n'),
  ],
];
for (const [args, expected] of texts) {
  test(`conv ${args}`, async () => {
    assert.deepEqual(await convnets('conv', ...args.split(' ')), { code: 0, printed: expected, errors: '' });
  });
}

test('conv --json of one axis has numbers, and sides of the padding', () => {
  const args = '--input 7 --kernel 3 --stride 2 --padding 1 --transposed --output-padding 1 --json';
  const { code, printed } = convnetsProcess('conv', ...args.split(' '));
  assert.equal(code, 0);
  assert.deepEqual(JSON.parse(printed), {
    input: 7,
    kernel: 3,
    stride: 2,
    padding: [1, 1],
    dilation: 1,
    ceil: false,
    transposed: true,
    output: 14,
    calculation: 'output size = (7 − 1) · 2 − 1 − 1 + 3 + 1 = 14',
  });
});

const number = (option: string, least: number, received: string): string =>
  `conv: --${option} must be a whole number of at least ${least}, or HEIGHTxWIDTH. Received "${received}".`;
const padding = (received: string): string =>
  `conv: --padding must be same, valid, a whole number, HEIGHTxWIDTH, or BEFORE,AFTER for an axis. Received "${received}".`;

const errors: readonly (readonly [string, string])[] = [
  ['--kernel 3', 'conv: --input is missing.'],
  ['--input 5', 'conv: --kernel is missing.'],
  ['--input 5 --kernel 0', number('kernel', 1, '0')],
  ['--input 5 --kernel 2.5', number('kernel', 1, '2.5')],
  ['--input 5x5x3 --kernel 3', number('input', 1, '5x5x3')],
  ['--input 5 --kernel 3 --stride -1', number('stride', 1, '-1')],
  ['--input 5 --kernel 3 --dilation 1x', number('dilation', 1, '1x')],
  ['--input 5 --kernel 3 --padding -1', padding('-1')],
  ['--input 5 --kernel 3 --padding half', padding('half')],
  ['--input 5 --kernel 3 --padding 1,2,3', padding('1,2,3')],
  ['--input 5 --kernel 3 --padding 1x1x1', padding('1x1x1')],
  ['--input 5 --kernel 3 --output-padding 1', 'conv: --output-padding needs --transposed.'],
  ['--input 5 --kernel 3 --transposed --ceil', 'conv: --ceil does not go with --transposed.'],
  ['--input 5 --kernel 3 --transposed --output-padding x', number('output-padding', 0, 'x')],
  ['--input 5 --kernal 3', 'conv: there is no option --kernal. Did you mean --kernel?'],
  ['--input 5 --kernel 3 --input 7', 'conv: --input is given twice.'],
  ['--input 5 --kernel 3 --json --json', 'conv: --json is given twice.'],
  ['5', 'conv: "5" is one word too many.'],
];
for (const [args, message] of errors) {
  test(`conv ${args} is refused`, async () => {
    const { code, printed, errors } = await convnets('conv', ...args.split(' '));
    assert.deepEqual([code, printed], [2, '']);
    const [first, usage = ''] = errors.split('\n');
    assert.equal(first, message);
    assert.match(usage, /^Usage: npx convnets conv --input N --kernel N /);
  });
}

test('a kernel that does not fit is refused', async () => {
  const { code, errors } = await convnets('conv', '--input', '2', '--kernel', '3');
  assert.equal(code, 1);
  assert.equal(
    errors,
    'conv: kernelSize 3 does not fit input height 2 with padding 0. Received inputShape [2, 2], strides 1.',
  );
});

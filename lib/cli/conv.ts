import { explainOutputSize, explainTransposedOutputSize } from '../arithmetic/explain';
import {
  type AxisWindow,
  type ResolvedWindow,
  resolveTransposedWindow,
  resolveWindow,
  transposedOutputSize,
} from '../spec/window';
import { type Arguments, type CommandLine, command, refuse, requiredValue } from './arguments';
import { hasTwoAxes, readPadding, readPair } from './windowArguments';

const LINE: CommandLine = {
  name: 'conv',
  usage: [
    'Usage: npx convnets conv --input N --kernel N [--stride N] [--padding N]',
    '                         [--dilation N] [--ceil] [--transposed]',
    '                         [--output-padding N] [--json]',
    '  N                 a number, or HEIGHTxWIDTH such as 3x5',
    '  --padding         also takes same, valid, or BEFORE,AFTER for an axis,',
    '                    such as 0,1 or 0,1x1,1',
    '  --ceil            rounds up, as pooling with ceil mode does',
    '  --transposed      a transposed convolution',
    '  --output-padding  with --transposed: rows and columns added at the end',
  ].join('\n'),
  words: [],
  options: {
    input: 'value',
    kernel: 'value',
    stride: 'value',
    padding: 'value',
    dilation: 'value',
    ceil: 'flag',
    transposed: 'flag',
    'output-padding': 'value',
    json: 'flag',
  },
};

/** A window on an input, and its calculation along height and width. */
interface Calculation {
  readonly input: readonly [number, number];
  readonly window: ResolvedWindow;
  readonly texts: readonly [string, string];
}

/** `npx convnets conv`: the size of a convolution's output, with the calculation. */
export const run = command(LINE, async (given, { print }) => {
  const calculation = given.flags.has('transposed') ? transposed(given) : direct(given);
  const both = hasTwoAxes([...given.values.values()]);
  print(given.flags.has('json') ? asJson(calculation, given, both) : asText(calculation, given, both));
});

/** What both kinds of convolution take. */
function commonArguments(given: Arguments) {
  const pair = (option: string, least: number, fallback: string): [number, number] =>
    readPair(LINE, option, given.values.get(option) ?? fallback, least);
  return {
    input: pair('input', 1, requiredValue(LINE, given, 'input')),
    size: pair('kernel', 1, requiredValue(LINE, given, 'kernel')),
    strides: pair('stride', 1, '1'),
    dilationRate: pair('dilation', 1, '1'),
    padding: readPadding(LINE, given.values.get('padding') ?? '0'),
  };
}

function direct(given: Arguments): Calculation {
  if (given.values.has('output-padding')) refuse(LINE, '--output-padding needs --transposed.');
  const { input, ...args } = commonArguments(given);
  const ceilMode = given.flags.has('ceil');
  const window = resolveWindow(input, { ...args, ceilMode }, 'conv');
  const text = (i: 0 | 1): string => explainOutputSize(input[i], { ...along(window, i), ceilMode }).text;
  return { input, window, texts: [text(0), text(1)] };
}

function transposed(given: Arguments): Calculation {
  if (given.flags.has('ceil')) refuse(LINE, '--ceil does not go with --transposed.');
  const { input, ...args } = commonArguments(given);
  const outputPadding = readPair(LINE, 'output-padding', given.values.get('output-padding') ?? '0', 0);
  const window = resolveTransposedWindow(input, { ...args, outputPadding }, 'conv');
  const text = (i: 0 | 1): string => {
    const axis = along(window, i);
    // With 'same', a stride longer than the kernel adds rows too.
    const added = window.output[i] - transposedOutputSize(input[i], axis);
    return explainTransposedOutputSize(input[i], { ...axis, outputPadding: added }).text;
  };
  return { input, window, texts: [text(0), text(1)] };
}

/** A window along one axis. */
function along({ size, strides, padding, dilationRate }: ResolvedWindow, i: 0 | 1): Omit<AxisWindow, 'ceilMode'> {
  return { size: size[i], stride: strides[i], padding: padding[i], dilation: dilationRate[i] };
}

function asText({ window, texts }: Calculation, { values }: Arguments, both: boolean): string {
  const padding = values.get('padding');
  const text = (i: 0 | 1): string => {
    const [before, after] = window.padding[i];
    return padding === 'same' ? `padding 'same' = ${before} before, ${after} after\n${texts[i]}` : texts[i];
  };
  if (!both) return `${text(0)}\noutput: ${window.output[0]}`;
  return `height:\n${indented(text(0))}\nwidth:\n${indented(text(1))}\noutput: ${window.output.join(' × ')}`;
}

function indented(text: string): string {
  return text.replace(/^/gm, '  ');
}

/** One value an axis: a number when height and width are one question, `[height, width]` otherwise. */
function asJson({ input, window, texts }: Calculation, { flags }: Arguments, both: boolean): string {
  const perAxis = <T>(values: readonly [T, T]): T | readonly [T, T] => (both ? values : values[0]);
  const answer = {
    input: perAxis(input),
    kernel: perAxis(window.size),
    stride: perAxis(window.strides),
    padding: perAxis(window.padding),
    dilation: perAxis(window.dilationRate),
    ceil: flags.has('ceil'),
    transposed: flags.has('transposed'),
    output: perAxis(window.output),
    calculation: perAxis(texts),
  };
  return JSON.stringify(answer, null, 2);
}

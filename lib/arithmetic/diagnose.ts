import type { Pair } from '../spec/network';
import { toPair } from '../spec/pair';
import { outputSize, span } from '../spec/window';

/** The output size of one axis of a convolution or a pool. */
export interface OutputSizeQuestion {
  readonly quantity: 'outputSize';
  readonly input: number;
  readonly size: number;
  readonly stride?: number;
  readonly padding?: readonly [number, number];
  readonly dilation?: number;
  readonly ceilMode?: boolean;
}

/** The weights of a convolution. */
export interface ParamsQuestion {
  readonly quantity: 'params';
  readonly kernelSize: Pair;
  readonly inChannels: number;
  readonly filters: number;
  readonly groups?: number;
  readonly useBias?: boolean;
}

/** The multiplications of a convolution for one example. */
export interface MacsQuestion extends Omit<ParamsQuestion, 'quantity'> {
  readonly quantity: 'macs';
  /** `[height, width]` of input and output. */
  readonly input: readonly [number, number];
  readonly output: readonly [number, number];
}

export type Question = OutputSizeQuestion | ParamsQuestion | MacsQuestion;

export interface Diagnosis {
  readonly right: boolean;
  /** The right answer. */
  readonly value: number;
  /** The likely slip behind a wrong answer, as a sentence to the learner; absent where none is known. */
  readonly slip?: string;
}

/** A wrong way of working, and what comes out of it. */
type Slip = readonly [sentence: string, value: number];

/**
 * Tells whether an answer is right, and which slip gives a wrong one.
 *
 * @param expected the question with its numbers; the right answer is worked out from them
 * @param answer what the learner found
 */
export function diagnose(expected: Question, answer: number): Diagnosis {
  const { value, slips } = work(expected);
  if (Object.is(answer, value)) return { right: true, value };
  const slip = slips.find(([, wrong]) => wrong !== value && Math.abs(wrong - answer) < 1e-3)?.[0];
  return slip === undefined ? { right: false, value } : { right: false, value, slip };
}

function work(question: Question): { value: number; slips: readonly Slip[] } {
  switch (question.quantity) {
    case 'outputSize':
      return outputSizeSlips(question);
    case 'params':
      return paramsSlips(question);
    case 'macs':
      return macsSlips(question);
  }
}

function outputSizeSlips(question: OutputSizeQuestion): { value: number; slips: readonly Slip[] } {
  const { input, size, stride = 1, padding = [0, 0], dilation = 1, ceilMode = false } = question;
  const [before, after] = padding;
  const at = (padded: number, window = span(size, dilation), step = stride): number =>
    Math.floor((padded - window) / step) + 1;
  const padded = input + before + after;
  const exact = (padded - span(size, dilation)) / stride + 1;
  const rounded = ceilMode
    ? (['you rounded down: with ceilMode the size is rounded up', Math.floor(exact)] as const)
    : (['you rounded up: a window that does not fit whole is left out', Math.ceil(exact)] as const);
  return {
    value: outputSize(input, { size, stride, padding, dilation, ceilMode }),
    slips: [
      ['you forgot to add 1: a window that cannot move still gives one output', Math.floor(exact) - 1],
      rounded,
      ['you did not round: the size of an output is a whole number', exact],
      ['you forgot the padding', at(input)],
      ['you forgot the right padding: it is added on both sides', at(input + before)],
      ['you forgot the left padding: it is added on both sides', at(input + after)],
      ['you added the padding twice on each side', at(input + 2 * (before + after))],
      ['you forgot the dilation: it stretches the window', at(padded, size)],
      ['you forgot the stride', at(padded, span(size, dilation), 1)],
      [
        'you divided only the input by the stride, not what is left beside the window',
        Math.floor(padded / stride) - size + 1,
      ],
      ['you added 1 before dividing by the stride', Math.floor((padded - span(size, dilation) + 1) / stride)],
      ['you left the kernel out', Math.floor(padded / stride) + 1],
      ["you used the rule for padding 'same': the input divided by the stride", Math.ceil(input / stride)],
    ],
  };
}

function paramsSlips(question: Omit<ParamsQuestion, 'quantity'>): { value: number; slips: readonly Slip[] } {
  const { inChannels, filters, groups = 1, useBias = true } = question;
  const [height, width] = toPair(question.kernelSize);
  const weights = (height * width * inChannels * filters) / groups;
  const bias = useBias ? filters : 0;
  const slips: Slip[] = [
    useBias
      ? ['you forgot the bias: one for each filter', weights]
      : ['you counted a bias: this layer has none', weights + filters],
    ['you counted one bias in all: there is one for each filter', weights + 1],
    ['you counted one bias for each input channel: there is one for each filter', weights + inChannels],
    ['you forgot the input channels: a filter has a kernel for each of them', height * width * filters + bias],
    ['you forgot the filters: each has its own weights', (height * width * inChannels) / groups + (useBias ? 1 : 0)],
    ['you forgot the groups: a filter sees only the channels of its group', weights * groups + bias],
    ['you took only one side of the kernel', (height * inChannels * filters) / groups + bias],
  ];
  return { value: weights + bias, slips };
}

function macsSlips(question: MacsQuestion): { value: number; slips: readonly Slip[] } {
  const { inChannels, filters, groups = 1, input, output } = question;
  const weights = paramsSlips({ ...question, useBias: false }).value;
  const positions = output[0] * output[1];
  const slips: Slip[] = [
    [
      'you multiplied by the size of the input: the kernel is laid down once for each output',
      input[0] * input[1] * weights,
    ],
    [
      'you counted multiplications and additions apart: one multiplication with its addition counts as one',
      2 * positions * weights,
    ],
    ['you added the bias: it is not a multiplication', positions * (weights + filters)],
    ['you gave the parameters: each is used at every position of the output', weights],
    ['you gave the parameters: each is used at every position of the output', weights + filters],
    ['you forgot the input channels', (positions * weights * groups) / inChannels],
    ['you forgot the filters', (positions * weights) / filters],
    ['you forgot the groups: a filter sees only the channels of its group', positions * weights * groups],
  ];
  return { value: positions * weights, slips };
}

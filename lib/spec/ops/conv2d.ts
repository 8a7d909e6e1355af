import { at } from '../at';
import { toPair } from '../pair';
import { imageShape, type Shape } from '../shape';
import { type ResolvedWindow, resolveWindow } from '../window';
import {
  type ConvolutionArgs,
  convolutionCosts,
  convolutionTraits,
  convolutionWeights,
  convolutionWords,
  convolvedShape,
  kernelMacs,
  kernelWindow,
} from './convolution';
import type { OpDefinition } from './definition';
import { outputSizeSteps, perAxis } from './steps';

export interface Conv2dArgs extends ConvolutionArgs {
  readonly op: 'conv2d';
}

/** The kernel on an input of known size, sides worked out. */
export function conv2dWindow(args: Conv2dArgs, input: Shape, where: string): ResolvedWindow {
  return resolveWindow(imageShape(input, where), kernelWindow(args), where);
}

const image = (inputs: readonly Shape[]): readonly [number, number, number] => imageShape(at(inputs, 0), 'conv2d');
const positions = (output: Shape): [number, number] => [at(output, 0), at(output, 1)];

/** [h, w, c] → [h', w', filters]. Kernels are OIHW in PyTorch, HWIO here. */
export const conv2d: OpDefinition<Conv2dArgs> = {
  ...convolutionTraits,
  inference: { becomes: 'itself', takes: 'scaleAndShiftAndActivation' },
  words: { kind: 'convolution', short: () => 'conv', long: args => convolutionWords('conv', args) },
  shape(args, inputs, where) {
    const input = at(inputs, 0);
    return convolvedShape(args, conv2dWindow(args, input, where), input, where);
  },
  reach: (args, inputs) => ({ kind: 'window', window: conv2dWindow(args, at(inputs, 0), args.op) }),
  macs: (args, inputs, output) => kernelMacs(args, image(inputs)[2], positions(output)),
  weights(args, inputs) {
    const [height, width] = toPair(args.kernelSize);
    const { filters, groups } = args;
    const channels = image(inputs)[2];
    const fans = { fanIn: (height * width * channels) / groups, fanOut: (height * width * filters) / groups };
    return convolutionWeights(args, [filters, channels / groups], fans);
  },
  explain(args, inputs, output) {
    const input = image(inputs);
    const size = perAxis(conv2dWindow(args, input, args.op), (quantity, axis, along) =>
      outputSizeSteps(quantity, input[axis], along),
    );
    return { size, costs: convolutionCosts(args, input[2], positions(output)) };
  },
};

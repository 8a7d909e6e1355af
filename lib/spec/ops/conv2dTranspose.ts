import { at } from '../at';
import { type Pair, toPair } from '../pair';
import { imageShape, type Shape } from '../shape';
import { type ResolvedWindow, resolveTransposedWindow, transposedOutputSize } from '../window';
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
import { perAxis, transposedOutputSizeSteps } from './steps';

export interface Conv2dTransposeArgs extends ConvolutionArgs {
  readonly op: 'conv2dTranspose';
  /** Rows and columns added at the bottom and right of the output, to choose among the sizes that one stride allows. */
  readonly outputPadding: Pair;
}

/** The kernel on an input of known size, sides worked out. */
export function conv2dTransposeWindow(args: Conv2dTransposeArgs, input: Shape, where: string): ResolvedWindow {
  const window = { ...kernelWindow(args), outputPadding: args.outputPadding };
  return resolveTransposedWindow(imageShape(input, where), window, where);
}

const image = (inputs: readonly Shape[]): readonly [number, number, number] =>
  imageShape(at(inputs, 0), 'conv2dTranspose');

/**
 * [h, w, c] → [h', w', filters]; the kernel is laid down once for every input pixel. Kernels are IOHW in PyTorch, HWOI here.
 */
export const conv2dTranspose: OpDefinition<Conv2dTransposeArgs> = {
  ...convolutionTraits,
  inference: { becomes: 'itself', takes: 'nothing' },
  words: { kind: 'resize', short: () => 'transposed conv', long: args => convolutionWords('transposed conv', args) },
  shape(args, inputs, where) {
    const input = at(inputs, 0);
    return convolvedShape(args, conv2dTransposeWindow(args, input, where), input, where);
  },
  reach: (args, inputs) => ({
    kind: 'transposedWindow',
    window: conv2dTransposeWindow(args, at(inputs, 0), args.op),
  }),
  macs(args, inputs) {
    const [height, width, channels] = image(inputs);
    return kernelMacs(args, channels, [height, width]);
  },
  /** PyTorch counts the fan-in of the convolution that it transposes. */
  weights(args, inputs) {
    const [height, width] = toPair(args.kernelSize);
    const { filters, groups } = args;
    const channels = image(inputs)[2];
    const fans = { fanIn: (height * width * filters) / groups, fanOut: (height * width * channels) / groups };
    return convolutionWeights(args, [channels, filters / groups], fans);
  },
  explain(args, inputs) {
    const input = image(inputs);
    const window = conv2dTransposeWindow(args, input, args.op);
    const size = perAxis(window, (quantity, axis, along) => {
      // With 'same', a stride longer than the kernel adds rows, too.
      const outputPadding = window.output[axis] - transposedOutputSize(input[axis], along);
      return transposedOutputSizeSteps(quantity, input[axis], { ...along, outputPadding });
    });
    return { size, costs: convolutionCosts(args, input[2], [input[0], input[1]]) };
  },
};

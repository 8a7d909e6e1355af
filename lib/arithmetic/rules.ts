import type { Layer, OpArgs, OpName } from '../spec/network';
import { showShape, toPair } from '../spec/pair';
import type { Reach } from './receptiveField';
import { elements, features, imageShape, type Shape } from './shape';
import { type ResolvedWindow, resolveTransposedWindow, resolveWindow, type WindowArgs } from './window';

/** What one op does to shapes and costs. `where` names the layer in messages, e.g. `conv2d "features.0"`. */
export interface Rule<K extends OpName> {
  /** Output shape of one example. Throws RangeError when the inputs do not fit. */
  shape(args: OpArgs<K>, inputs: readonly Shape[], where: string): Shape;
  /** Trainable parameters. */
  params(args: OpArgs<K>, inputs: readonly Shape[]): number;
  /** Numbers that training keeps up to date but does not train: the moving means and variances. */
  movingStatistics(args: OpArgs<K>, inputs: readonly Shape[]): number;
  /** Multiplications for one example: those of convolutions and dense layers, no bias, normalization or activation. */
  macs(args: OpArgs<K>, inputs: readonly Shape[], output: Shape): number;
  /** Which input pixels one output unit reads. */
  reach(args: OpArgs<K>, inputs: readonly Shape[], output: Shape): Reach;
}

/** One rule for each op: a new op does not compile until it has its own. */
export type Rules = { readonly [K in OpName]: Rule<K> };

type Convolution = OpArgs<'conv2d' | 'conv2dTranspose'>;
type Pool = OpArgs<'maxPooling2d' | 'averagePooling2d'>;

const zero = (): number => 0;
const first = (inputs: readonly Shape[]): Shape => inputs[0] ?? [];
const free = { params: zero, movingStatistics: zero, macs: zero };
const pointwise = (): Reach => ({ kind: 'pointwise' });
const whole = (): Reach => ({ kind: 'whole' });

/** Same shape out as in, no weights, each unit from the same place. */
const elementwise = {
  ...free,
  shape: (_args: unknown, inputs: readonly Shape[]): Shape => first(inputs),
  reach: pointwise,
};

function windowOf(args: Convolution): WindowArgs {
  return { size: args.kernelSize, strides: args.strides, padding: args.padding, dilationRate: args.dilationRate };
}

function poolOf(args: Pool): WindowArgs {
  const dilationRate = args.op === 'maxPooling2d' ? args.dilationRate : 1;
  return { size: args.poolSize, strides: args.strides, padding: args.padding, dilationRate, ceilMode: args.ceilMode };
}

/** The window of a convolution or a pool on its input, sides worked out; for the code that runs a layer, too. */
export function layerWindow(layer: Pick<Layer, 'name'> & (Convolution | Pool), inputShape: Shape): ResolvedWindow {
  return windowOn(layer, inputShape, `${layer.op} "${layer.name}"`);
}

function windowOn(args: Convolution | Pool, inputShape: Shape, where: string): ResolvedWindow {
  const image = imageShape(inputShape, where);
  switch (args.op) {
    case 'conv2d':
      return resolveWindow(image, windowOf(args), where);
    case 'conv2dTranspose':
      return resolveTransposedWindow(image, { ...windowOf(args), outputPadding: args.outputPadding }, where);
    default:
      return resolveWindow(image, poolOf(args), where, 'poolSize');
  }
}

function checkFilters({ filters, groups }: Convolution, channels: number, where: string): void {
  if (!Number.isInteger(filters) || filters < 1) {
    throw new RangeError(`${where}: filters must be a positive whole number. Received ${filters}.`);
  }
  if (Number.isInteger(groups) && groups >= 1 && channels % groups === 0 && filters % groups === 0) return;
  throw new RangeError(
    `${where}: groups must divide the input channels and the filters. Received groups ${groups}, input channels ${channels}, filters ${filters}.`,
  );
}

/** Weights of a convolution: kernel height · kernel width · channels / groups · filters; groups cut the connections. */
function kernelElements(args: Convolution, inputs: readonly Shape[]): number {
  const [height, width] = toPair(args.kernelSize);
  const channels = first(inputs)[2] ?? 0;
  return (height * width * channels * args.filters) / args.groups;
}

/** `positions` tells how often the kernel is laid down: once for every output pixel, or every input pixel if transposed. */
function convolution(positions: (input: Shape, output: Shape) => Shape) {
  return {
    shape(args: Convolution, inputs: readonly Shape[], where: string): Shape {
      const shape = imageShape(first(inputs), where);
      checkFilters(args, shape[2], where);
      return [...windowOn(args, shape, where).output, args.filters];
    },
    params: (args: Convolution, inputs: readonly Shape[]): number =>
      kernelElements(args, inputs) + (args.useBias ? args.filters : 0),
    movingStatistics: zero,
    macs(args: Convolution, inputs: readonly Shape[], output: Shape): number {
      const [height = 0, width = 0] = positions(first(inputs), output);
      return height * width * kernelElements(args, inputs);
    },
    reach(args: Convolution, inputs: readonly Shape[]): Reach {
      const window = windowOn(args, first(inputs), args.op);
      return { kind: args.op === 'conv2d' ? 'window' : 'transposedWindow', window };
    },
  };
}

const pooling = {
  ...free,
  shape(args: Pool, inputs: readonly Shape[], where: string): Shape {
    const shape = imageShape(first(inputs), where);
    return [...windowOn(args, shape, where).output, shape[2]];
  },
  reach: (args: Pool, inputs: readonly Shape[]): Reach => ({
    kind: 'window',
    window: windowOn(args, first(inputs), args.op),
  }),
};

/** The common shape of the inputs of add; for concatenate, `axes` leaves the channels out. */
function agreeing(inputs: readonly Shape[], axes: (shape: Shape) => Shape, where: string): Shape {
  const expected = showShape(axes(first(inputs)));
  if (inputs.length >= 2 && inputs.every(shape => showShape(axes(shape)) === expected)) return first(inputs);
  throw new RangeError(
    `${where}: needs two or more inputs of the same ${axes(first(inputs)) === first(inputs) ? 'shape' : 'height and width'}. ` +
      `Received ${inputs.map(showShape).join(' and ')}.`,
  );
}

export const rules: Rules = {
  input: elementwise,
  conv2d: convolution((_input, output) => output),
  conv2dTranspose: convolution(input => input),
  maxPooling2d: pooling,
  averagePooling2d: pooling,
  adaptiveAveragePooling2d: {
    ...free,
    shape(args, inputs, where) {
      const size = toPair(args.outputSize);
      if (!size.every(n => Number.isInteger(n) && n >= 1)) {
        throw new RangeError(`${where}: outputSize must be positive whole numbers. Received ${showShape(size)}.`);
      }
      return [...size, imageShape(first(inputs), where)[2]];
    },
    reach: (_args, inputs, output) => adaptiveReach(first(inputs), output),
  },
  globalAveragePooling2d: {
    ...free,
    shape: (_args, inputs, where) => [imageShape(first(inputs), where)[2]],
    reach: whole,
  },
  batchNormalization: {
    ...elementwise,
    params: (_args, inputs) => 2 * channelsOf(inputs),
    movingStatistics: (_args, inputs) => 2 * channelsOf(inputs),
  },
  localResponseNormalization: elementwise,
  dropout: elementwise,
  dense: {
    shape(args, inputs, where) {
      features(first(inputs), where);
      if (Number.isInteger(args.units) && args.units >= 1) return [args.units];
      throw new RangeError(`${where}: units must be a positive whole number. Received ${args.units}.`);
    },
    params: (args, inputs) => (elements(first(inputs)) + (args.useBias ? 1 : 0)) * args.units,
    movingStatistics: zero,
    macs: (args, inputs) => elements(first(inputs)) * args.units,
    reach: whole,
  },
  flatten: { ...free, shape: (_args, inputs) => [elements(first(inputs))], reach: whole },
  activation: elementwise,
  softmax: elementwise,
  add: { ...elementwise, shape: (_args, inputs, where) => agreeing(inputs, shape => shape, where) },
  concatenate: {
    ...elementwise,
    shape(_args, inputs, where) {
      const shape = agreeing(inputs, shape => shape.slice(0, -1), where);
      return [...shape.slice(0, -1), inputs.reduce((sum, input) => sum + (input.at(-1) ?? 0), 0)];
    },
  },
  crop: {
    ...free,
    shape(args, inputs, where) {
      const [height, width, channels] = imageShape(first(inputs), where);
      const [rows, columns] = imageShape(inputs[1] ?? [], where);
      const [top, left] = toPair(args.offset);
      if (top >= 0 && left >= 0 && top + rows <= height && left + columns <= width) return [rows, columns, channels];
      throw new RangeError(
        `${where}: a cut of ${rows}×${columns} at offset [${top}, ${left}] leaves the input. Received inputShape ${showShape(first(inputs))}.`,
      );
    },
    reach: args => ({ kind: 'shift', offset: toPair(args.offset) }),
  },
  resize: {
    ...free,
    shape(args, inputs, where) {
      const [height, width, channels] = imageShape(first(inputs), where);
      const [rows, columns] = toPair(args.scale);
      if (inputs[1] !== undefined) return [...imageShape(inputs[1], where).slice(0, 2), channels];
      const size = [Math.floor(height * rows), Math.floor(width * columns)];
      if (size.every(side => side >= 1)) return [...size, channels];
      throw new RangeError(
        `${where}: scale must leave at least one pixel. Received ${showShape([rows, columns])}, inputShape ${showShape(first(inputs))}.`,
      );
    },
    reach: (args, inputs, output) => ({ kind: 'resize', input: first(inputs), output, ...args }),
  },
  padChannels: {
    ...elementwise,
    shape(args, inputs, where) {
      const [height, width, channels] = imageShape(first(inputs), where);
      return [height, width, args.before + channels + args.after];
    },
  },
};

function channelsOf(inputs: readonly Shape[]): number {
  return first(inputs).at(-1) ?? 0;
}

/** Adaptive pooling is an ordinary pool where the sizes divide; elsewhere its windows differ from place to place. */
function adaptiveReach(input: Shape, output: Shape): Reach {
  const size: [number, number] = [(input[0] ?? 0) / (output[0] ?? 1), (input[1] ?? 0) / (output[1] ?? 1)];
  if (!size.every(Number.isInteger)) return { kind: 'whole' };
  const none = [0, 0] as const;
  return {
    kind: 'window',
    window: {
      size,
      strides: size,
      dilationRate: [1, 1],
      padding: [none, none],
      output: [output[0] ?? 1, output[1] ?? 1],
    },
  };
}

/** The rule of one op. */
export function ruleFor<K extends OpName>(op: K): Rule<K> {
  return rules[op];
}

import type { Tensor, TensorInfo } from '@tensorflow/tfjs-node';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import type { TFEOpAttr } from '@tensorflow/tfjs-node/dist/tfjs_binding';
import { at, lookUp } from '../../spec/at';
import { lastAxis } from '../../spec/shape';
import { outputSize } from '../../spec/window';
import { tf } from '../backend';
import { first } from '../native';
import { TYPES } from './nodes';

type Shape = readonly number[];

/** Runs an op. */
export type Execute = NodeJSKernelBackend['executeMultipleOutputs'];

/** An op's arguments, as its shapes follow from them. */
interface Call {
  /** The shape of an input. */
  shape(input: number): Shape;
  /** The whole numbers in an input. */
  numbers(input: number): Shape;
  /** The whole numbers of an attribute. */
  list(attribute: string): Shape;
  text(attribute: string): string;
  flag(attribute: string): boolean;
  /** How many inputs there are. */
  readonly count: number;
}

/**
 * Gives memory to the outputs of an op without computing them. While a graph is recorded only shapes count, and memory that
 * nothing is written to costs nothing: a step is recorded in a fraction of its time, without the gigabytes of its activations.
 *
 * @returns null for an op that is not in the table below, and has to be run
 */
export function reserveOutputs(
  execute: Execute,
  op: string,
  attributes: readonly TFEOpAttr[],
  inputs: readonly TensorInfo[],
): Tensor[] | null {
  const shapesOf = OUTPUTS.get(op);
  const value = (name: string): TFEOpAttr['value'] | undefined => attributes.find(each => each.name === name)?.value;
  if (shapesOf === undefined || value('T') !== lookUp(TYPES, 'float32')) return null;
  const shapes = shapesOf({
    shape: input => at(inputs, input).shape,
    numbers: input => [...(tf.backend().readSync(at(inputs, input).dataId) as Int32Array)], // sizes are int32
    list: name => [value(name) ?? []].flat().map(Number),
    text: name => String(value(name)),
    flag: name => value(name) === true,
    count: inputs.length,
  });
  return shapes.map(shape => reserve(execute, shape));
}

/** A float32 tensor of that shape; its values are what the memory holds. */
export function reserve(execute: Execute, shape: Shape): Tensor {
  const { binding } = tf.backend() as NodeJSKernelBackend; // the base type lacks the binding; callers check isNative()
  const ofFloats = [
    { name: 'dtype', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
    { name: 'init', type: binding.TF_ATTR_BOOL, value: false },
  ];
  return first(execute('Empty', ofFloats, [tf.tensor1d([...shape], 'int32')], 1));
}

type ShapesOf = (call: Call) => readonly Shape[];

const asFirst: ShapesOf = ({ shape }) => [shape(0)];
const normalized: ShapesOf = ({ shape }) => [shape(0), shape(1), shape(1), shape(1), shape(1), []];
const normalizedBack: ShapesOf = ({ shape }) => [shape(0), shape(2), shape(2), [], []];
const broadcast: ShapesOf = ({ shape }) => [tf.backend_util.assertAndGetBroadcastShape([...shape(0)], [...shape(1)])];

/** Shapes of the outputs, for the ops that take nearly all of a step's time and memory. All of them give float32. */
const OUTPUTS: ReadonlyMap<string, ShapesOf> = new Map<string, ShapesOf>([
  ['Conv2D', call => [convolved(call)]],
  ['Conv2DBackpropInput', ({ numbers }) => [numbers(0)]],
  ['Conv2DBackpropFilter', ({ numbers }) => [numbers(1)]],
  ['FusedBatchNormV3', normalized],
  ['FusedBatchNormGradV3', normalizedBack],
  ['BiasAdd', asFirst],
  // Boxes that are not computed are any numbers, which this kernel would refuse.
  ['CropAndResize', ({ shape, numbers }) => [[at(shape(1), 0), ...numbers(3), at(shape(0), 3)]]],
  ['CropAndResizeGradImage', ({ numbers }) => [numbers(3)]],
  ['BatchMatMulV2', call => [product(call)]],
  ['ConcatV2', call => [joined(call)]],
  ['SplitV', ({ shape, numbers }) => numbers(1).map(part => withSide(shape(0), at(numbers(2), 0), part))],
  ...['Add', 'AddV2', 'Sub', 'Mul'].map((name): [string, ShapesOf] => [name, broadcast]),
  ...['Relu', 'Relu6', 'LeakyRelu', 'Tanh', 'Sigmoid'].flatMap((name): [string, ShapesOf][] => [
    [name, asFirst],
    [`${name}Grad`, asFirst],
  ]),
]);

/** The shape with another length along one axis, which may be counted from the end, below 0. */
function withSide(shape: Shape, axis: number, length: number): Shape {
  return shape.map((side, i) => (i === axis || i === axis + shape.length ? length : side));
}

/** The last input is the axis. */
function joined({ shape, numbers, count }: Call): Shape {
  const named = at(numbers(count - 1), 0);
  const axis = named < 0 ? named + shape(0).length : named;
  const parts = Array.from({ length: count - 1 }, (_, i) => at(shape(i), axis));
  const length = parts.reduce((sum, part) => sum + part, 0);
  return withSide(shape(0), axis, length);
}

/** Matrices on the last two axes. */
function product({ shape, flag }: Call): Shape {
  const sides = (input: 0 | 1, isTurned: boolean): readonly [number, number] => {
    const [rows, columns] = [at(shape(input), shape(input).length - 2), lastAxis(shape(input))];
    return isTurned ? [columns, rows] : [rows, columns];
  };
  const batch = tf.backend_util.assertAndGetBroadcastShape(shape(0).slice(0, -2), shape(1).slice(0, -2));
  return [...batch, sides(0, flag('adj_x'))[0], sides(1, flag('adj_y'))[1]];
}

/** [n, h, w, c] of a convolution's output. */
function convolved({ shape, list, text }: Call): Shape {
  const [x, kernel] = [shape(0), shape(1)];
  const [strides, dilations, explicit] = [list('strides'), list('dilations'), list('explicit_paddings')];
  const along = (axis: number): number => {
    const window = { size: at(kernel, axis - 1), stride: at(strides, axis), dilation: at(dilations, axis) };
    if (text('padding') === 'SAME') return Math.ceil(at(x, axis) / window.stride);
    const padding =
      explicit.length > 0 ? ([at(explicit, 2 * axis), at(explicit, 2 * axis + 1)] as const) : ([0, 0] as const);
    return outputSize(at(x, axis), { ...window, padding });
  };
  return [at(x, 0), along(1), along(2), at(kernel, 3)];
}

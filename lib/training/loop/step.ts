import type { LayersModel, Scalar, Tensor, Variable } from '@tensorflow/tfjs-node';
import { at, floatAt } from '../../spec/at';
import type { NDArray } from '../../spec/ndarray';
import { toNDArray } from '../../tfjs/arrays';
import { tf } from '../../tfjs/backend';
import type { Batch } from '../batches/batches';
import type { Optimizer } from '../optimizers';
import type { AnyTask, Outputs, TargetArray } from '../tasks/task';

/** What a step reads: images, and what the task has made of their right answers. */
export interface StepInput {
  /** [n, h, w, c] */
  readonly images: Float32Array;
  readonly shape: readonly [number, number, number, number];
  readonly targets: Readonly<Record<string, TargetArray>>;
}

/** What one step found out before it changed the weights. */
export interface StepResult {
  readonly examples: number;
  readonly loss: number;
  /** Of the loss, where the task shows them apart. */
  readonly parts: Readonly<Record<string, number>>;
  /** What the task measures, summed over the examples. */
  readonly sums: Readonly<Record<string, NDArray>>;
  /** What an evaluation keeps of the outputs. */
  readonly kept: Readonly<Record<string, NDArray>>;
}

/** The same as tensors. */
type Measured = {
  readonly loss: Scalar;
  readonly parts: Readonly<Record<string, Scalar>>;
  readonly sums: Readonly<Record<string, Tensor>>;
  readonly kept: Readonly<Record<string, Tensor>>;
};

/** A batch as a step reads it. */
export function stepInput(task: AnyTask, batch: Batch): StepInput {
  return { images: batch.images, shape: batch.shape, targets: task.targets(batch) };
}

/** The weights that training changes, in the model's order. */
export function trainableVariables(model: LayersModel): Variable[] {
  return model.trainableWeights.map(weight => weight.read() as Variable); // a layer's weight is read as the variable itself
}

/**
 * One step of training: forward, backward, and the optimizer's update.
 *
 * @returns the loss before the update; every tensor that the step made is disposed of
 */
export function trainingStep(
  model: LayersModel,
  input: StepInput,
  {
    task,
    optimizer,
    learningRate,
  }: { readonly task: AnyTask; readonly optimizer: Optimizer; readonly learningRate: number },
): StepResult {
  const variables = trainableVariables(model);
  const measured = tf.tidy(() => {
    const { images, targets } = toTensors(input);
    const found: Measured[] = [];
    const { grads } = tf.variableGrads(() => {
      const one = measure(task, outputsOf(model.apply(images, { training: true })), targets);
      keepAll(one); // variableGrads disposes of all but the loss
      found.push(one);
      return one.loss;
    }, variables);
    const pairs = variables.flatMap(variable => {
      const gradient = grads[variable.name];
      return gradient === undefined ? [] : [{ variable, gradient }];
    });
    optimizer.apply(
      pairs.map(({ variable }) => variable),
      pairs.map(({ gradient }) => gradient),
      learningRate,
    );
    return at(found, 0);
  });
  return read(measured, input);
}

/** What the network gives for images, and what the task measures of it. For measuring, not for learning. */
export function forwardStep(model: LayersModel, input: StepInput, task: AnyTask): StepResult {
  const measured = tf.tidy(() => {
    const { images, targets } = toTensors(input);
    const outputs = outputsOf(model.apply(images, { training: false }));
    return { ...measure(task, outputs, targets), kept: { ...task.overall?.keep(outputs) } };
  });
  return read(measured, input);
}

/** All that a task says of a network's outputs: pure, so that it can be recorded. */
function measure(task: AnyTask, outputs: Outputs, targets: Readonly<Record<string, Tensor>>): Measured {
  return { ...lossOf(task, outputs, targets), sums: task.measure(outputs, targets), kept: {} };
}

/** The loss, and its parts where the task shows them apart. */
export function lossOf(
  task: AnyTask,
  outputs: Outputs,
  targets: Readonly<Record<string, Tensor>>,
): Pick<Measured, 'loss' | 'parts'> {
  const value = task.loss(outputs, targets);
  if (value instanceof tf.Tensor) return { loss: value, parts: {} };
  const [first, ...others] = Object.values(value);
  if (first === undefined)
    throw new TypeError('fit: the loss of the task has no parts. Return a scalar, or one for each part.');
  return { loss: others.reduce((sum, part) => tf.add<Scalar>(sum, part), first), parts: value };
}

export function toTensors({ images, shape, targets }: StepInput): { images: Tensor; targets: Record<string, Tensor> } {
  const entries = Object.entries(targets).map(([name, { shape, data }]) => {
    return [name, tf.tensor(data, [...shape], data instanceof Int32Array ? 'int32' : 'float32')] as const;
  });
  return { images: tf.tensor(images, [...shape]), targets: Object.fromEntries(entries) };
}

/** A model with one output gives a tensor, one with several a list. */
export function outputsOf(result: unknown): Outputs {
  return (Array.isArray(result) ? result : [result]) as [Tensor, ...Tensor[]]; // tensors in, tensors out
}

function keepAll({ parts, sums }: Measured): void {
  for (const tensor of [...Object.values(parts), ...Object.values(sums)]) tf.keep(tensor);
}

/** Reads everything back and disposes of it. */
function read({ loss, parts, sums, kept }: Measured, { shape: [examples] }: StepInput): StepResult {
  const values = Object.entries(parts).map(([name, part]) => [name, scalarOf(part)] as const);
  const result = {
    examples,
    loss: scalarOf(loss),
    parts: Object.fromEntries(values),
    sums: arraysOf(sums),
    kept: arraysOf(kept),
  };
  tf.dispose({ loss, parts, sums, kept });
  return result;
}

function scalarOf(scalar: Scalar): number {
  return floatAt(scalar.dataSync<'float32'>(), 0);
}

function arraysOf(tensors: Readonly<Record<string, Tensor>>): Record<string, NDArray> {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, toNDArray(tensor)]));
}

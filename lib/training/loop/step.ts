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
export type Measured = {
  readonly loss: Scalar;
  readonly parts: Readonly<Record<string, Scalar>>;
  readonly sums: Readonly<Record<string, Tensor>>;
  readonly kept: Readonly<Record<string, Tensor>>;
};

/** A batch as a step reads it. */
export function stepInput(task: AnyTask, batch: Batch, model: LayersModel): StepInput {
  return { images: batch.images, shape: batch.shape, targets: task.targets(batch, model) };
}

/**
 * What a network reads: the images, and further inputs that are targets of the same name.
 *
 * @throws RangeError when the task makes no such target
 */
function inputsOf(model: LayersModel, { images, targets }: StepTensors): Tensor | Tensor[] {
  const [, ...others] = model.inputNames;
  if (others.length === 0) return images;
  const further = others.map(name => {
    const target = targets[name];
    if (target !== undefined) return target;
    throw new RangeError(
      `fit: the model "${model.name}" reads "${name}" beside its images, and the task does not give it. ` +
        'Train with a task for such networks.',
    );
  });
  return [images, ...further];
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
  const measured = tf.tidy(() => {
    const { measured, pairs } = gradientsOf(model, task, toTensors(input));
    optimizer.apply(
      pairs.map(({ variable }) => variable),
      pairs.map(({ gradient }) => gradient),
      learningRate,
    );
    return keptAll(measured);
  });
  return readAll(measured, input);
}

/**
 * Forward and backward. Inside `tf.tidy`.
 *
 * @returns what the task measures, and a gradient for each weight on which the loss depends
 */
export function gradientsOf(
  model: LayersModel,
  task: AnyTask,
  tensors: StepTensors,
): {
  readonly measured: Measured;
  readonly pairs: readonly { readonly variable: Variable; readonly gradient: Tensor }[];
} {
  const variables = trainableVariables(model);
  const found: Measured[] = [];
  const forward = (): Scalar => {
    const outputs = outputsOf(model.apply(inputsOf(model, tensors), { training: true }));
    const one = measure(task, outputs, tensors.targets);
    found.push(keptAll(one)); // variableGrads disposes of all but the loss
    return one.loss;
  };
  const { grads } = freeingOnFailure(found, () => tf.variableGrads(forward, variables));
  const pairs = variables.flatMap(variable => {
    const gradient = grads[variable.name];
    return gradient === undefined ? [] : [{ variable, gradient }];
  });
  return { measured: at(found, 0), pairs };
}

/** What the network gives for images, and what the task measures of it. For measuring, not for learning. */
export function forwardStep(model: LayersModel, input: StepInput, task: AnyTask): StepResult {
  const measured = tf.tidy(() => {
    const tensors = toTensors(input);
    const outputs = outputsOf(model.apply(inputsOf(model, tensors), { training: false }));
    const kept = { ...task.overall?.keep(outputs, tensors.targets) };
    return { ...measure(task, outputs, tensors.targets), kept };
  });
  return readAll(measured, input);
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

export interface StepTensors {
  readonly images: Tensor;
  readonly targets: Readonly<Record<string, Tensor>>;
}

export function toTensors({ images, shape, targets }: StepInput): StepTensors {
  const entries = Object.entries(targets).map(([name, { shape, data }]) => {
    return [name, tf.tensor(data, [...shape], data instanceof Int32Array ? 'int32' : 'float32')] as const;
  });
  return { images: tf.tensor(images, [...shape]), targets: Object.fromEntries(entries) };
}

/** A model with one output gives a tensor, one with several a list. */
export function outputsOf(result: unknown): Outputs {
  return (Array.isArray(result) ? result : [result]) as [Tensor, ...Tensor[]]; // tensors in, tensors out
}

function keptAll(measured: Measured): Measured {
  const { loss, parts, sums } = measured;
  for (const tensor of [loss, ...Object.values(parts), ...Object.values(sums)]) tf.keep(tensor);
  return measured;
}

/** What is kept for a backward pass would outlive one that fails: TensorFlow.js frees it at the end of the pass. */
function freeingOnFailure<T>(kept: readonly Measured[], pass: () => T): T {
  try {
    return pass();
  } catch (error) {
    for (const { loss, parts, sums } of kept) tf.dispose({ loss, parts, sums });
    const { activeTape, gradientDepth } = tf.engine().state;
    if (gradientDepth === 0) for (const { saved } of activeTape ?? []) tf.dispose(saved); // null before its first pass
    throw error;
  }
}

/** Reads everything back and disposes of it. */
export function readAll({ loss, parts, sums, kept }: Measured, { shape: [examples] }: StepInput): StepResult {
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

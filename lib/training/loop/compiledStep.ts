import type { LayersModel, Tensor, Variable } from '@tensorflow/tfjs-node';
import { at } from '../../spec/at';
import { tf } from '../../tfjs/backend';
import { GraphSession } from '../../tfjs/graph/graphSession';
import type { Feed } from '../../tfjs/graph/nodes';
import { disposingOnFailure, NoFixedGraph, Recorder } from '../../tfjs/graph/recorder';
import { sameOps } from '../../tfjs/graph/sameOps';
import { opLayersOf } from '../../tfjs/model/modelLayers';
import { ResourceVariable } from '../../tfjs/model/resourceVariable';
import { VariableMemory } from '../../tfjs/model/variableMemory';
import { isNative } from '../../tfjs/native';
import type { Optimizer } from '../optimizers';
import { isRecordable, type RecordableOptimizer } from '../optimizers/recordable';
import type { AnyTask } from '../tasks/task';
import {
  gradientsOf,
  type Measured,
  readAll,
  type StepInput,
  type StepResult,
  toTensors,
  trainableVariables,
} from './step';

/** A step of training as one TensorFlow graph: it does what `trainingStep` does, to rounding, in less time and memory. */
export interface CompiledStep {
  /** Whether the step is made for inputs of these shapes. */
  fits(input: StepInput): boolean;
  /** Takes a step with the weights as they are now, also where something else has changed them. */
  run(input: StepInput, learningRate: number): StepResult;
  dispose(): void;
}

/**
 * Records a step and compiles it. Nothing changes: neither the weights nor the optimizer.
 *
 * @param input of the shapes of all inputs to come
 * @throws NoFixedGraph that says why the step has no graph
 */
export function compileStep(
  model: LayersModel,
  input: StepInput,
  { task, optimizer }: { readonly task: AnyTask; readonly optimizer: Optimizer },
): CompiledStep {
  if (!isNative()) throw new NoFixedGraph('the plain JavaScript backend has no graphs');
  if (!isRecordable(optimizer)) throw new NoFixedGraph(`the optimizer "${optimizer.name}" cannot be recorded`);
  const recorder = new Recorder();
  const variables = variablesOf(model, optimizer);
  return disposingOnFailure(recorder, () => {
    const outputs = recordStep(recorder, model, input, { task, optimizer, variables });
    return new GraphStep(recorder, optimizer, variables, input, outputs);
  });
}

/** A variable that stays in the graph from step to step; between steps its memory is that of the model's. */
interface GraphVariable {
  readonly name: string;
  readonly variable: Variable;
}

interface GraphVariables {
  readonly weights: readonly GraphVariable[];
  /** Those that are trained, with what the optimizer keeps for each. */
  readonly trained: readonly { readonly weight: GraphVariable; readonly slots: readonly GraphVariable[] }[];
}

/** A result of a step. */
interface MeasuredOutput {
  readonly kind: 'loss' | 'part' | 'sum';
  readonly name: string;
  /** Where it comes from, such as `Mean_7:0`. */
  readonly output: string;
}

function variablesOf(model: LayersModel, optimizer: RecordableOptimizer): GraphVariables {
  const weights = model.weights.map((weight, i): GraphVariable => {
    return { name: `weight_${i}`, variable: weight.read() as Variable }; // a layer's weight is read as the variable itself
  });
  const byVariable = new Map(weights.map(weight => [weight.variable, weight]));
  const trainable = trainableVariables(model);
  const trained = optimizer.slots(trainable).flatMap((slots, i) => {
    const weight = byVariable.get(at(trainable, i));
    if (weight === undefined) return [];
    return [{ weight, slots: slots.map((variable, j) => ({ name: `${weight.name}_slot_${j}`, variable })) }];
  });
  return { weights, trained };
}

const IMAGES = 'images';
const nextInput = (variable: string): string => `next_${variable}`;
/** Not by the target's name, which may hold any character. */
const targetInput = (place: number): string => `target_${place}`;
const numberInput = (name: string): string => `number_${name}`;

function recordStep(
  recorder: Recorder,
  model: LayersModel,
  input: StepInput,
  {
    task,
    optimizer,
    variables,
  }: { readonly task: AnyTask; readonly optimizer: RecordableOptimizer; readonly variables: GraphVariables },
): readonly MeasuredOutput[] {
  const undo = remember(model, variables);
  const handles = new Map<GraphVariable, ResourceVariable>();
  const handleOf = (variable: GraphVariable): ResourceVariable => {
    const handle = handles.get(variable) ?? new ResourceVariable(variable.variable.shape);
    handles.set(variable, handle);
    return handle;
  };
  let outputs: readonly MeasuredOutput[] = [];
  try {
    tf.tidy(() => {
      for (const { weight, slots } of variables.trained) {
        for (const each of [weight, ...slots]) recorder.variable(each.name, each.variable, handleOf(each).handle);
      }
      for (const each of variables.weights) {
        if (!handles.has(each)) recorder.variable(each.name, each.variable);
      }
      const images = tf.zeros([...input.shape]);
      recorder.input(IMAGES, images);
      const targets = Object.entries(input.targets).map(([name, { shape, data }], place) => {
        const tensor = tf.zeros([...shape], data instanceof Int32Array ? 'int32' : 'float32');
        recorder.input(targetInput(place), tensor);
        return [name, tensor] as const;
      });
      const numbers = Object.keys(optimizer.numbers(0)).map(name => {
        const tensor = tf.scalar(0);
        recorder.input(numberInput(name), tensor);
        return [name, tensor] as const;
      });
      const measured = recorder.run(() => {
        const found = gradientsOf(model, calledTwice(recorder, task), { images, targets: Object.fromEntries(targets) });
        const gradients = new Map(found.pairs.map(({ variable, gradient }) => [variable, gradient]));
        for (const { weight, slots } of variables.trained) {
          const gradient = gradients.get(weight.variable);
          if (gradient === undefined) continue; // the loss does not depend on it
          const target = { weight: handleOf(weight), gradient, slots: slots.map(handleOf) };
          optimizer.update({ ...target, numbers: Object.fromEntries(numbers) });
        }
        return found.measured;
      });
      outputs = outputsOf(recorder, measured);
      for (const { name, variable } of undo.changed()) recorder.assign(name, recorder.outputOf(variable));
    });
    return outputs;
  } finally {
    undo.restore();
    for (const handle of handles.values()) handle.dispose();
  }
}

function outputsOf(recorder: Recorder, { loss, parts, sums }: Measured): MeasuredOutput[] {
  const each = (kind: MeasuredOutput['kind'], tensors: Readonly<Record<string, Tensor>>): MeasuredOutput[] =>
    Object.entries(tensors).map(([name, tensor]) => ({ kind, name, output: recorder.outputOf(tensor) }));
  const outputs = [...each('loss', { loss }), ...each('part', parts), ...each('sum', sums)];
  tf.dispose({ loss, parts, sums });
  return outputs;
}

/**
 * The task, whose loss and measurements are called twice each, to see that both calls do the same: what changes from call to
 * call, such as random numbers, would stand still in a graph. The second calls lead to no output, so that they never run.
 */
function calledTwice(recorder: Recorder, task: AnyTask): AnyTask {
  const twice = <Args extends unknown[], Result>(f: (...args: Args) => Result): ((...args: Args) => Result) => {
    return (...args) => {
      const start = recorder.nodes.length;
      const result = f(...args);
      const middle = recorder.nodes.length;
      f(...args);
      if (sameOps(recorder.nodes, [start, middle, recorder.nodes.length])) return result;
      throw new NoFixedGraph('the loss or a measurement of the task changes from call to call');
    };
  };
  return { ...task, loss: twice(task.loss.bind(task)), measure: twice(task.measure.bind(task)) };
}

/** Notes what recording changes, to undo it: moving statistics, and the layers' counts of calls. */
function remember(
  model: LayersModel,
  { weights }: GraphVariables,
): { changed(): readonly GraphVariable[]; restore(): void } {
  const layers = opLayersOf(model).map(layer => ({ layer, calls: layer.calls }));
  const values = weights.map(weight => ({ weight, value: tf.keep(weight.variable.clone()) }));
  const changed = (): { readonly weight: GraphVariable; readonly value: Tensor }[] =>
    values.filter(({ weight, value }) => weight.variable.dataId !== value.dataId);
  return {
    changed: () => changed().map(({ weight }) => weight),
    restore() {
      for (const { weight, value } of changed()) weight.variable.assign(value);
      for (const { value } of values) value.dispose();
      for (const { layer, calls } of layers) layer.calls = calls;
    },
  };
}

/** The session, and how a run's feeds and results go in and out. */
class GraphStep implements CompiledStep {
  private readonly session: GraphSession;
  private readonly variables: readonly GraphVariable[];
  private readonly memories: readonly VariableMemory[];
  /** Outputs with the variables' values after a step, and in a run that changes nothing. */
  private readonly after: readonly string[];
  private readonly peeks: readonly string[];
  private readonly setAll: string;
  private readonly shapes: string;

  constructor(
    private readonly recorder: Recorder,
    private readonly optimizer: RecordableOptimizer,
    { weights, trained }: GraphVariables,
    input: StepInput,
    private readonly outputs: readonly MeasuredOutput[],
  ) {
    this.variables = [...weights, ...trained.flatMap(({ slots }) => slots)];
    this.memories = this.variables.map(({ variable }) => new VariableMemory(variable));
    const names = this.variables.map(({ name }) => name);
    this.after = names.map(name => recorder.read(name));
    this.peeks = names.map(name => recorder.peek(name));
    this.setAll = recorder.setter('set_all', new Map(names.map(name => [name, nextInput(name)])));
    this.shapes = shapesOf(input);
    this.session = new GraphSession(recorder.nodes);
  }

  fits(input: StepInput): boolean {
    return shapesOf(input) === this.shapes;
  }

  run(input: StepInput, learningRate: number): StepResult {
    const measured = tf.tidy(() => {
      if (this.memories.some(memory => memory.isChanged)) this.set();
      return this.measuredOf(this.step(this.feeds(input, learningRate)));
    });
    this.optimizer.count();
    return readAll(measured, input);
  }

  dispose(): void {
    this.session.dispose();
    this.recorder.dispose();
  }

  /** Brings what something else has written to the variables into the graph. */
  private set(): void {
    const feeds = this.variables.map(({ name, variable }) => ({ name: nextInput(name), tensor: variable }));
    this.session.run(feeds, [this.setAll]);
  }

  private feeds(input: StepInput, learningRate: number): Feed[] {
    const { images, targets } = toTensors(input);
    const numbers = Object.entries(this.optimizer.numbers(learningRate));
    return [
      { name: IMAGES, tensor: images },
      ...Object.values(targets).map((tensor, place) => ({ name: targetInput(place), tensor })),
      ...numbers.map(([name, value]) => ({ name: numberInput(name), tensor: tf.scalar(value, 'float32') })),
      ...this.recorder.prepareRun(),
    ];
  }

  /** Runs the graph. Meanwhile the variables let go of their memory, so that it is changed in place. */
  private step(feeds: readonly Feed[]): readonly Tensor[] {
    for (const memory of this.memories) memory.release();
    const measured = this.outputs.map(({ output }) => output);
    try {
      const outputs = this.session.run(feeds, [...measured, ...this.after]);
      this.take(outputs.slice(measured.length));
      return outputs.slice(0, measured.length);
    } catch (error) {
      this.take(this.session.run([], this.peeks));
      throw error;
    }
  }

  private take(values: readonly Tensor[]): void {
    this.memories.forEach((memory, i) => {
      memory.take(at(values, i));
    });
  }

  private measuredOf(values: readonly Tensor[]): Measured {
    const ofKind = (kind: MeasuredOutput['kind']): Record<string, Tensor> =>
      Object.fromEntries(
        this.outputs.flatMap((output, i) => (output.kind === kind ? [[output.name, tf.keep(at(values, i))]] : [])),
      );
    const { loss } = ofKind('loss');
    // Each is of the kind and the rank that was recorded.
    return { loss, parts: ofKind('part'), sums: ofKind('sum'), kept: {} } as Measured;
  }
}

const shapesOf = ({ shape, targets }: StepInput): string =>
  JSON.stringify([shape, ...Object.entries(targets).map(([name, { shape }]) => [name, shape])]);

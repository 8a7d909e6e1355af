import type { LayerVariable, serialization, Tensor } from '@tensorflow/tfjs-node';
import type { Layer, OpName } from '../../spec/network';
import { definitionOf, definitions, type Op } from '../../spec/ops';
import type { WeightName } from '../../spec/ops/definition';
import { layerWeights } from '../../spec/ops/layerWeights';
import { hashText } from '../../spec/random';
import type { Shape } from '../../spec/shape';
import { tf } from '../backend';
import { withoutBatch } from './batchShape';
import { type InitializationOptions, initialValues } from './initialization';
import { type Running, runnerFor } from './runners';

// This module makes classes of TensorFlow's as soon as it is read; modelLayers reads it late.

type BatchShape = (number | null)[];

export interface OpLayerOptions {
  readonly initialization: InitializationOptions;
  /** Computed after the op: an op that is an activation at inference. */
  readonly activation?: Op | undefined;
  readonly trainable?: boolean;
  /** For a batch normalization whose gamma and beta hold its whole scale and shift. */
  readonly affine?: boolean;
}

/** One layer of a network as a layer of TensorFlow.js: shapes from its rule, weights from its table, values from its runner. */
export abstract class OpLayer extends tf.layers.Layer {
  /** The layer of the network that this one runs; its inputs are those of the model's graph. */
  readonly spec: Layer;
  /** By the weight's name, in PyTorch's order; empty until the layer is built. */
  readonly variables = new Map<WeightName, LayerVariable>();
  /** How often dropout or batch normalization ran in training. With the seed it decides dropout's next choice. */
  calls = 0;
  private readonly options: OpLayerOptions;

  constructor(spec: Layer, options: OpLayerOptions) {
    super({ name: spec.name, trainable: options.trainable ?? true });
    this.spec = spec;
    this.options = options;
  }

  override build(inputShape: BatchShape | BatchShape[]): void {
    for (const weight of layerWeights(this.spec, inputShapes(inputShape))) {
      const apply = (): Tensor =>
        tf.tensor(initialValues(this.spec, weight, this.options.initialization), [...weight.shape]);
      const initializer = Object.assign(tf.initializers.zeros(), { apply });
      this.variables.set(
        weight.name,
        this.addWeight(weight.name, [...weight.shape], 'float32', initializer, undefined, weight.trainable),
      );
    }
    this.built = true;
  }

  override computeOutputShape(inputShape: BatchShape | BatchShape[]): BatchShape {
    return [null, ...outputShape(this.spec, inputShapes(inputShape))];
  }

  override call(inputs: Tensor | Tensor[], kwargs: { training?: boolean }): Tensor {
    return tf.tidy(() => {
      const running = this.running(kwargs.training === true);
      const y = run(this.spec, Array.isArray(inputs) ? inputs : [inputs], running);
      const { activation } = this.options;
      return activation === undefined ? y : run({ ...activation, name: this.name, inputs: [] }, [y], running);
    });
  }

  override getConfig(): serialization.ConfigDict {
    const { op: _op, name: _name, inputs: _inputs, torchName, ...args } = this.spec;
    // tfjs rewrites strings in a configuration as snake case, except under the key "name".
    const torch = torchName === undefined ? null : { name: torchName };
    return {
      ...super.getConfig(),
      args: JSON.parse(JSON.stringify(args)),
      torch,
      fused: fusedConfig(this.options.activation),
      affine: this.options.affine === true,
      seed: this.options.initialization.seed ?? 0,
      calls: this.calls,
    };
  }

  /** Whether the layer was made for inference only, where it may hold more than its op. */
  get isForInference(): boolean {
    return this.options.affine === true;
  }

  private running(training: boolean): Running {
    const { seed = 0 } = this.options.initialization;
    return {
      training,
      frozen: !this.trainable,
      affine: this.options.affine === true,
      weight: name => this.variable(name).read(),
      update: (name, value) => {
        this.variable(name).write(value);
      },
      nextCall: () => hashText(`${seed}/${this.name}/${this.calls++}`),
    };
  }

  /** @throws TypeError when the layer has no such weight */
  variable(name: WeightName): LayerVariable {
    const variable = this.variables.get(name);
    if (variable !== undefined) return variable;
    throw new TypeError(`${this.spec.op} "${this.name}" has no ${name}. Build the model first.`);
  }
}

function inputShapes(inputShape: BatchShape | BatchShape[]): readonly Shape[] {
  const shapes = isList(inputShape) ? inputShape : [inputShape];
  return shapes.map(withoutBatch);
}

function isList(shape: BatchShape | BatchShape[]): shape is BatchShape[] {
  return Array.isArray(shape[0]);
}

function outputShape<K extends OpName>(layer: Layer<K>, inputs: readonly Shape[]): Shape {
  return definitionOf<K>(layer.op).shape(layer, inputs, `${layer.op} "${layer.name}"`);
}

function run<K extends OpName>(layer: Layer<K>, inputs: readonly Tensor[], running: Running): Tensor {
  return runnerFor<K>(layer.op)(layer, inputs, running);
}

type OpLayerClass = new (spec: Layer, options: OpLayerOptions) => OpLayer;

/** One class for each op, so that summaries and saved models name it. */
function classFor(op: OpName): OpLayerClass {
  class ForOp extends OpLayer {
    static className = op;

    static override fromConfig<T extends serialization.Serializable>(
      _cls: serialization.SerializableConstructor<T>,
      config: serialization.ConfigDict,
    ): T {
      return fromConfig(op, config) as unknown as T; // tfjs asks the class itself, so T is this class
    }
  }
  tf.serialization.registerClass(ForOp as unknown as serialization.SerializableConstructor<ForOp>); // made by fromConfig only
  return ForOp;
}

const opNames = Object.keys(definitions) as OpName[]; // the type of the keys, which Object.keys forgets
const classes = new Map(opNames.map(op => [op, classFor(op)]));

/** An activation in a configuration: its op under the key whose strings tfjs keeps, and its arguments. */
interface FusedConfig extends serialization.ConfigDict {
  readonly name: OpName;
  readonly args: serialization.ConfigDict;
}

function fusedConfig(activation: Op | undefined): FusedConfig | null {
  if (activation === undefined) return null;
  const { op, ...args } = activation;
  return { name: op, args: JSON.parse(JSON.stringify(args)) };
}

function fusedOp({ name, args }: FusedConfig): Op {
  return { ...args, op: name } as unknown as Op; // getConfig wrote it
}

/** Makes the layer that runs `spec`. */
export function createLayer(spec: Layer, options: OpLayerOptions): OpLayer {
  const Class = classes.get(spec.op);
  if (Class === undefined) throw new RangeError(`layer "${spec.name}": there is no operation "${spec.op}".`);
  return new Class(spec, options);
}

/** A layer from a saved model. Its weights are loaded next, so they start at 0. */
function fromConfig(op: OpName, config: serialization.ConfigDict): OpLayer {
  const { name, args, torch, fused, affine, seed, calls, trainable } = config;
  const torchName = torch === null ? {} : { torchName: (torch as { name: string }).name };
  // getConfig wrote these; a file that was edited fails in the layer's rule.
  const spec = { ...(args as object), op, name, inputs: [], ...torchName } as unknown as Layer;
  const layer = createLayer(spec, {
    initialization: { seed: Number(seed), initializer: 'zeros' },
    activation: fused === null ? undefined : fusedOp(fused as unknown as FusedConfig),
    affine: affine === true,
    trainable: trainable !== false,
  });
  layer.calls = Number(calls);
  return layer;
}

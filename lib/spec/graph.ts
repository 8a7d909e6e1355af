import type { ActivationName, Layer, NetworkSpec, Op, OpArgs, OpName, Pair } from './network';

/** The arguments of an op as a caller writes them: those named in `Required` must be given, the others have defaults. */
type Args<K extends OpName, Required extends keyof OpArgs<K>> = Pick<OpArgs<K>, Required> &
  Partial<Omit<OpArgs<K>, 'op'>>;

/** An argument that is given as undefined keeps its default. */
function defined<T extends object>(args: T): T {
  const kept: T = { ...args };
  // Object.keys forgets the type of the keys.
  for (const key of Object.keys(args) as (keyof T)[]) if (kept[key] === undefined) delete kept[key];
  return kept;
}

/**
 * Writes a network down layer by layer. Every method appends one layer and returns its name, which later layers take as input:
 *
 * ```ts
 * const g = new Graph('tiny', [32, 32, 3]);
 * let x = g.input();
 * x = g.conv2d(x, { filters: 16, kernelSize: 3, padding: 1 }, 'conv1');
 * x = g.relu(x, 'relu1');
 * const net = g.build(g.dense(g.flatten(x), { units: 10 }, 'fc'));
 * ```
 *
 * Layers with weights need a path, unique in the network, which is also their name in a PyTorch checkpoint.
 * Other layers are named after their op unless a path says otherwise; a name that is taken gets a number.
 *
 * Introduced in notebook padding-stride.
 */
export class Graph {
  private readonly layers = new Map<string, Layer>();

  /**
   * @param name of the network, as in the registry
   * @param inputShape `[height, width, channels]` that it is published for
   */
  constructor(
    readonly name: string,
    readonly inputShape: readonly [number, number, number],
  ) {}

  /** Goes on with a network: its layers are there, and can be read. */
  static continuing({ name, inputShape, layers }: Omit<NetworkSpec, 'outputs'>): Graph {
    const graph = new Graph(name, inputShape);
    for (const layer of layers) graph.layers.set(layer.name, layer);
    return graph;
  }

  input(): string {
    return this.append({ op: 'input' }, [], 'input');
  }

  /** The regions of the image, a second input: boxes [x1, y1, x2, y2] in its pixels. `count` is what is counted with. */
  regions(args: { readonly count: number }, path?: string): string {
    return this.append({ op: 'regions', ...defined(args) }, [], path);
  }

  conv2d(x: string, args: Args<'conv2d', 'filters' | 'kernelSize'>, path: string): string {
    const defaults = { strides: 1, padding: 'valid', dilationRate: 1, groups: 1, useBias: true } as const;
    return this.appendWeighted({ op: 'conv2d', ...defaults, ...defined(args) }, x, path);
  }

  conv2dTranspose(x: string, args: Args<'conv2dTranspose', 'filters' | 'kernelSize'>, path: string): string {
    const sizes = { strides: 1, padding: 'valid', dilationRate: 1, outputPadding: 0 } as const;
    return this.appendWeighted(
      { op: 'conv2dTranspose', ...sizes, groups: 1, useBias: true, ...defined(args) },
      x,
      path,
    );
  }

  /** Strides default to the pool's size. */
  maxPooling2d(x: string, args: Args<'maxPooling2d', 'poolSize'>, path?: string): string {
    const defaults = { strides: args.poolSize, padding: 'valid', dilationRate: 1, ceilMode: false } as const;
    return this.append({ op: 'maxPooling2d', ...defaults, ...defined(args) }, [x], path);
  }

  /** Strides default to the pool's size. */
  averagePooling2d(x: string, args: Args<'averagePooling2d', 'poolSize'>, path?: string): string {
    const defaults = { strides: args.poolSize, padding: 'valid', ceilMode: false, countIncludePad: true } as const;
    return this.append({ op: 'averagePooling2d', ...defaults, ...defined(args) }, [x], path);
  }

  adaptiveAveragePooling2d(x: string, args: { readonly outputSize: Pair }, path?: string): string {
    return this.append({ op: 'adaptiveAveragePooling2d', ...defined(args) }, [x], path);
  }

  /** One level of a spatial pyramid. */
  adaptiveMaxPooling2d(x: string, args: { readonly outputSize: Pair }, path?: string): string {
    return this.append({ op: 'adaptiveMaxPooling2d', ...defined(args) }, [x], path);
  }

  globalAveragePooling2d(x: string, path?: string): string {
    return this.append({ op: 'globalAveragePooling2d' }, [x], path);
  }

  /** PyTorch's defaults: epsilon 1e-5, and 0.9 of the moving statistics kept at each step. */
  batchNormalization(x: string, args: Args<'batchNormalization', never>, path: string): string {
    return this.appendWeighted({ op: 'batchNormalization', epsilon: 1e-5, momentum: 0.9, ...defined(args) }, x, path);
  }

  /** PyTorch's epsilon, 1e-5. `groups` must divide the channels: 1 for all together, as many as channels for each alone. */
  groupNormalization(x: string, args: Args<'groupNormalization', 'groups'>, path: string): string {
    return this.appendWeighted({ op: 'groupNormalization', epsilon: 1e-5, ...defined(args) }, x, path);
  }

  /** The AlexNet paper's constants: size 5, alpha 1e-4, beta 0.75, k 2. */
  localResponseNormalization(x: string, args: Args<'localResponseNormalization', never> = {}, path?: string): string {
    const defaults = { size: 5, alpha: 1e-4, beta: 0.75, k: 2 };
    return this.append({ op: 'localResponseNormalization', ...defaults, ...defined(args) }, [x], path);
  }

  dropout(x: string, args: { readonly rate: number }, path?: string): string {
    return this.append({ op: 'dropout', ...defined(args) }, [x], path);
  }

  dense(x: string, args: Args<'dense', 'units'>, path: string): string {
    return this.appendWeighted({ op: 'dense', useBias: true, ...defined(args) }, x, path);
  }

  flatten(x: string, path?: string): string {
    return this.append({ op: 'flatten' }, [x], path);
  }

  /** A vector as a map or any other shape, row by row: `[7, 7, 30]`. */
  reshape(x: string, args: Args<'reshape', 'targetShape'>, path?: string): string {
    return this.append({ op: 'reshape', ...defined(args) }, [x], path);
  }

  activation(x: string, activation: ActivationName, path: string = activation): string {
    return this.append({ op: 'activation', activation }, [x], path);
  }

  relu(x: string, path?: string): string {
    return this.activation(x, 'relu', path);
  }

  /** x where it is positive, slope · x elsewhere; 0.1 in YOLO, 0.01 in PyTorch unless told. */
  leakyRelu(x: string, args: Args<'leakyRelu', 'slope'>, path?: string): string {
    return this.append({ op: 'leakyRelu', ...defined(args) }, [x], path);
  }

  softmax(x: string, path?: string): string {
    return this.append({ op: 'softmax' }, [x], path);
  }

  add(xs: readonly string[], path?: string): string {
    return this.append({ op: 'add' }, xs, path);
  }

  concatenate(xs: readonly string[], path?: string): string {
    return this.append({ op: 'concatenate' }, xs, path);
  }

  /** Cuts `x` to the height and width of `reference`. */
  crop(x: string, reference: string, args: Args<'crop', 'offset'>, path?: string): string {
    return this.append({ op: 'crop', ...defined(args) }, [x, reference], path);
  }

  /** Resamples `x` by `scale`. */
  resize(x: string, args: Args<'resize', 'method' | 'scale'>, path?: string): string {
    return this.append({ op: 'resize', alignCorners: false, ...defined(args) }, [x], path);
  }

  /** Resamples `x` to the height and width of `reference`. */
  resizeLike(x: string, reference: string, args: Omit<Args<'resize', 'method'>, 'scale'>, path?: string): string {
    return this.append({ op: 'resize', alignCorners: false, scale: 1, ...defined(args) }, [x, reference], path);
  }

  padChannels(x: string, args: Args<'padChannels', 'before' | 'after'>, path?: string): string {
    return this.append({ op: 'padChannels', ...defined(args) }, [x], path);
  }

  /** The largest value in each bin of each region; all that reads it is computed for each region. */
  roiPool(x: string, regions: string, args: Args<'roiPool', 'outputSize' | 'spatialScale'>, path?: string): string {
    return this.append({ op: 'roiPool', ...defined(args) }, [x, regions], path);
  }

  /** Means of samples in each bin of each region: 2 by 2 of them, and no half pixel of shift, unless told. */
  roiAlign(x: string, regions: string, args: Args<'roiAlign', 'outputSize' | 'spatialScale'>, path?: string): string {
    return this.append({ op: 'roiAlign', samplingRatio: 2, aligned: false, ...defined(args) }, [x, regions], path);
  }

  /**
   * @param outputs the main output first, e.g. the classifier, then auxiliary ones
   * @returns the network as data, in the order in which the layers were added
   */
  build(...outputs: readonly [string, ...string[]]): NetworkSpec {
    outputs.forEach(output => {
      this.requireLayer(output, 'build');
    });
    return { name: this.name, inputShape: this.inputShape, layers: [...this.layers.values()], outputs };
  }

  private appendWeighted(op: Op, x: string, path: string): string {
    if (this.layers.has(path)) {
      throw new RangeError(
        `${op.op} "${path}": this name is taken in "${this.name}". Give every layer with weights its own path.`,
      );
    }
    return this.append(op, [x], path, path);
  }

  private append(op: Op, inputs: readonly string[], path: string = op.op, torchName?: string): string {
    const name = this.free(path);
    inputs.forEach(input => {
      this.requireLayer(input, `${op.op} "${name}"`);
    });
    const placement = { name, inputs: [...inputs] };
    this.layers.set(name, torchName === undefined ? { ...op, ...placement } : { ...op, ...placement, torchName });
    return name;
  }

  private free(path: string): string {
    let name = path;
    for (let n = 2; this.layers.has(name); n++) name = `${path}_${n}`;
    return name;
  }

  private requireLayer(name: string, where: string): void {
    if (this.layers.has(name)) return;
    throw new RangeError(
      `${where}: there is no layer "${name}" in "${this.name}". Add a layer before it is used as input.`,
    );
  }
}

import { Graph } from '../spec/graph';
import type { NetworkSpec } from '../spec/network';
import { normReluConv, transitionLayer } from './cifarDensenet';
import { member } from './family';
import type { ModelOptions } from './options';

export interface JoinedLayersOptions extends ModelOptions {
  /** What becomes of a layer's input x and its new channels y: both side by side, x + y, or y alone. */
  readonly join: keyof typeof JOINS;
  /** New channels of every layer in each of the three blocks. */
  readonly filters: readonly [number, number, number];
}

interface Join {
  readonly apply: (g: Graph, x: string, y: string, path: string) => string;
  /** Channels before the first layer, so that x and y fit. */
  readonly stem: (filters: number) => number;
  /** Channels behind a block. */
  readonly grown: (channels: number, filters: number) => number;
  /** Channels that a transition leaves of those before it, for a next block with so many filters. */
  readonly kept: (channels: number, next: number) => number;
}

const SAME_WIDTH = {
  stem: (filters: number) => filters,
  grown: (channels: number) => channels,
  kept: (_channels: number, next: number) => next,
};

const JOINS = {
  concatenate: {
    apply: (g, x, y, path) => g.concatenate([x, y], path),
    stem: filters => 2 * filters,
    grown: (channels, filters) => channels + LAYERS * filters,
    kept: channels => Math.floor(channels / 2),
  },
  add: { ...SAME_WIDTH, apply: (g, x, y, path) => g.add([x, y], path) },
  none: { ...SAME_WIDTH, apply: (_g, _x, y) => y },
} as const satisfies Readonly<Record<string, Join>>;

/** In each block. */
const LAYERS = 5;

/**
 * Three blocks of five layers at 16, 8 and 4 pixels, each layer normalization, ReLU and a 3×3 convolution. Networks of
 * different `join` differ in what a layer's new channels do, and otherwise are one body. The sizes are the
 * course's own, so the registry does not name the network.
 *
 * Introduced in notebook densenet.
 *
 * @throws RangeError when there is no such join
 */
export function joined_layers(options: JoinedLayersOptions): NetworkSpec {
  const { filters, numClasses = 10, inputShape = [32, 32, 3] } = options;
  const join: Join = member(JOINS, options.join, 'joined_layers: join');
  const g = new Graph('joined_layers', inputShape);
  let channels = join.stem(filters[0]);
  let x = g.conv2d(g.input(), { filters: channels, kernelSize: 3, padding: 1, useBias: false }, 'conv1');
  x = g.averagePooling2d(x, { poolSize: 2 }, 'pool1');
  filters.forEach((count, block) => {
    if (block > 0) {
      channels = join.kept(channels, count);
      x = transitionLayer(g, x, channels, `trans${block}`);
    }
    for (let layer = 0; layer < LAYERS; layer++) {
      const path = `block${block + 1}.${layer}`;
      x = join.apply(g, x, normReluConv(g, x, { filters: count, kernelSize: 3 }, path, 1), `${path}.join`);
    }
    channels = join.grown(channels, count);
  });
  x = g.globalAveragePooling2d(g.relu(g.batchNormalization(x, {}, 'bn1'), 'relu'), 'average');
  return g.build(g.dense(x, { units: numClasses }, 'fc'));
}

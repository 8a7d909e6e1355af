import { at } from '../spec/at';
import { Graph } from '../spec/graph';
import type { NetworkSpec } from '../spec/network';
import type { ModelOptions } from './options';
import { PYRAMID_LEVELS, spatialPyramid } from './spatialPyramid';
import { lastMaps, mapOfStride } from './strideMaps';
import { upTo } from './upTo';

export interface SppOnOptions extends ModelOptions {
  /** Of the map that the pyramid pools; the largest stride that the backbone has by default. */
  readonly stride?: number;
  /** Bins along each side of the levels of the pyramid; 4, 2 and 1 by default. */
  readonly levels?: readonly number[];
  /** Units of the dense layers between the pyramid and the classes; none by default. */
  readonly hidden?: readonly number[];
  /** Of the network; the backbone's, with `_spp`, by default. */
  readonly name?: string;
}

/**
 * Any classifier with a spatial pyramid behind its last map of a stride, so that it takes pictures, and windows, of any size.
 *
 * @param backbone a classifier, whose layers behind the map are left out
 * @throws RangeError when the backbone has no map of the stride, or the pyramid no levels
 * @see He et al., Spatial Pyramid Pooling in Deep Convolutional Networks, https://arxiv.org/abs/1406.4729, figure 3
 */
export function spp_on(backbone: NetworkSpec, options: SppOnOptions = {}): NetworkSpec {
  const { numClasses = 1000, inputShape = backbone.inputShape, levels = PYRAMID_LEVELS, hidden = [] } = options;
  const maps = lastMaps(backbone);
  const map = mapOfStride(maps, options.stride ?? Math.max(...maps.keys()), backbone, 'spp_on');
  const g = Graph.continuing({ ...upTo(backbone, map), inputShape, name: options.name ?? `${backbone.name}_spp` });
  let x = spatialPyramid(g, map, levels);
  hidden.forEach((units, i) => {
    const path = `fc${6 + i}`;
    x = g.relu(g.dense(g.dropout(x, { rate: 0.5 }, `${path}.dropout`), { units }, path), `${path}.relu`);
  });
  return g.build(g.dense(x, { units: numClasses }, `fc${6 + hidden.length}`));
}

/** The layers of a network with a pyramid that detection needs by name. */
export interface PyramidParts {
  /** The map that is pooled. */
  readonly map: string;
  readonly levels: readonly number[];
  /** The layer with the pooled vector. */
  readonly pyramid: string;
}

/**
 * Finds the pyramid of a network that `spp_on` made.
 *
 * @throws RangeError when it has none
 */
export function pyramidOf(net: NetworkSpec): PyramidParts {
  const pools = net.layers.flatMap(layer => (layer.op === 'adaptiveMaxPooling2d' ? [layer] : []));
  const levels = pools.map(({ outputSize }) => (typeof outputSize === 'number' ? outputSize : at(outputSize, 0)));
  const flattened = net.layers.filter(
    ({ op, inputs }) => op === 'flatten' && pools.some(({ name }) => inputs.includes(name)),
  );
  const join = net.layers.find(({ op, inputs }) => op === 'concatenate' && inputs.includes(flattened[0]?.name ?? ''));
  const pyramid = join ?? flattened[0];
  const map = pools[0]?.inputs[0];
  if (map !== undefined && pyramid !== undefined) return { map, levels, pyramid: pyramid.name };
  throw new RangeError(`pyramidOf: "${net.name}" has no spatial pyramid. Make it with models.spp_on.`);
}

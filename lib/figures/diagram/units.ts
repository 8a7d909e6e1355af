import { at } from '../../spec/at';
import type { Layer, NetworkSpec } from '../../spec/network';
import { definitions } from '../../spec/ops';

/** Layers that are drawn as one: one that does the work, with the normalization, activation and dropout around it. */
export interface Unit {
  readonly kind: 'unit';
  /** Name of the layer that does the work, or of the only unit's block. */
  readonly path: string;
  /** Path of the block that it stands in, `''` outside of all. */
  readonly parent: string;
  readonly layers: readonly Layer[];
}

/** Whether a layer changes values one by one, or only their order. */
export function isSmall({ op }: Layer): boolean {
  const { role } = definitions[op];
  return role === 'joins' || role === 'joinsNext';
}

/** `layer1.0` → `layer1`, `conv1` → `''`. */
export function pathBefore(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('.')));
}

/** Whether `path` is `block` or lies in it. */
export function isWithin(path: string, block: string): boolean {
  return path === block || path.startsWith(`${block}.`);
}

/** Paths of all blocks: every beginning of a layer's name. */
export function blockPaths(net: NetworkSpec): Set<string> {
  const paths = new Set<string>();
  for (const { name } of net.layers) {
    for (let path = pathBefore(name); path !== ''; path = pathBefore(path)) paths.add(path);
  }
  return paths;
}

/**
 * Joins small layers to the one before them, or, where that is read by others too or stands in another block, to the one
 * after them: `conv, norm, ReLU` of a ResNet and `norm, ReLU, conv` of a DenseNet are one unit each.
 *
 * @param expand path of the block that is opened; when it holds a single unit, that unit's layers stay apart
 * @returns in the network's order
 */
export function toUnits(net: NetworkSpec, expand: string | undefined): Unit[] {
  const blocks = blockPaths(net);
  const parentOf = ({ name }: Layer): string => (blocks.has(name) ? name : pathBefore(name));
  const units = joinRuns(net, parentOf).map(layers => toUnit(layers, parentOf));
  if (expand === undefined) return units;
  const opened = units.filter(({ layers }) => layers.some(({ name }) => isWithin(name, expand)));
  const only = opened.length === 1 ? opened[0] : undefined;
  return units.flatMap(unit => (unit === only ? unit.layers.map(layer => toUnit([layer], parentOf)) : [unit]));
}

function toUnit(layers: readonly Layer[], parentOf: (layer: Layer) => string): Unit {
  const first = at(layers, 0);
  const head = layers.find(layer => !isSmall(layer)) ?? first;
  return { kind: 'unit', path: head.name, parent: parentOf(first), layers };
}

function joinRuns(net: NetworkSpec, parentOf: (layer: Layer) => string): Layer[][] {
  const runs: Layer[][] = [];
  const runOf = new Map<string, Layer[]>();
  const readers = countReaders(net);
  for (const layer of net.layers) {
    const [input] = layer.inputs;
    const before = input === undefined ? undefined : runOf.get(input);
    const last = before?.at(-1);
    const alone = layer.inputs.length === 1 && last?.name === input && last && readers.get(last.name) === 1;
    if (before && last && alone && parentOf(last) === parentOf(layer) && canJoin(layer, before)) {
      before.push(layer);
      runOf.set(layer.name, before);
    } else {
      const run = [layer];
      runs.push(run);
      runOf.set(layer.name, run);
    }
  }
  return runs;
}

/** How many layers read each layer; being an output of the network counts as one. */
function countReaders(net: NetworkSpec): ReadonlyMap<string, number> {
  const readers = new Map<string, number>();
  for (const name of [...net.layers.flatMap(layer => layer.inputs), ...net.outputs]) {
    readers.set(name, (readers.get(name) ?? 0) + 1);
  }
  return readers;
}

/**
 * A unit holds one layer that does the work. When an op already stands before that layer, the next one of its kind opens
 * the next unit, so that norm, ReLU, conv, norm, ReLU, conv becomes two equal units. Flatten belongs to what follows: after
 * it, units see the whole input.
 */
function canJoin(layer: Layer, run: readonly Layer[]): boolean {
  const worker = run.find(other => !isSmall(other));
  if (worker === undefined) return true;
  if (definitions[layer.op].role !== 'joins' || definitions[worker.op].role === 'input') return false;
  return run.slice(0, run.indexOf(worker)).every(({ op }) => op !== layer.op);
}

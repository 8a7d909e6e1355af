import { at, lookUp } from '../../spec/at';
import type { Layer, NetworkSpec } from '../../spec/network';
import { definitions } from '../../spec/ops';
import { isWithin, pathBefore, toUnits, type Unit } from './units';

/** A box of the drawing: a unit or a closed block, or several equal ones in a row. */
export interface DiagramBox {
  readonly kind: 'box';
  /** Of the first copy, or of the block whose only content this is. */
  readonly path: string;
  /** Paths of the copies; one when nothing repeats. */
  readonly copies: readonly string[];
  /** Whether a copy is a unit; a block otherwise. */
  readonly isUnit: boolean;
  /** All layers, those of all copies. */
  readonly layers: readonly Layer[];
}

/** An open block: a line around its boxes. */
export interface Frame {
  readonly kind: 'frame';
  readonly path: string;
  readonly items: readonly Item[];
}

export type Item = DiagramBox | Frame;

/** What flows from one box to another: the output of one layer. */
export interface Edge {
  readonly from: DiagramBox;
  readonly to: DiagramBox;
  /** Name of the layer whose output it is. */
  readonly layer: string;
  /** Whether only its height and width are read, as by a crop. */
  readonly sizeOnly: boolean;
}

interface Block {
  readonly kind: 'block';
  readonly path: string;
  readonly children: readonly Node[];
  /** In the network's order. */
  readonly layers: readonly Layer[];
}

type Node = Unit | Block;

export interface CutOptions {
  /** Levels of the name path that are opened. */
  readonly depth: number;
  /** Path of a block that is opened in full. */
  readonly expand?: string | undefined;
}

/** Boxes that a page of a notebook shows without getting long. */
const COMFORTABLE = 24;

/** The network as boxes and frames, at a depth of the name path. */
export function cut(net: NetworkSpec, options: CutOptions): Item[] {
  return cutAt(treeOf(net, options.expand), options, readersOf(net));
}

/**
 * The largest depth that gives at most 24 boxes and takes no repeated block apart; at least 1.
 */
export function comfortableDepth(net: NetworkSpec): number {
  const [root, readers] = [treeOf(net, undefined), readersOf(net)];
  const deepest = Math.max(...net.layers.map(({ name }) => name.split('.').length));
  let depth = 1;
  let boxes = boxesOf(cutAt(root, { depth }, readers));
  while (depth < deepest && !boxes.some(box => !box.isUnit && box.copies.length > 1)) {
    boxes = boxesOf(cutAt(root, { depth: depth + 1 }, readers));
    if (boxes.length > COMFORTABLE) break;
    depth++;
  }
  return depth;
}

/** All boxes, from the input on. */
export function boxesOf(items: readonly Item[]): DiagramBox[] {
  return items.flatMap(item => (item.kind === 'box' ? [item] : boxesOf(item.items)));
}

/** What flows between boxes; what stays inside one is left out. */
export function edgesOf(net: NetworkSpec, boxes: readonly DiagramBox[]): Edge[] {
  const boxOf = new Map(boxes.flatMap(box => box.layers.map(({ name }) => [name, box] as const)));
  const edges = new Map<string, Edge>();
  for (const layer of net.layers) {
    const to = boxOf.get(layer.name);
    layer.inputs.forEach((input, i) => {
      const from = boxOf.get(input);
      if (from === undefined || to === undefined || from === to) return;
      const key = `${input} ${boxes.indexOf(to)}`;
      const sizeOnly = i > 0 && definitions[layer.op].inputs.values === 'first';
      edges.set(key, { from, to, layer: input, sizeOnly: sizeOnly && (edges.get(key)?.sizeOnly ?? true) });
    });
  }
  return [...edges.values()];
}

function treeOf(net: NetworkSpec, expand: string | undefined): Block {
  return toBlock('', toUnits(net, expand), new Map(net.layers.map((layer, i) => [layer, i] as const)));
}

/** The units and blocks directly under `path`, each where its first layer stands. */
function toBlock(path: string, units: readonly Unit[], order: ReadonlyMap<Layer, number>): Block {
  const groups = new Map<string, Unit[]>();
  const children: Node[] = [];
  for (const unit of units) {
    if (unit.parent === path) {
      children.push(unit);
      continue;
    }
    const key = ancestorUnder(unit.parent, path);
    const group = groups.get(key);
    if (group !== undefined) group.push(unit);
    else groups.set(key, [unit]);
  }
  const blocks = [...groups].map(([key, members]) => orOnlyChild(toBlock(key, members, order)));
  const layers = units.flatMap(unit => unit.layers).sort(byOrder);
  return {
    kind: 'block',
    path,
    children: [...children, ...blocks].sort((a, b) => byOrder(at(a.layers, 0), at(b.layers, 0))),
    layers,
  };

  function byOrder(a: Layer, b: Layer): number {
    return lookUp(order, a) - lookUp(order, b);
  }
}

/** A block with a single unit or block in it is that one under its own name. */
function orOnlyChild(block: Block): Node {
  const [child] = block.children;
  return child !== undefined && block.children.length === 1 ? { ...child, path: block.path } : block;
}

/** `layer1.0.downsample` under `layer1` → `layer1.0`. */
function ancestorUnder(path: string, above: string): string {
  const before = pathBefore(path);
  return before === above ? path : ancestorUnder(before, above);
}

function cutAt(block: Block, options: CutOptions, readers: Readers): Item[] {
  const { expand } = options;
  const open = new Set<Node>(block.children.filter(node => node.kind === 'block' && isOpen(node, options, readers)));
  const mayRepeat = (node: Node): boolean => !open.has(node) && (expand === undefined || !isWithin(node.path, expand));
  return runsOf(block.children, mayRepeat, readers).map(run => {
    const [node] = run;
    if (node === undefined || node.kind === 'unit' || !open.has(node)) return toBox(run);
    const items = cutAt(node, options, readers);
    const [item] = items;
    const isOne = items.length === 1 && item?.kind === 'box' && node.path !== expand;
    return isOne ? { ...item, path: node.path } : { kind: 'frame', path: node.path, items };
  });
}

function isOpen({ path, layers }: Block, { depth, expand }: CutOptions, readers: Readers): boolean {
  if (path.split('.').length < depth) return true;
  if (expand !== undefined && (isWithin(path, expand) || isWithin(expand, path))) return true;
  return comesBack(layers, readers);
}

function toBox(run: readonly Node[]): DiagramBox {
  const copies = run.map(({ path }) => path);
  const { path, kind } = at(run, 0);
  return { kind: 'box', path, copies, isUnit: kind === 'unit', layers: run.flatMap(({ layers }) => layers) };
}

/** Puts equal neighbours of a chain together. */
function runsOf(nodes: readonly Node[], mayRepeat: (node: Node) => boolean, readers: Readers): Node[][] {
  const runs: Node[][] = [];
  for (const node of nodes) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    const repeats =
      last !== undefined && mayRepeat(last) && mayRepeat(node) && follows(node, last, readers) && areEqual(node, last);
    if (repeats) run?.push(node);
    else runs.push([node]);
  }
  return runs;
}

/** Who reads the outputs of a network. */
const OUTSIDE = '';

/** The layers that read each layer, and someone outside that reads the outputs. */
type Readers = ReadonlyMap<string, readonly string[]>;

function readersOf(net: NetworkSpec): Readers {
  const names = [OUTSIDE, ...net.layers.map(({ name }) => name)];
  const readers = new Map(names.map(name => [name, [] as string[]]));
  for (const { name, inputs } of net.layers) for (const input of inputs) lookUp(readers, input).push(name);
  for (const output of net.outputs) lookUp(readers, output).push(OUTSIDE);
  return readers;
}

/** Whether `node` reads nothing but `before`, and nobody else reads that. */
function follows(node: Node, before: Node, readers: Readers): boolean {
  const [own, others] = [node.layers, before.layers];
  const [inside, earlier] = [namesOf(own), namesOf(others)];
  return (
    own.every(({ inputs }) => inputs.every(input => inside.has(input) || input === others.at(-1)?.name)) &&
    others.every(({ name }) => lookUp(readers, name).every(reader => inside.has(reader) || earlier.has(reader)))
  );
}

/** Whether what leaves the layers comes back to them: closed, they would stand before and after what is between. */
function comesBack(layers: readonly Layer[], readers: Readers): boolean {
  const inside = namesOf(layers);
  const seen = new Set<string>();
  const pending = layers.flatMap(({ name }) => lookUp(readers, name)).filter(name => !inside.has(name));
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (inside.has(name)) return true;
    if (seen.has(name)) continue;
    seen.add(name);
    pending.push(...lookUp(readers, name));
  }
  return false;
}

function namesOf(layers: readonly Layer[]): ReadonlySet<string> {
  return new Set(layers.map(({ name }) => name));
}

/** The same layers with the same arguments, connected in the same way; the number of input channels may differ. */
function areEqual(a: Node, b: Node): boolean {
  return a.kind === b.kind && structure(a.layers) === structure(b.layers);
}

function structure(layers: readonly Layer[]): string {
  const places = new Map(layers.map(({ name }, i) => [name, i] as const));
  return JSON.stringify(
    layers.map(({ name, torchName, inputs, ...args }) => [args, inputs.map(input => places.get(input) ?? 'outside')]),
  );
}

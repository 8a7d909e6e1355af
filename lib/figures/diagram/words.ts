import type { LayerReport, Report, Totals } from '../../arithmetic/analyze';
import { at, lookUp } from '../../spec/at';
import type { Layer } from '../../spec/network';
import type { Kind } from '../../spec/ops/definition';
import type { Shape } from '../../spec/shape';
import { shortEnough } from '../style/alt';
import { showNumber } from '../style/numbers';
import { literal, literalLines } from '../style/text';
import { boxesOf, type DiagramBox, type Edge, type Frame } from './blocks';
import { kindOf, longWords, shortWords, times } from './layerWords';
import { isSmall } from './units';

/** What is known of every layer, by name, and of all together. */
export interface Facts {
  readonly layers: ReadonlyMap<string, LayerReport>;
  readonly totals: Totals;
}

export function toFacts({ layers, totals }: Report): Facts {
  return { layers: new Map(layers.map(layer => [layer.name, layer] as const)), totals };
}

/** `layer2.1 … 3`, `conv3_1 … 3`. */
export function boxName({ path, copies }: DiagramBox): string {
  const last = copies.at(-1);
  if (copies.length === 1 || last === undefined || path !== copies[0]) return lastPiece(path);
  return `${lastPiece(path)} … ${/\d*$/.exec(last)?.[0] || lastPiece(last)}`;
}

/** What a box does: `conv 3×3, 64 → batch norm → ReLU`, or `conv 1×1, 3×3, 1×1 · add`; empty where the name says it all. */
export function boxWork(box: DiagramBox): string {
  const copy = firstCopy(box);
  const work = box.isUnit ? copy.map(layer => longWords(layer)).join(' → ') : blockWork(copy);
  const name = boxName(box);
  return work === name || work.startsWith(`${name} → `) ? work.slice(name.length).trimStart() : work;
}

export function boxKind(box: DiagramBox): Kind | 'block' {
  if (!box.isUnit) return 'block';
  return kindOf(box.layers.find(layer => !isSmall(layer)) ?? at(box.layers, 0));
}

/** What a box says when the pointer is on it. */
export function boxHover(box: DiagramBox, facts: Facts): string {
  const { path, copies, layers, isUnit } = box;
  const range = copies.length > 1 ? [`${copies[0]} … ${copies.at(-1)}, ${copies.length} equal ones`] : [];
  const [title = path, ...more] = path === copies[0] && range.length > 0 ? range : [path, ...range];
  const named = isUnit && copies.length === 1;
  const inside = named ? layers.map(layer => `${lastPiece(layer.name)}: ${longWords(layer)}`) : [layerCount(layers)];
  const costs = costLines(layers, facts);
  return [`<b>${literal(title)}</b>`, literalLines([...more, ...inside, ...costs])].join('<br>');
}

/** What a frame says when the pointer is on its name. */
export function frameHover(frame: Frame, facts: Facts): string {
  const layers = boxesOf(frame.items).flatMap(box => box.layers);
  return [`<b>${literal(frame.path)}</b>`, literalLines([layerCount(layers), ...costLines(layers, facts)])].join(
    '<br>',
  );
}

/** The shape of what leaves each box; several where it gives the output of several layers. */
export function shapesOf(
  boxes: readonly DiagramBox[],
  edges: readonly Edge[],
  outputs: readonly string[],
  facts: Facts,
): ReadonlyMap<DiagramBox, string> {
  const leaving = (box: DiagramBox): string[] => [
    ...edges.filter(({ from }) => from === box).map(({ layer }) => layer),
    ...box.layers.map(({ name }) => name).filter(name => outputs.includes(name)),
  ];
  return new Map(
    boxes.map(box => [box, [...new Set(leaving(box).map(layer => shapeOf(layer, facts)))].join(', ')] as const),
  );
}

/** `56×56×64`, or `4096`, of what a layer gives. */
function shapeOf(layer: string, { layers }: Facts): string {
  return shapeWords(lookUp(layers, layer).outputShape);
}

export function shapeWords(shape: Shape): string {
  return shape.join('×');
}

/** The network in words: box by box, with the inputs of those that do not read the one before. */
export function describe(name: string, boxes: readonly DiagramBox[], edges: readonly Edge[], facts: Facts): string {
  const parts = boxes.map((box, i) => {
    const inputs = edges.filter(({ to }) => to === box).map(({ from }) => from);
    const isNext = inputs.length === 0 || (inputs.length === 1 && inputs[0] === boxes[i - 1]);
    const reads = isNext ? '' : ` reads ${[...new Set(inputs)].map(boxName).join(' and ')},`;
    const copies = box.copies.length > 1 ? `, ${box.copies.length} times` : '';
    const work = boxWork(box);
    return `${boxName(box)}${copies}${work === '' ? '' : ` (${work})`}${reads} gives ${shapeOf(lastOf(box.layers).name, facts)}`;
  });
  const { params, macs } = facts.totals;
  const totals = `${showNumber(params)} parameters and ${showNumber(macs)} multiplications`;
  const [first, last] = [at(boxes, 0), at(boxes, boxes.length - 1)];
  const joins = boxes.filter(box => new Set(edges.filter(({ to }) => to === box).map(({ from }) => from)).size > 1);
  const way =
    joins.length === 0 ? 'in one line' : `${joins.length} of them ${joins.length === 1 ? 'joins' : 'join'} branches`;
  return shortEnough(
    `Diagram of ${name}: ${totals}. From the input on: ${parts.join('; ')}.`,
    `Diagram of ${name}: ${totals}. ${boxes.length} boxes, ${way}, from ${boxName(first)} to ${boxName(last)}, ` +
      `which gives ${shapeOf(lastOf(last.layers).name, facts)}.`,
  );
}

/** `layer2.0` of `backbone.layer2.0`: the last piece of a path, with the one before where the last is a number. */
export function lastPiece(path: string): string {
  const pieces = path.split('.');
  const last = at(pieces, pieces.length - 1);
  return /^\d+$/.test(last) ? pieces.slice(-2).join('.') : last;
}

function lastOf(layers: readonly Layer[]): Layer {
  return at(layers, layers.length - 1);
}

function firstCopy({ layers, copies }: DiagramBox): readonly Layer[] {
  return layers.slice(0, layers.length / copies.length);
}

function blockWork(layers: readonly Layer[]): string {
  const kernels = layers.flatMap(layer => (layer.op === 'conv2d' ? [times(layer.kernelSize)] : []));
  const others = layers.filter(layer => layer.op !== 'conv2d' && !isSmall(layer));
  return [kernelWords(kernels), ...counted(others)].filter(part => part !== '').join(' · ');
}

/** Up to four kernels one by one, more as a number. */
function kernelWords(kernels: readonly string[]): string {
  const [first] = kernels;
  if (first === undefined) return '';
  if (kernels.length > 1 && kernels.every(kernel => kernel === first)) return `${kernels.length} conv ${first}`;
  return kernels.length > 4 ? `${kernels.length} conv` : `conv ${kernels.join(', ')}`;
}

function layerCount(layers: readonly Layer[]): string {
  return `${layers.length} layers: ${counted(layers).join(', ')}`;
}

/** `['2 max pool', 'add']`. */
function counted(layers: readonly Layer[]): string[] {
  const counts = new Map<string, number>();
  for (const layer of layers) counts.set(shortWords(layer), (counts.get(shortWords(layer)) ?? 0) + 1);
  return [...counts].map(([words, count]) => (count === 1 ? words : `${count} ${words}`));
}

function costLines(layers: readonly Layer[], { layers: known, totals }: Facts): string[] {
  const sum = (of: 'params' | 'macs'): number =>
    layers.reduce((running, { name }) => running + lookUp(known, name)[of], 0);
  const last = lookUp(known, lastOf(layers).name);
  return [
    `output: ${shapeWords(last.outputShape)}`,
    `parameters: ${share(sum('params'), totals.params)}`,
    `MACs: ${share(sum('macs'), totals.macs)}`,
    `receptive field: ${fieldWords(last)}`,
  ];
}

/** `1,219,584 (4.8% of all)`. */
function share(value: number, total: number): string {
  return value === 0 ? '0' : `${showNumber(value)} (${((100 * value) / total).toFixed(1)}% of all)`;
}

function fieldWords({ receptiveField: field }: LayerReport): string {
  if (field === null) return 'the whole input';
  const stride = typeof field.stride === 'number' ? showNumber(field.stride) : times(field.stride);
  return `${times(field.size)} pixels, one every ${stride}`;
}

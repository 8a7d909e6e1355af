import type { LayerReport, Report, Totals } from '../arithmetic/analyze';
import { at } from '../spec/at';
import type { Layer, NetworkSpec } from '../spec/network';
import { grouped, pairSides, short, shortBytes, sides } from './numbers';
import { type Paint, PLAIN } from './paint';

const BYTES_PER_NUMBER = 4;
const GAP = '  ';

interface Line {
  /** Indented by the layer's path. */
  readonly layer: string;
  readonly op: string;
  /** Right-aligned. A block has none. */
  readonly columns: readonly string[];
}

const HEADER: Line = {
  layer: 'layer',
  op: 'operation',
  columns: ['output', 'parameters', 'MACs', 'receptive field'],
};

/**
 * A network as a table: its layers, indented by the blocks of their path, and the totals.
 *
 * @param report of the same network
 */
export function summaryTable(net: NetworkSpec, report: Report, paint: Paint): string {
  const lines = layerLines(net.layers, report.layers);
  const show = aligner([HEADER, ...lines]);
  const header = show(HEADER, PLAIN);
  const rule = paint.dim('─'.repeat(header.length));
  const title = `${paint.bold(net.name)}  input ${sides(report.inputShape)}`;
  return [
    title,
    '',
    paint.bold(header),
    rule,
    ...lines.map(line => show(line, paint)),
    rule,
    ...totalLines(report.totals),
  ].join('\n');
}

function aligner(lines: readonly Line[]): (line: Line, paint: Paint) => string {
  const widest = (texts: readonly string[]): number => Math.max(...texts.map(text => text.length));
  // A layer named after its operation has no second text, and room for a long first one.
  const layerWidth = widest(lines.map(({ layer, op }) => (op === '' ? '' : layer)));
  const opWidth = widest(lines.map(({ layer, op }) => (op === '' ? layer.slice(layerWidth + GAP.length) : op)));
  const widths = HEADER.columns.map((_, i) => widest(lines.map(({ columns }) => columns[i] ?? '')));
  return ({ layer, op, columns }, paint) => {
    if (columns.length === 0) return paint.bold(layer);
    const names =
      op === ''
        ? layer.padEnd(layerWidth + GAP.length + opWidth)
        : layer.padEnd(layerWidth) + GAP + paint.dim(op.padEnd(opWidth));
    return [names, ...columns.map((text, i) => text.padStart(at(widths, i)))].join(GAP).trimEnd();
  };
}

function layerLines(layers: readonly Layer[], reports: readonly LayerReport[]): Line[] {
  let open: readonly string[] = [];
  return layers.flatMap((layer, i) => {
    const report = at(reports, i);
    const path = layer.name.split('.');
    const blocks = path.slice(0, -1);
    const opened = newBlocks(open, blocks);
    open = path;
    return [...opened, layerLine(layer, report, path)];
  });
}

/** A line for each block that begins here: none for a layer under the one before, such as conv1.relu under conv1. */
function newBlocks(open: readonly string[], blocks: readonly string[]): Line[] {
  const kept = blocks.findIndex((block, depth) => block !== open[depth]);
  if (kept < 0) return [];
  return blocks.slice(kept).map((block, i) => {
    const depth = kept + i;
    const parent = blocks[depth - 1];
    // A number alone says too little.
    const name = /^\d+$/.test(block) && parent !== undefined ? `${parent}.${block}` : block;
    return { layer: indented(name, depth), op: '', columns: [] };
  });
}

function layerLine(layer: Layer, report: LayerReport, path: readonly string[]): Line {
  const { outputShape, params, macs } = report;
  const name = at(path, path.length - 1);
  const op = layer.op === 'activation' ? layer.activation : layer.op;
  const ownName = name.replace(/_\d+$/, '') === op;
  return {
    layer: indented(name, path.length - 1),
    op: ownName ? '' : op,
    columns: [sides(outputShape), params > 0 ? grouped(params) : '', macs > 0 ? grouped(macs) : '', field(report)],
  };
}

function field({ op, receptiveField }: LayerReport): string {
  if (op === 'input') return '';
  return receptiveField === null ? 'whole input' : pairSides(receptiveField.size);
}

function indented(text: string, depth: number): string {
  return '  '.repeat(depth) + text;
}

function totalLines({ params, movingStatistics, macs, activations }: Totals): string[] {
  const bytes = (count: number): string => `${shortBytes(count * BYTES_PER_NUMBER)} as float32`;
  const rows: readonly (readonly [string, number, string])[] = [
    ['parameters', params, bytes(params)],
    ['moving statistics', movingStatistics, bytes(movingStatistics)],
    ['MACs', macs, 'multiplications, one example'],
    ['activations', activations, `${bytes(activations)}, one example, all outputs above`],
  ];
  const width = Math.max(...rows.map(([, count]) => grouped(count).length));
  return rows.map(([name, count, note]) =>
    [name.padEnd(17), grouped(count).padStart(width), short(count).padStart(7), note].join(GAP),
  );
}

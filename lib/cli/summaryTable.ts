import type { LayerReport, Report, Totals } from '../arithmetic/analyze';
import { at } from '../spec/at';
import type { Layer, NetworkSpec } from '../spec/network';
import { grouped, pairSides, short, shortBytes, sides } from './numbers';
import { type Paint, PLAIN } from './paint';
import { cutInTheMiddle } from './wrap';

const BYTES_PER_NUMBER = 4;
const GAP = '  ';

interface Line {
  /** Indented by the layer's path. */
  readonly layer: string;
  readonly op: string;
  /** Right-aligned. A block has none. */
  readonly columns: readonly string[];
}

/** How the columns are named and set apart. */
interface Layout {
  readonly gap: string;
  /** The heading of the receptive fields, and what stands for the field of a unit that sees the whole input. */
  readonly field: string;
  readonly whole: string;
  /** What these two mean, where they are shortened. */
  readonly legend: string;
}

const SHORT = { field: 'field', whole: 'whole', legend: `${GAP}field: receptive field` };

/** From the widest to the narrowest. */
const LAYOUTS: readonly Layout[] = [
  { gap: GAP, field: 'receptive field', whole: 'whole input', legend: '' },
  { gap: GAP, ...SHORT },
  { gap: ' ', ...SHORT },
];

/** The table's lines, and how wide each column is. */
interface Sheet {
  readonly header: Line;
  readonly lines: readonly Line[];
  readonly layout: Layout;
  readonly layerWidth: number;
  readonly opWidth: number;
  readonly widths: readonly number[];
}

export interface TableOptions {
  readonly paint: Paint;
  /** Of a line, in characters; longer names are cut in the middle. */
  readonly width: number;
}

/**
 * A network as a table: its layers, indented by the blocks of their path, and the totals.
 *
 * @param report of the same network
 */
export function summaryTable(net: NetworkSpec, report: Report, { paint, width }: TableOptions): string {
  const sheet = fittingSheet(net, report, width);
  const header = show(sheet.header, sheet, PLAIN);
  const rule = paint.dim('─'.repeat(header.length));
  const title = `${paint.bold(net.name)}  input ${sides(report.inputShape)}${paint.dim(sheet.layout.legend)}`;
  return [
    title,
    '',
    paint.bold(header),
    rule,
    ...sheet.lines.map(line => show(line, sheet, paint)),
    rule,
    ...totalLines(report.totals),
  ].join('\n');
}

/** In the widest layout that fits; in the narrowest with shorter names where none does. */
function fittingSheet(net: NetworkSpec, report: Report, width: number): Sheet {
  const sheets = LAYOUTS.map(layout => sheetOf(net, report, layout));
  const narrowest = at(sheets, sheets.length - 1);
  return sheets.find(sheet => tableWidth(sheet) <= width) ?? withShorterNames(narrowest, width);
}

function sheetOf(net: NetworkSpec, report: Report, layout: Layout): Sheet {
  const header = { layer: 'layer', op: 'operation', columns: ['output', 'parameters', 'MACs', layout.field] };
  return measured(header, layerLines(net.layers, report.layers, layout), layout);
}

function measured(header: Line, lines: readonly Line[], layout: Layout): Sheet {
  const { gap } = layout;
  const widest = (texts: readonly string[]): number => Math.max(...texts.map(text => text.length));
  const rows = [header, ...lines].filter(({ columns }) => columns.length > 0);
  // A layer named after its operation has no second text, and room for a long first one.
  const layerWidth = widest(rows.map(({ layer, op }) => (op === '' ? '' : layer)));
  const opWidth = widest(rows.map(({ layer, op }) => (op === '' ? layer.slice(layerWidth + gap.length) : op)));
  const widths = header.columns.map((_, i) => widest(rows.map(({ columns }) => at(columns, i))));
  return { header, lines, layout, layerWidth, opWidth, widths };
}

function tableWidth({ layout: { gap }, layerWidth, opWidth, widths }: Sheet): number {
  return [layerWidth, opWidth, ...widths].reduce((total, width) => total + gap.length + width, -gap.length);
}

/** The longer of the two names in a line gives way first. */
function withShorterNames(sheet: Sheet, width: number): Sheet {
  const { header, layout } = sheet;
  const room = width - (tableWidth(sheet) - sheet.layerWidth - sheet.opWidth);
  const half = Math.floor(room / 2);
  const opRoom = sheet.layerWidth < half ? room - sheet.layerWidth : Math.min(sheet.opWidth, half);
  const layerRoom = room - opRoom;
  const lines = sheet.lines.map(({ layer, op, columns }) => ({
    layer: cutInTheMiddle(layer, columns.length === 0 ? width : op === '' ? room + layout.gap.length : layerRoom),
    op: cutInTheMiddle(op, opRoom),
    columns,
  }));
  return measured(header, lines, layout);
}

function show({ layer, op, columns }: Line, sheet: Sheet, paint: Paint): string {
  const { layerWidth, opWidth, widths } = sheet;
  const { gap } = sheet.layout;
  if (columns.length === 0) return paint.bold(layer);
  const names =
    op === ''
      ? layer.padEnd(layerWidth + gap.length + opWidth)
      : layer.padEnd(layerWidth) + gap + paint.dim(op.padEnd(opWidth));
  return [names, ...columns.map((text, i) => text.padStart(at(widths, i)))].join(gap).trimEnd();
}

function layerLines(layers: readonly Layer[], reports: readonly LayerReport[], layout: Layout): Line[] {
  let open: readonly string[] = [];
  return layers.flatMap((layer, i) => {
    const report = at(reports, i);
    const path = layer.name.split('.');
    const blocks = path.slice(0, -1);
    const opened = newBlocks(open, blocks);
    open = path;
    return [...opened, layerLine(layer, report, path, layout)];
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

function layerLine(layer: Layer, report: LayerReport, path: readonly string[], layout: Layout): Line {
  const { outputShape, params, macs } = report;
  const name = at(path, path.length - 1);
  const op = layer.op === 'activation' ? layer.activation : layer.op;
  const ownName = name.replace(/_\d+$/, '') === op;
  return {
    layer: indented(name, path.length - 1),
    op: ownName ? '' : op,
    columns: [
      sides(outputShape),
      params > 0 ? grouped(params) : '',
      macs > 0 ? grouped(macs) : '',
      field(report, layout),
    ],
  };
}

function field({ op, receptiveField }: LayerReport, { whole }: Layout): string {
  if (op === 'input') return '';
  return receptiveField === null ? whole : pairSides(receptiveField.size);
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
    ['activations', activations, `${shortBytes(activations * BYTES_PER_NUMBER)}, all outputs of one example`],
  ];
  const width = Math.max(...rows.map(([, count]) => grouped(count).length));
  return rows.map(([name, count, note]) =>
    [name.padEnd(17), grouped(count).padStart(width), short(count).padStart(7), note].join(GAP),
  );
}

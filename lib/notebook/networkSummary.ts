import { analyze, type LayerReport } from '../arithmetic/analyze';
import { at } from '../spec/at';
import type { Layer, NetworkSpec } from '../spec/network';
import type { Bundle } from './content';
import { type Rows, table } from './table';

/** A network with more layers than this is shown by its blocks, where it has any. */
const BY_BLOCKS = 30;
const MOST_ROWS = 60;

/**
 * A network as a short table: its layers, or its blocks where there are many layers, with what goes out of them and what
 * they cost. The caption has the totals.
 *
 * @param what it is called in the caption: network, or model
 * @returns a bundle of `text/html` and `text/plain`; of a network that is not in order, only its sizes and what is wrong
 */
export function networkSummary(net: NetworkSpec, what: 'network' | 'model' = 'network'): Bundle {
  const begins = `${what} ${net.name}: input ${sides(net.inputShape)}`;
  const layers = net.layers.filter(({ op }) => op !== 'input').length;
  try {
    const { layers: reports, totals } = analyze(net);
    const rows = layerRows(net.layers, reports);
    const blocks = rows.length < reports.length ? ' (a block is one row)' : '';
    const counts = [`${count(layers, 'layer')}${blocks}`, count(totals.params, 'parameter'), count(totals.macs, 'MAC')];
    return table(rows, { caption: `${begins}, ${counts.join(', ')}`, maxRows: MOST_ROWS });
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    return { 'text/plain': `${begins}, ${count(layers, 'layer')}. It is not in order:\n${error.message}` };
  }
}

/** `[55, 55, 64]` → `55×55×64`. */
export function sides(shape: readonly (number | null)[]): string {
  return shape.join('×');
}

/** `1 layer`, `61,100,840 parameters`. */
export function count(value: number, word: string): string {
  return `${value.toLocaleString('en-US')} ${word}${value === 1 ? '' : 's'}`;
}

interface Group {
  readonly name: string;
  readonly layers: Layer[];
  readonly reports: LayerReport[];
}

function layerRows(layers: readonly Layer[], reports: readonly LayerReport[]): Rows {
  const depths = layers.map(({ name }) => name.split('.').length);
  let groups = groupsAt(Math.max(...depths), layers, reports);
  for (let depth = Math.max(...depths) - 1; depth >= 1 && groups.length > BY_BLOCKS; depth--) {
    groups = groupsAt(depth, layers, reports);
  }
  return groups.map(groupRow);
}

/** Neighbours whose paths begin with the same names are one group. */
function groupsAt(depth: number, layers: readonly Layer[], reports: readonly LayerReport[]): Group[] {
  const groups: Group[] = [];
  for (const [i, layer] of layers.entries()) {
    const name = layer.name.split('.').slice(0, depth).join('.');
    if (groups.at(-1)?.name !== name) groups.push({ name, layers: [], reports: [] });
    const group = at(groups, groups.length - 1);
    group.layers.push(layer);
    group.reports.push(at(reports, i));
  }
  return groups;
}

function groupRow({ name, layers, reports }: Group): Rows[number] {
  const [layer] = layers;
  const sum = (of: 'params' | 'macs'): number => reports.reduce((total, report) => total + report[of], 0);
  const only = layers.length === 1 && layer !== undefined;
  return {
    layer: only ? layer.name : name,
    operation: only ? operation(layer) : count(layers.length, 'layer'),
    output: sides(at(reports, reports.length - 1).outputShape),
    parameters: sum('params') || undefined,
    MACs: sum('macs') || undefined,
  };
}

function operation(layer: Layer): string {
  return layer.op === 'activation' ? layer.activation : layer.op;
}

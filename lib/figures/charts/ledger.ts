import type { LedgerRow } from '../../arithmetic/ledger';
import { at } from '../../spec/at';
import { shortEnough } from '../style/alt';
import type { Figure } from '../style/figure';
import { round, showNumber } from '../style/numbers';
import { literal } from '../style/text';
import { baseLayout, type FigureWords, INK, MUTED, PAPER, SERIES_COLORS } from '../style/theme';
import { axisStyle } from './axis';

/** What `arithmetic.ledger` says about one network. */
export interface LedgerNetwork {
  readonly name: string;
  readonly rows: readonly LedgerRow[];
  /** Side of the input in pixels, which is what a fully connected layer sees. */
  readonly inputSide: number;
}

export interface LedgerOptions extends FigureWords {
  /** The first is shown; with several, a menu chooses, and the title gets the name of the one that is shown. */
  readonly networks: readonly LedgerNetwork[];
}

interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly value: (row: LedgerRow, network: LedgerNetwork) => number;
}

const PANELS: readonly Panel[] = [
  { title: 'parameters', unit: 'millions', value: ({ params }) => params / 1e6 },
  { title: 'MACs', unit: 'millions', value: ({ macs }) => macs / 1e6 },
  { title: 'activations', unit: 'MB', value: ({ activations }) => (activations * 4) / 1e6 },
  {
    title: 'receptive field',
    unit: 'pixels',
    value: ({ receptiveField }, { inputSide }) => receptiveField ?? inputSide,
  },
];

const KINDS = [
  { kind: 'convolution', color: SERIES_COLORS[0], pattern: '' },
  { kind: 'fully connected', color: SERIES_COLORS[1], pattern: '/' },
] as const;

const PANEL_HEIGHT = 104;
const GAP = 34;
const HEIGHT = PANELS.length * (PANEL_HEIGHT + GAP) - GAP;
/** More layers than this are numbered only. */
const MOST_NAMED = 24;

/**
 * Parameters, MACs, memory for the outputs and receptive field of every layer of a network, one panel each, one bar a layer.
 *
 * Introduced in notebook counting.
 *
 * @throws RangeError when there is no network, or one without layers
 */
export function ledger(options: LedgerOptions): Figure {
  const { networks } = options;
  if (networks.length === 0 || networks.some(({ rows }) => rows.length === 0)) {
    const received = networks.map(({ name, rows }) => `${name} with ${rows.length} layers`).join(', ');
    throw new RangeError(
      `figures.ledger: give at least one network, each with at least one layer. Received ${received || 'an empty list'}.`,
    );
  }
  const alt = options.alt ?? describe(options);
  const shown = at(networks, 0);
  const layout = {
    ...baseLayout({
      title: titleFor(shown, options),
      alt,
      height: HEIGHT,
      margin: { left: 60, bottom: 84, top: networks.length > 1 ? 62 : 34 },
    }),
    xaxis: layerAxis(shown),
    ...Object.fromEntries(PANELS.map((_, i) => [`yaxis${i === 0 ? '' : i + 1}`, panelAxis(i)])),
    annotations: PANELS.map(panelTitle),
    barmode: 'overlay',
    bargap: 0.15,
    showlegend: true,
    legend: { orientation: 'h', x: 1, xanchor: 'right', y: 1.01, yanchor: 'bottom' },
    ...(networks.length > 1 && { updatemenus: [menu(options)] }),
  };
  return { data: networks.flatMap((network, i) => tracesOf(network, i === 0)), layout, alt };
}

/** Where a menu chooses, the title tells what is shown. */
function titleFor({ name }: LedgerNetwork, { title, networks }: LedgerOptions): string {
  return networks.length > 1 ? `${title}: ${name}` : title;
}

/** A bar's place is the number of its layer, so that a network can be exchanged for a longer one. */
function tracesOf(network: LedgerNetwork, visible: boolean): Record<string, unknown>[] {
  return PANELS.flatMap((panel, i) =>
    KINDS.map(({ kind, color, pattern }) => {
      const rows = network.rows.flatMap((row, at) => (row.kind === kind ? [{ row, at: at + 1 }] : []));
      return {
        type: 'bar',
        name: kind,
        legendgroup: kind,
        showlegend: i === 0,
        visible,
        ...{ x: rows.map(({ at }) => at), y: rows.map(({ row }) => round(panel.value(row, network))) },
        ...(i > 0 && { yaxis: `y${i + 1}` }),
        ...{ text: rows.map(({ row }) => literal(nameOf(row))), textposition: 'none' },
        marker: { color, pattern: { shape: pattern, fillmode: 'overlay', fgcolor: PAPER, fgopacity: 0.7 } },
        hovertemplate: `%{text}<br>${panel.title}: %{y} ${panel.unit}<extra>${kind}</extra>`,
      };
    }),
  );
}

function nameOf({ layer, outputShape, receptiveField }: LedgerRow): string {
  return `${layer}, ${outputShape.join(' × ')}${receptiveField === null ? ', sees the whole image' : ''}`;
}

function layerAxis({ rows }: LedgerNetwork): Record<string, unknown> {
  const named = rows.length <= MOST_NAMED && {
    tickmode: 'array',
    ...{ tickvals: rows.map((_, i) => i + 1), ticktext: rows.map(({ layer }) => literal(layer)), tickangle: -45 },
  };
  return {
    ...axisStyle(named ? 'layer' : 'layer, counted from the input'),
    ...named,
    range: [0.4, rows.length + 0.6],
    anchor: `y${PANELS.length}`,
    showgrid: false,
    ticks: '',
  };
}

/** Where a panel stands, as shares of the plotted height from below. */
function domainOf(index: number): [number, number] {
  const bottom = (PANELS.length - 1 - index) * (PANEL_HEIGHT + GAP);
  return [round(bottom / HEIGHT), Math.min(1, round((bottom + PANEL_HEIGHT) / HEIGHT))];
}

function panelAxis(index: number): Record<string, unknown> {
  return { ...axisStyle(''), domain: domainOf(index), rangemode: 'tozero', nticks: 5, exponentformat: 'none' };
}

/** The name of a vertical axis, above its panel: beside it there is no room for it. */
function panelTitle({ title, unit }: Panel, index: number): Record<string, unknown> {
  return {
    text: `${title} (${unit})`,
    ...{ x: 0, xref: 'paper', xanchor: 'left', y: domainOf(index)[1], yref: 'paper', yanchor: 'bottom' },
    showarrow: false,
  };
}

/** Choosing a network shows its bars and names its layers. */
function menu(options: LedgerOptions): Record<string, unknown> {
  const { networks } = options;
  const perNetwork = PANELS.length * KINDS.length;
  return {
    type: 'dropdown',
    active: 0,
    ...{ x: 0, xanchor: 'left', y: 1, yanchor: 'bottom', pad: { b: 24 } },
    ...{ bgcolor: PAPER, bordercolor: MUTED, font: { color: INK } },
    buttons: networks.map((network, chosen) => ({
      label: literal(network.name),
      method: 'update',
      args: [
        { visible: networks.flatMap((_, i) => Array<boolean>(perNetwork).fill(i === chosen)) },
        { xaxis: layerAxis(network), 'title.text': literal(titleFor(network, options)) },
      ],
    })),
  };
}

function describe({ title, networks }: LedgerOptions): string {
  const told = networks.map(({ name, rows }) => {
    const shares = PANELS.slice(0, 3).map(({ title }, i) => `${largest(rows, i)} most ${title}`);
    const fields = rows.flatMap(({ receptiveField }) => (receptiveField === null ? [] : [receptiveField]));
    const field = fields.length === 0 ? '' : `; the receptive field grows to ${showNumber(Math.max(...fields))} pixels`;
    return `${name}, ${rows.length} layers: ${shares.join(', ')}${field}`;
  });
  const [first] = networks;
  const others = networks.length > 1 ? ` A menu has ${networks.length} networks.` : '';
  return shortEnough(
    `${title}. Bars for every layer. ${told.join('. ')}.`,
    `${title}. Bars for every layer of ${told[0]}.${others}`,
    `${title}. Bars for the ${first?.rows.length} layers of ${first?.name}: ${PANELS.map(panel => panel.title).join(', ')}.${others}`,
  );
}

/** `classifier.1 (37.75 millions) has the`, for alternative text. */
function largest(rows: readonly LedgerRow[], panel: number): string {
  const { value, unit } = at(PANELS, panel);
  const network = { name: '', rows, inputSide: 0 };
  const most = rows.reduce((best, row) => (value(row, network) > value(best, network) ? row : best));
  return `${most.layer} (${showNumber(value(most, network))} ${unit}) has the`;
}

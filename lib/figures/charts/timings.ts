import { at } from '../../spec/at';
import { leastToMost, shortEnough } from '../style/alt';
import type { Figure } from '../style/figure';
import { extent, round, showNumber } from '../style/numbers';
import { literal } from '../style/text';
import { baseLayout, type FigureWords, INK, MUTED, SERIES_COLORS } from '../style/theme';
import { plotlyAxis } from './axis';

/** How long one method took, each time. */
export interface Timing {
  readonly name: string;
  readonly milliseconds: readonly number[];
}

export interface TimingsOptions extends FigureWords {
  readonly timings: readonly Timing[];
}

const ROW = 46;

/**
 * Measured times on a logarithmic axis: every run a small ring, the median a dot with its value.
 *
 * Introduced in notebook convolution-arithmetic.
 *
 * @throws RangeError when a method has no time, or one that is not above zero
 */
export function timings(options: TimingsOptions): Figure {
  for (const { name, milliseconds } of options.timings) {
    if (milliseconds.length > 0 && milliseconds.every(time => time > 0)) continue;
    throw new RangeError(
      `figures.timings: '${name}' needs at least one time, each above 0 ms. Received [${milliseconds.join(', ')}].`,
    );
  }
  const names = options.timings.map(({ name }) => literal(name));
  const medians = options.timings.map(({ milliseconds }) => median(milliseconds));
  const alt = options.alt ?? describe(options, medians);
  const [least, most] = extent(options.timings.flatMap(({ milliseconds }) => milliseconds));
  const range = [least / 1.6, most * 2.2] as const;
  const layout = {
    ...baseLayout({
      title: options.title,
      alt,
      height: ROW * names.length,
      margin: { left: 20, right: 20, bottom: 56 },
    }),
    xaxis: plotlyAxis({ name: 'time, shorter is better', unit: 'ms', scale: 'log', range }),
    // Categories count from the bottom; the first method belongs at the top.
    yaxis: {
      automargin: true,
      type: 'category',
      range: [names.length - 0.5, -0.5],
      showgrid: false,
      ticklabelstandoff: 8,
    },
    showlegend: false,
  };
  const runs = options.timings.flatMap(({ name, milliseconds }) =>
    milliseconds.map(time => ({ name: literal(name), time })),
  );
  return { data: [runTrace(runs), medianTrace(names, medians)], layout, alt };
}

/** The middle of the values in order; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const ordered = [...values].sort((a, b) => a - b);
  const half = ordered.length / 2;
  return (at(ordered, Math.ceil(half) - 1) + at(ordered, Math.floor(half))) / 2;
}

function runTrace(runs: readonly { readonly name: string; readonly time: number }[]): Record<string, unknown> {
  return {
    type: 'scatter',
    mode: 'markers',
    name: 'each run',
    ...{ x: runs.map(({ time }) => round(time)), y: runs.map(({ name }) => name) },
    marker: { symbol: 'circle-open', size: 7, color: MUTED },
    hovertemplate: '%{y}: %{x} ms<extra>run</extra>',
  };
}

function medianTrace(names: readonly string[], medians: readonly number[]): Record<string, unknown> {
  return {
    type: 'scatter',
    mode: 'markers+text',
    name: 'median',
    ...{ x: medians.map(round), y: names },
    text: medians.map(time => `${showNumber(Number(time.toPrecision(3)))} ms`),
    ...{ textposition: 'top center', textfont: { color: INK }, cliponaxis: false },
    marker: { symbol: 'diamond', size: 11, color: SERIES_COLORS[0] },
    hovertemplate: '%{y}: %{x} ms<extra>median</extra>',
  };
}

function describe({ title, timings }: TimingsOptions, medians: readonly number[]): string {
  const parts = timings.map(({ name, milliseconds }, i) => {
    const runs = milliseconds.length === 1 ? '1 run' : `${milliseconds.length} runs`;
    return `${name} ${showNumber(at(medians, i))} ms (${runs})`;
  });
  const named = timings.map(({ name }, i) => ({ name, value: at(medians, i) }));
  return shortEnough(
    `${title}. Median times: ${parts.join('; ')}.`,
    `${title}. ${timings.length} median times, ${leastToMost(named, ' ms')}.`,
  );
}

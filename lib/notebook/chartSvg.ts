import { type Axis, axisTitle } from '../figures/charts/axis';
import { GRID, INK, PAPER, type SeriesStyle, seriesStyle } from '../figures/style/theme';
import { formatTick, makeScale, type Point, type Scale, thin } from './chartScale';
import { escapeHtml } from './content';

/** A curve of a live chart. */
export interface Curve {
  readonly name: string;
  readonly points: readonly Point[];
}

export interface ChartText {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
}

/** plotly's names of dashes as SVG lengths. */
const DASHES: Readonly<Record<string, string>> = { dash: '9 5', dot: '2 4', dashdot: '9 4 2 4', longdash: '16 5' };

const WIDTH = 700;
const HEIGHT = 330;
const LEFT = 64;
const RIGHT = 16;
const TOP = 64;
const BOTTOM = 48;
/** Half a mark's width: curves may reach as far over the axes. */
const MARK = 4;

/**
 * Draws curves as an SVG in the colours of the figures: dark on white, on a light and on a dark page.
 * @param curves points in order of x; values that are not finite leave gaps
 * @param text title and axes
 * @param alt what a reader who cannot see the chart needs to know
 * @returns an `<svg>` element as text
 */
export function drawChart(curves: readonly Curve[], text: ChartText, alt: string): string {
  const thinned = curves.map(curve => ({ ...curve, points: thin(curve.points, 150) }));
  const points = thinned.flatMap(curve => curve.points);
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const [x, y] = [makeScale(text.x, xs, 6), makeScale(text.y, ys, 5)];
  const place: Place = {
    x: value => LEFT + x.share(value) * (WIDTH - LEFT - RIGHT),
    y: value => HEIGHT - BOTTOM - y.share(value) * (HEIGHT - TOP - BOTTOM),
  };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" role="img"`,
    ` aria-label="${escapeHtml(alt)}" fill="${INK}" font-size="13" font-family="system-ui, sans-serif" style="max-width:100%">`,
    `<rect width="100%" height="100%" fill="${PAPER}"/>`,
    drawText(text),
    drawAxes(x, y, place),
    cutOff(thinned.map((curve, i) => drawCurve(curve, i, place)).join('')),
    drawLegend(thinned),
    '</svg>',
  ].join('');
}

interface Place {
  x(value: number): number;
  y(value: number): number;
}

function drawText({ title, x, y }: ChartText): string {
  const middle = (LEFT + WIDTH - RIGHT) / 2;
  const up = (TOP + HEIGHT - BOTTOM) / 2;
  return [
    `<text x="12" y="24" font-size="16">${escapeHtml(title)}</text>`,
    `<text x="${middle}" y="${HEIGHT - 8}" text-anchor="middle">${escapeHtml(axisTitle(x))}</text>`,
    `<text x="14" y="${up}" text-anchor="middle" transform="rotate(-90 14 ${up})">${escapeHtml(axisTitle(y))}</text>`,
  ].join('');
}

function drawAxes(x: Scale, y: Scale, place: Place): string {
  const bottom = HEIGHT - BOTTOM;
  const line = (x1: number, y1: number, x2: number, y2: number, color: string): string =>
    `<line x1="${at(x1)}" y1="${at(y1)}" x2="${at(x2)}" y2="${at(y2)}" stroke="${color}"/>`;
  return [
    line(LEFT, bottom, WIDTH - RIGHT, bottom, INK),
    ...x.ticks.map(
      t =>
        `<text x="${at(place.x(t))}" y="${bottom + 18}" text-anchor="middle">${formatTick(t)}</text>` +
        line(place.x(t), bottom, place.x(t), bottom + 4, INK),
    ),
    ...y.ticks.map(
      t =>
        `<text x="${LEFT - 8}" y="${at(place.y(t) + 4)}" text-anchor="end">${formatTick(t)}</text>` +
        line(LEFT, place.y(t), WIDTH - RIGHT, place.y(t), GRID),
    ),
  ].join('');
}

/** An inner drawing in the same coordinates, which cuts off what lies beyond a chosen range. */
function cutOff(curves: string): string {
  const [left, top] = [LEFT - MARK, TOP - MARK];
  const [width, height] = [WIDTH - RIGHT + MARK - left, HEIGHT - BOTTOM + MARK - top];
  const place = `x="${left}" y="${top}" width="${width}" height="${height}"`;
  return `<svg ${place} viewBox="${left} ${top} ${width} ${height}">${curves}</svg>`;
}

function drawCurve({ points }: Curve, index: number, place: Place): string {
  let pen = 'M';
  let path = '';
  for (const [x, y] of points) {
    const drawn = Number.isFinite(x) && Number.isFinite(y);
    if (drawn) path += `${pen}${at(place.x(x))} ${at(place.y(y))}`;
    pen = drawn ? 'L' : 'M';
  }
  const last = points.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y)).at(-1);
  const dot =
    last &&
    `<circle cx="${at(place.x(last[0]))}" cy="${at(place.y(last[1]))}" r="3" fill="${seriesStyle(index).color}"/>`;
  return `<path d="${path}" fill="none" stroke-width="1.8" ${stroke(seriesStyle(index))}/>${dot ?? ''}`;
}

function drawLegend(curves: readonly Curve[]): string {
  const share = (WIDTH - LEFT - RIGHT) / curves.length;
  return curves
    .map(({ name }, i) => {
      const x = at(LEFT + i * share);
      return (
        `<path d="M${x} 46h28" stroke-width="2.5" fill="none" ${stroke(seriesStyle(i))}/>` +
        `<text x="${at(LEFT + i * share + 34)}" y="50">${escapeHtml(name)}</text>`
      );
    })
    .join('');
}

function stroke({ color, dash }: SeriesStyle): string {
  const lengths = DASHES[dash];
  return `stroke="${color}"${lengths ? ` stroke-dasharray="${lengths}"` : ''}`;
}

/** A coordinate with a tenth of a pixel, which is all that can be seen. */
function at(value: number): string {
  return String(Math.round(value * 10) / 10);
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatTick, makeScale, type Point, thin } from '../../lib/notebook/chartScale';
import { drawChart } from '../../lib/notebook/chartSvg';
import { liveChart } from '../../lib/notebook/liveChart';
import { htmlOf, makeSurroundings, textOf } from './sink';

const linear = { name: 'step', unit: null };
const text = { title: 'Training', x: linear, y: { name: 'loss', unit: 'nats' } };
const PLOTLY = 'application/vnd.plotly.v1+json';

test('ticks are at steps of 1, 2 or 5', () => {
  assert.deepEqual(makeScale(linear, [0, 400], 6).ticks, [0, 100, 200, 300, 400]);
  assert.deepEqual(makeScale(linear, [0.1, 0.42], 5).ticks, [0.1, 0.2, 0.3, 0.4]);
  assert.deepEqual(makeScale(linear, [-3, 7], 5).ticks, [-2, 0, 2, 4, 6]);
  assert.deepEqual(makeScale(linear, [1e-7, 3e-7], 2).ticks, [1e-7, 2e-7, 3e-7]);
});

test('an axis keeps its range, and its ticks lie in it', () => {
  const { from, to, ticks, share } = makeScale({ ...linear, range: [0, 100] }, [40, 200], 5);
  assert.deepEqual([from, to, ticks], [0, 100, [0, 20, 40, 60, 80, 100]]);
  assert.deepEqual([0, 25, 200].map(share), [0, 0.25, 2]);
});

test('a logarithmic axis has equal distances for equal ratios', () => {
  const log = { ...linear, scale: 'log' } as const;
  const { ticks, share } = makeScale({ ...log, range: [1, 100] }, [], 5);
  assert.deepEqual(ticks, [1, 2, 5, 10, 20, 50, 100]);
  assert.deepEqual([1, 10, 100].map(share), [0, 0.5, 1]);
  const { from, to } = makeScale(log, [0, 1, 1000, Number.NaN], 5);
  assert.deepEqual([from, to], [1 / 1.6, 1600]);
  assert.ok(makeScale(log, [], 5).ticks.length > 1);
});

test('an axis is never empty', () => {
  for (const values of [[], [5], [0], [-2, -2], [Number.NaN, Number.POSITIVE_INFINITY], [3, Number.NaN]]) {
    const { from, to, ticks } = makeScale(linear, values, 5);
    assert.ok(Number.isFinite(from) && from < to && ticks.length > 1, `for ${values}`);
  }
});

test('tick labels are short', () => {
  assert.deepEqual([1200, 0.05, 0, 1e-7, 2e7].map(formatTick), ['1,200', '0.05', '0', '1e-7', '2e7']);
});

test('thinning keeps ends, spikes and gaps, in order', () => {
  const points = Array.from({ length: 10_000 }, (_, i): Point => [i, Math.sin(i / 50)]);
  points[4321] = [4321, 99];
  points[5678] = [5678, -99];
  points[7000] = [7000, Number.NaN];
  const kept = thin(points, 100);
  assert.ok(kept.length <= 500);
  assert.deepEqual(kept[0], points[0]);
  assert.deepEqual(kept.at(-1), points.at(-1));
  for (const i of [4321, 5678, 7000])
    assert.ok(
      kept.some(point => point[0] === i),
      `point ${i} is lost`,
    );
  const xs = kept.map(([x]) => x);
  assert.deepEqual(
    xs,
    [...xs].sort((a, b) => a - b),
  );
});

test('a short curve is not thinned', () => {
  const points: Point[] = [
    [0, 1],
    [1, 2],
  ];
  assert.equal(thin(points, 10), points);
});

test('a curve is drawn from corner to corner of the plotted area', () => {
  const points: Point[] = [
    [0, 10],
    [100, 20],
  ];
  assert.match(drawChart([{ name: 'a', points }], text, 'alt'), /<path d="M64 282L684 64" /);
});

test('a value that is not finite leaves a gap and reaches no coordinate', () => {
  const points: Point[] = [
    [0, 1],
    [1, 2],
    [2, Number.NaN],
    [3, Number.POSITIVE_INFINITY],
    [4, 1],
    [5, 2],
  ];
  const svg = drawChart([{ name: 'a', points }], text, 'alt');
  assert.doesNotMatch(svg, /NaN|Infinity/);
  assert.equal(svg.match(/<path d="(M[^"]*L[^"]*)"/)?.[1]?.match(/M/g)?.length, 2);
});

test('one point is a dot, and no point is an empty chart', () => {
  const one = drawChart([{ name: 'a', points: [[3, 2.5]] }], text, 'alt');
  assert.match(one, /<circle cx="374" cy="173" r="3"/);
  const none = drawChart([{ name: 'a', points: [] }], text, 'alt');
  assert.doesNotMatch(none, /NaN|<circle/);
});

test('titles, names and the alternative text are escaped', () => {
  const words = { title: '<b>', x: { name: '"x"', unit: null }, y: { name: '&y', unit: '<i>' } };
  const svg = drawChart([{ name: '<script>', points: [[0, 1]] }], words, 'a "quoted" <alt>');
  assert.doesNotMatch(svg, /<b>|<i>|<script>|<alt>/);
  assert.match(svg, /aria-label="a &quot;quoted&quot; &lt;alt&gt;"/);
});

test('the chart grows in one display, at most four times a second, and ends as a plotly figure', () => {
  const room = makeSurroundings();
  const chart = liveChart({ ...text, series: ['training', 'validation'] }, room);
  for (let i = 0; i <= 1000; i++) {
    chart.add(i, { training: 2 - i / 1000 });
    room.wait(1);
  }
  assert.equal(room.messages.length, 1 + 4);
  assert.match(htmlOf(room.messages.at(-1)), /<svg .*role="img"/);
  assert.match(textOf(room.messages.at(-1)), /training goes from 2 at 0 to 1 at 1,000; validation has no values yet/);
  chart.finish();
  const main = room.messages.filter(message => message.displayId === room.messages[0]?.displayId);
  assert.ok(PLOTLY in (main.at(-1)?.data ?? {}));
  assert.match(
    textOf(main.at(-1)),
    /^Training\. loss \(nats\) over step: training goes from 2 at 0 to 1 at 1,000; validation has no values yet\.$/,
  );
  assert.equal(main.at(-1)?.update, true);
});

test('a chart that goes on has the points from before at once, and goes on behind them', () => {
  const room = makeSurroundings();
  const training: Point[] = [
    [0, 2],
    [10, 1.5],
  ];
  const chart = liveChart({ ...text, series: ['training', 'validation'], before: { training } }, room);
  assert.match(textOf(room.messages[0]), /training goes from 2 at 0 to 1\.5 at 10; validation has no values yet/);
  chart.add(20, { training: 1 });
  chart.finish();
  assert.match(textOf(room.messages.at(-1)), /training goes from 2 at 0 to 1 at 20; validation has no values yet/);
  assert.equal(training.length, 2);
});

test('the final figure of a long run stays small and holds plain JSON', () => {
  const room = makeSurroundings();
  const chart = liveChart({ ...text, series: ['a'] }, room);
  for (let i = 0; i < 20_000; i++) chart.add(i, { a: Math.sin(i) });
  chart.finish();
  const json = JSON.stringify(room.messages.find(message => PLOTLY in message.data));
  assert.ok(json.length < 40_000, `${json.length} characters`);
});

test('values that are not finite are counted in the title and in the words', () => {
  const room = makeSurroundings();
  const chart = liveChart({ ...text, series: ['a'] }, room);
  chart.add(0, { a: 1 });
  chart.add(1, { a: Number.NaN });
  room.wait(300);
  chart.add(2, { a: Number.NEGATIVE_INFINITY });
  assert.match(htmlOf(room.messages.at(-1)), />Training \(2 values are NaN or infinite\)</);
  assert.match(
    textOf(room.messages.at(-1)),
    /a goes from 1 at 0 to -Infinity at 2\. 2 values are NaN or infinite and left out\.$/,
  );
});

test('a chart that never got a value ends without an error', () => {
  const room = makeSurroundings();
  liveChart({ ...text, series: ['a'] }, room).finish();
  assert.match(textOf(room.messages.at(-1)), /a has no values yet/);
});

test('on a logarithmic axis 0 leaves a gap, and a step at 0 is refused', () => {
  const room = makeSurroundings();
  const log = { name: 'loss', unit: null, scale: 'log' } as const;
  const chart = liveChart({ title: 'Training', x: { ...linear, scale: 'log' }, y: log, series: ['a'] }, room);
  chart.add(1, { a: 1 });
  chart.add(2, { a: 0 });
  room.wait(300);
  chart.add(10, { a: 0.1 });
  const svg = htmlOf(room.messages.at(-1));
  assert.doesNotMatch(svg, /NaN[^,]|Infinity/);
  assert.match(svg, />Training \(1 value is NaN, infinite or not above 0\)</);
  chart.finish();
  const [last] = room.messages.slice(-2);
  const figure = JSON.stringify(last?.data);
  assert.match(figure, /"y":\[1,null,0\.1\]/);
  assert.match(figure, /"type":"log"/);
  assert.throws(() => chart.add(0, { a: 1 }), {
    name: 'RangeError',
    message:
      "liveChart: the axis 'step' is logarithmic, so its values must be above 0. Received 0. Leave out scale: 'log', or the value.",
  });
});

test('what lies beyond a chosen range is cut off', () => {
  const points: Point[] = [
    [0, 0],
    [1, 200],
  ];
  const svg = drawChart([{ name: 'a', points }], { ...text, y: { ...linear, range: [0, 100] } }, 'alt');
  assert.match(svg, /<svg x="60" y="60" width="628" height="226" viewBox="60 60 628 226"><path d="M64 282L684 -154"/);
});

test('a curve that was not announced is refused', () => {
  const chart = liveChart<string>({ ...text, series: ['loss', 'accuracy'] }, makeSurroundings());
  assert.throws(() => chart.add(0, { los: 1 }), {
    name: 'RangeError',
    message: "liveChart: there is no curve 'los'. Received a value for it; the series are 'loss', 'accuracy'.",
  });
});

import { at } from '../../spec/at';
import type { Figure } from '../style/figure';
import { round, showNumber } from '../style/numbers';
import { baseLayout, FIGURE_WIDTH, type FigureWords, INK, MUTED, SERIES_COLORS } from '../style/theme';
import { playControls } from '../windows/playControls';
import { plotlyAxis } from './axis';

export interface PrecisionRecallStepsOptions extends FigureWords {
  /** After each prediction, the surest first: the share of the predictions so far that is right. */
  readonly precision: readonly number[];
  /** After each prediction, the share of the objects that is found so far. */
  readonly recall: readonly number[];
  /** Of each prediction. */
  readonly scores: readonly number[];
}

/** A prediction that has been taken in. */
interface Step {
  readonly recall: number;
  readonly precision: number;
  readonly score: number;
  /** Whether it has found an object: recall has risen. */
  readonly right: boolean;
}

const HEIGHT = 330;
const CONTROLS = 148;
const MOST = 60;
const [LINE, WRONG, RIGHT] = SERIES_COLORS;

/**
 * Precision and recall, one prediction after the other, with a slider; the last step draws the largest precision from each
 * recall on, and the area below, which is the average precision.
 *
 * Introduced in notebook detection-basics.
 *
 * @param options as `detection.precisionRecall` gives them
 * @throws RangeError when the lists differ in length, or hold no prediction or more than can be told apart
 */
export function precisionRecallSteps(options: PrecisionRecallStepsOptions): Figure {
  const steps = stepsOf(options);
  const envelope = envelopeOf(steps);
  const area = steps.reduce(
    (sum, { recall }, i) => sum + (recall - (i === 0 ? 0 : at(steps, i - 1).recall)) * at(envelope, i),
    0,
  );
  const alt = options.alt ?? describe(options.title, steps, area);
  const labels = [...steps.map((_, i) => String(i + 1)), 'all'];
  const frames = labels.map((_, i) => ({
    name: String(i),
    data: i < steps.length ? partial(steps, i + 1) : complete(steps, envelope, area),
    traces: [0, 1, 2, 3, 4],
  }));
  const layout = {
    ...baseLayout({
      ...{ title: options.title, alt, width: FIGURE_WIDTH, height: HEIGHT },
      margin: { left: 64, right: 24, bottom: CONTROLS },
    }),
    xaxis: plotlyAxis({ name: 'recall: of the objects, found', unit: null, range: [-0.02, 1.02] }),
    yaxis: plotlyAxis({ name: 'precision: of the predictions, right', unit: null, range: [-0.02, 1.06] }),
    showlegend: false,
    ...controls(labels),
  };
  return { data: at(frames, frames.length - 1).data, layout, frames, alt };
}

/** Below the axis and its title. */
function controls(labels: readonly string[]): Record<string, unknown> {
  const { updatemenus, sliders } = playControls(labels, 'Predictions taken in: ', labels.length - 1);
  const lower = (list: unknown): unknown =>
    (list as readonly Record<string, unknown>[]).map(one => ({ ...one, y: -0.16 })); // as playControls makes them
  return { updatemenus: lower(updatemenus), sliders: lower(sliders) };
}

function stepsOf({ precision, recall, scores }: PrecisionRecallStepsOptions): Step[] {
  if (precision.length !== recall.length || precision.length !== scores.length) {
    throw new RangeError(
      'figures.precisionRecallSteps: give precision, recall and score of each prediction. ' +
        `Received ${precision.length}, ${recall.length} and ${scores.length}.`,
    );
  }
  if (precision.length === 0 || precision.length > MOST) {
    throw new RangeError(
      `figures.precisionRecallSteps: give 1 to ${MOST} predictions, which can be told apart. Received ${precision.length}.`,
    );
  }
  return precision.map((value, i) => ({
    ...{ precision: value, recall: at(recall, i), score: at(scores, i) },
    right: at(recall, i) > (i === 0 ? 0 : at(recall, i - 1)),
  }));
}

/** At each prediction the largest precision from there on. */
function envelopeOf(steps: readonly Step[]): number[] {
  let largest = 0;
  return [...steps]
    .reverse()
    .map(({ precision }) => {
      largest = Math.max(largest, precision);
      return largest;
    })
    .reverse();
}

/** Area, line, right ones, wrong ones, and words. */
function partial(steps: readonly Step[], count: number): Record<string, unknown>[] {
  const taken = steps.slice(0, count);
  const { right, score, precision, recall } = at(taken, count - 1);
  const found = taken.filter(step => step.right).length;
  const words = [
    `prediction ${count}, score ${showNumber(score)}: <b>${right ? 'right' : 'wrong'}</b>`,
    `precision = ${found} / ${count} = ${precision.toFixed(2)}, recall = ${recall.toFixed(2)}`,
  ];
  return [areaTrace([], []), ...points(taken), wordsTrace(words)];
}

function complete(steps: readonly Step[], envelope: readonly number[], area: number): Record<string, unknown>[] {
  const last = at(steps, steps.length - 1);
  const x = [0, ...steps.flatMap(({ recall }, i) => [i === 0 ? 0 : at(steps, i - 1).recall, recall]), last.recall];
  const y = [0, ...envelope.flatMap(value => [value, value]), 0];
  const words = ['the largest precision from each recall on', `area below it: AP = ${area.toFixed(3)}`];
  return [areaTrace(x, y), ...points(steps), wordsTrace(words)];
}

function points(taken: readonly Step[]): Record<string, unknown>[] {
  const marks = (right: boolean, color: string, symbol: string): Record<string, unknown> => {
    const some = taken.flatMap((step, i) => (step.right === right ? [{ ...step, number: i + 1 }] : []));
    return {
      ...{ type: 'scatter', mode: 'markers', ...placesOf(some), marker: { color, symbol, size: 10 } },
      text: some.map(({ number, score }) => `prediction ${number}, score ${showNumber(score)}`),
      hovertemplate: `%{text}<br>precision %{y}, recall %{x}<extra>${right ? 'right' : 'wrong'}</extra>`,
    };
  };
  const line = {
    type: 'scatter',
    mode: 'lines',
    ...placesOf(taken),
    line: { color: LINE, width: 2 },
    hoverinfo: 'skip',
  };
  return [line, marks(true, RIGHT, 'circle'), marks(false, WRONG, 'x')];
}

function placesOf(steps: readonly Step[]): { x: number[]; y: number[] } {
  return { x: steps.map(({ recall }) => round(recall)), y: steps.map(({ precision }) => round(precision)) };
}

function areaTrace(x: readonly number[], y: readonly number[]): Record<string, unknown> {
  return {
    ...{ type: 'scatter', mode: 'lines', x: x.map(round), y: y.map(round), hoverinfo: 'skip' },
    ...{ fill: 'tozeroy', fillcolor: `${LINE}26`, line: { color: MUTED, width: 1.5, dash: 'dash' } },
  };
}

function wordsTrace(lines: readonly string[]): Record<string, unknown> {
  return {
    ...{ type: 'scatter', mode: 'text', x: [0.02], y: [0.02], text: [lines.join('<br>')], hoverinfo: 'skip' },
    ...{ textposition: 'top right', textfont: { size: 14, color: INK } },
  };
}

function describe(title: string, steps: readonly Step[], area: number): string {
  const right = steps.filter(step => step.right).length;
  const { precision, recall } = at(steps, steps.length - 1);
  return (
    `${title}. Precision against recall for ${steps.length} predictions, ${right} of them right; ` +
    `at the end precision ${precision.toFixed(2)} and recall ${recall.toFixed(2)}. Average precision ${area.toFixed(3)}.`
  );
}

import { escapeHtml, html } from '../../notebook/content';
import { show } from '../../notebook/display';
import { type Progress, progress } from '../../notebook/progress';
import { notebookSurroundings, type Surroundings } from '../../notebook/surroundings';
import { columnsOf, inWords, type Numbers } from '../tasks/columns';
import type { CurvePoint } from './curve';
import { measureCharts } from './measureCharts';
import type { Watched } from './watched';

/** Who watches a run. */
export interface Monitor {
  /** Before the first step. */
  preparing(words: string): void;
  /**
   * After each step.
   * @param point of the curve, where one ends with this step
   */
  step(point: CurvePoint | null): void;
  /** @param row an epoch of the history */
  epoch(row: Numbers): void;
  notice(sentence: string): void;
  /** @param complete whether the run came to its end */
  end(complete: boolean): void;
}

/** Shows a sentence below the cell; what stands between backticks as code. */
export function notice(sentence: string): void {
  const words = escapeHtml(sentence).replace(/`([^`]*)`/g, '<code>$1</code>');
  show(html(`<div>${words}</div>`, sentence));
}

/** Says what must be said, and nothing else. */
const SILENT: Monitor = {
  preparing: () => undefined,
  step: () => undefined,
  epoch: () => undefined,
  notice,
  end: () => undefined,
};

/** @param display as in the options of `fit` */
export function monitorFor(display: boolean | Progress, run: Watched): Monitor {
  if (typeof display === 'object') return barMonitor(run, display);
  return display ? notebookMonitor(run) : SILENT;
}

/** A progress bar, and charts of the loss and of what the task measures, which grow while the cell runs. */
export function notebookMonitor(run: Watched, surroundings: Surroundings = notebookSurroundings): Monitor {
  const { name, totalSteps, stepsPerEpoch, task, before } = run;
  const columns = columnsOf(task);
  const bar = progress({ total: totalSteps, done: before.step, label: `training ${name}, steps` }, surroundings);
  const charts = measureCharts(run, surroundings);
  return {
    preparing: words => bar.note(words),
    step(point) {
      if (point !== null) {
        for (const chart of charts) chart.training(point.step / stepsPerEpoch, point.numbers);
        bar.note(inWords(columns, point.numbers));
      }
      bar.advance();
    },
    epoch(row) {
      for (const chart of charts) chart.validation(row);
    },
    notice,
    end() {
      bar.finish();
      for (const chart of charts) chart.finish();
    },
  };
}

/** One run of several, on a bar that counts runs: each step moves it by its part of the run. */
export function barMonitor({ totalSteps, task, before }: Watched, bar: Progress): Monitor {
  const columns = columnsOf(task);
  let left = 1;
  const advance = (part: number): void => {
    left -= part;
    bar.advance(part);
  };
  advance(before.step / totalSteps);
  return {
    preparing: words => bar.note(words),
    step(point) {
      if (point !== null) bar.note(inWords(columns, point.numbers));
      advance(1 / totalSteps);
    },
    epoch: () => undefined,
    notice,
    end(complete) {
      if (complete) advance(left);
      else bar.finish();
    },
  };
}

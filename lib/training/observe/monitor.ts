import { escapeHtml, html } from '../../notebook/content';
import { show } from '../../notebook/display';
import { progress } from '../../notebook/progress';
import { notebookSurroundings, type Surroundings } from '../../notebook/surroundings';
import type { StepResult } from '../loop/step';
import { Tally } from '../loop/tally';
import { columnsOf, inWords, type Numbers } from '../tasks/columns';
import type { AnyTask } from '../tasks/task';
import { measureCharts } from './measureCharts';

/** Who watches a run. */
export interface Monitor {
  /** Before the first step. */
  preparing(words: string): void;
  step(step: number, measured: StepResult): void;
  /** @param row an epoch of the history */
  epoch(row: Numbers): void;
  notice(sentence: string): void;
  end(): void;
}

/** Shows a sentence below the cell. */
export function notice(sentence: string): void {
  show(html(`<div>${escapeHtml(sentence)}</div>`, sentence));
}

/** Says what must be said, and nothing else. */
export const SILENT: Monitor = {
  preparing: () => undefined,
  step: () => undefined,
  epoch: () => undefined,
  notice,
  end: () => undefined,
};

/** Points of a curve in one epoch: single steps jump too much to be read. */
const POINTS_AN_EPOCH = 20;

/** A progress bar, and charts of the loss and of what the task measures, which grow while the cell runs. */
export function notebookMonitor(
  run: { readonly name: string; readonly totalSteps: number; readonly stepsPerEpoch: number; readonly task: AnyTask },
  surroundings: Surroundings = notebookSurroundings,
): Monitor {
  const { name, totalSteps, stepsPerEpoch, task } = run;
  const columns = columnsOf(task);
  const bar = progress({ total: totalSteps, label: `training ${name}, steps` }, surroundings);
  const charts = measureCharts(name, columns, surroundings);
  const window = Math.max(1, Math.floor(stepsPerEpoch / POINTS_AN_EPOCH));
  let recent = new Tally();
  return {
    preparing: words => bar.note(words),
    step(step, measured) {
      recent.add(measured, 1);
      if (step % window === 0) {
        const numbers = { loss: recent.meanLoss, ...recent.columns(task) };
        for (const chart of charts) chart.training(step / stepsPerEpoch, numbers);
        bar.note(inWords(columns, numbers));
        recent = new Tally();
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

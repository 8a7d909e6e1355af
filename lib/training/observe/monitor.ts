import { escapeHtml, html } from '../../notebook/content';
import { show } from '../../notebook/display';
import { liveChart } from '../../notebook/liveChart';
import { progress } from '../../notebook/progress';
import type { EpochRow } from './history';

/** Who watches a run. */
export interface Monitor {
  step(step: number, measured: { readonly loss: number; readonly accuracy: number }): void;
  epoch(row: EpochRow): void;
  notice(sentence: string): void;
  end(): void;
}

/** Shows a sentence below the cell. */
export function notice(sentence: string): void {
  show(html(`<div>${escapeHtml(sentence)}</div>`, sentence));
}

/** Says what must be said, and nothing else. */
export const SILENT: Monitor = { step: () => undefined, epoch: () => undefined, notice, end: () => undefined };

/** Points of a curve in one epoch: single steps jump too much to be read. */
const POINTS_AN_EPOCH = 20;

/** A progress bar, and charts of loss and accuracy that grow while the cell runs. */
export function notebookMonitor(run: {
  readonly name: string;
  readonly totalSteps: number;
  readonly stepsPerEpoch: number;
}): Monitor {
  const { name, totalSteps, stepsPerEpoch } = run;
  const bar = progress({ total: totalSteps, label: `training ${name}, steps` });
  const series = ['training', 'validation'] as const;
  const text = { x: { name: 'epoch', unit: null }, series };
  const loss = liveChart({ ...text, title: `${name}: loss`, y: { name: 'cross-entropy', unit: null } });
  const accuracy = liveChart({ ...text, title: `${name}: accuracy`, y: { name: 'right answers', unit: '%' } });
  const window = Math.max(1, Math.floor(stepsPerEpoch / POINTS_AN_EPOCH));
  let recent: { loss: number; accuracy: number }[] = [];
  return {
    step(step, measured) {
      recent.push(measured);
      if (recent.length >= window) {
        loss.add(step / stepsPerEpoch, { training: mean(recent.map(one => one.loss)) });
        accuracy.add(step / stepsPerEpoch, { training: 100 * mean(recent.map(one => one.accuracy)) });
        recent = [];
      }
      bar.advance();
    },
    epoch({ epoch, validationLoss, validationAccuracy }) {
      if (Number.isNaN(validationLoss)) return;
      loss.add(epoch, { validation: validationLoss });
      accuracy.add(epoch, { validation: 100 * validationAccuracy });
    },
    notice,
    end() {
      bar.finish();
      loss.finish();
      accuracy.finish();
    },
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

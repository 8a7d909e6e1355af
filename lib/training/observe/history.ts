import type { DataFrame } from 'danfojs-node';
import { lines } from '../../figures/charts/lines';
import type { Figure } from '../../figures/style/figure';
import { dataFrame } from '../../notebook/dataFrame';
import {
  type Columns,
  capitalized,
  formatOf,
  numberOf,
  shownValue,
  type ValidationColumn,
  validationColumn,
} from '../tasks/columns';

/** What every epoch has, whatever is measured. */
interface EpochBasics {
  /** From 1 on. */
  readonly epoch: number;
  /** Steps done at its end. */
  readonly step: number;
  /** Of its last step. */
  readonly learningRate: number;
  /** Mean over the epoch's steps, each before its update, on changed images. */
  readonly loss: number;
  /** On the validation images after the epoch; NaN without any. */
  readonly validationLoss: number;
  /** Time of the epoch, the validation included. */
  readonly seconds: number;
}

/**
 * One epoch: once through the training images. Beside the basics it has what the task measures, twice: `accuracy` on the
 * epoch's changed images while the network learnt from them, and `validationAccuracy` after it; NaN where it was not measured.
 */
export type EpochRow<Column extends string = 'accuracy'> = Pick<EpochBasics, keyof EpochBasics> &
  Readonly<Record<Column | ValidationColumn<Column>, number>>;

/** One step: one batch. */
export interface StepRow {
  /** From 1 on. */
  readonly step: number;
  readonly loss: number;
  readonly learningRate: number;
  readonly seconds: number;
}

/** What a run of training has measured. Introduced in notebook learning. */
export class History<Column extends string = 'accuracy'> {
  readonly epochs: EpochRow<Column>[] = [];
  readonly steps: StepRow[] = [];
  /** The epoch after which `until` held and ended the run; null where it did not, or was not asked for. */
  reached: number | null = null;

  constructor(private readonly columns: Columns<Column>) {}

  /** The last epoch. @throws RangeError before the first has ended */
  get last(): EpochRow<Column> {
    const row = this.epochs.at(-1);
    if (row === undefined) throw new RangeError('history: no epoch has ended yet. Train for at least one epoch.');
    return row;
  }

  /**
   * The epoch that did best, the last of equal ones: on the validation images where there are any, else in training.
   *
   * @param column `'loss'` or what the task measures; whether more of it is better, the task says
   * @throws RangeError before the first epoch has ended
   */
  best(column: 'loss' | Column): EpochRow<Column> {
    const validation = validationColumn(column);
    const name = this.isMeasured(validation) ? validation : column;
    const sign = formatOf(this.columns, column).better === 'higher' ? 1 : -1;
    const asGood = (a: EpochRow<Column>, b: EpochRow<Column>): boolean =>
      sign * (columnOf(a, name) - columnOf(b, name)) >= 0;
    return this.epochs.reduce((best, row) => (asGood(row, best) ? row : best), this.last);
  }

  /** The epochs as text with a heading and a line for each; what was not measured is empty. */
  toCSV(): string {
    const names = this.names();
    const cell = (value: number): string => (Number.isNaN(value) ? '' : String(value));
    const rows = this.epochs.map(row => names.map(name => cell(columnOf(row, name))).join(','));
    return `${[names.join(','), ...rows].join('\n')}\n`;
  }

  /** The epochs as a danfojs DataFrame, to sort, join and describe. */
  async table(): Promise<DataFrame> {
    const names = this.names().filter(name => this.isMeasured(name));
    return dataFrame(Object.fromEntries(names.map(name => [name, this.epochs.map(row => columnOf(row, name))])));
  }

  /** The loss, a part of it, or what the task measures, over the epochs; shares in per cent. */
  figure(
    what: 'loss' | Column = 'loss',
    title = capitalized(what === 'loss' ? what : formatOf(this.columns, what).label),
  ): Figure {
    const format = formatOf(this.columns, what);
    const series = [
      { name: 'training', column: what },
      { name: 'validation', column: validationColumn(what) },
    ];
    return lines({
      title,
      x: { name: 'epoch', unit: null },
      y: { name: format.label, unit: format.unit },
      series: series
        .filter(({ name, column }) => name === 'training' || this.isMeasured(column))
        .map(({ name, column }) => ({
          name,
          x: this.epochs.map(row => row.epoch),
          y: this.epochs.map(row => shownValue(format, columnOf(row, column))),
        })),
    });
  }

  private names(): string[] {
    const measured = Object.keys(this.columns.formats);
    const validation = ['loss', ...measured].map(validationColumn);
    return ['epoch', 'step', 'learningRate', 'loss', ...measured, ...validation, 'seconds'];
  }

  private isMeasured(name: string): boolean {
    return this.epochs.some(row => !Number.isNaN(columnOf(row, name)));
  }
}

function columnOf<Column extends string>(row: EpochRow<Column>, name: string): number {
  return numberOf({ ...row }, name);
}

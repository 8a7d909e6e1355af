import type { DataFrame } from 'danfojs-node';
import { lines } from '../../figures/charts/lines';
import type { Figure } from '../../figures/style/figure';
import { dataFrame } from '../../notebook/dataFrame';

/** One epoch: once through the training images. */
export interface EpochRow {
  /** From 1 on. */
  readonly epoch: number;
  /** Steps done at its end. */
  readonly step: number;
  /** Of its last step. */
  readonly learningRate: number;
  /** Mean over the epoch's steps, each before its update, on changed images. */
  readonly loss: number;
  /** Part of the epoch's images that were right, from 0 to 1, measured in the same way. */
  readonly accuracy: number;
  /** On the validation images after the epoch; NaN without any. */
  readonly validationLoss: number;
  /** From 0 to 1; NaN without validation images. */
  readonly validationAccuracy: number;
  /** Time of the epoch, the validation included. */
  readonly seconds: number;
}

/** One step: one batch. */
export interface StepRow {
  /** From 1 on. */
  readonly step: number;
  readonly loss: number;
  readonly learningRate: number;
  readonly seconds: number;
}

const COLUMNS = [
  'epoch',
  'step',
  'learningRate',
  'loss',
  'accuracy',
  'validationLoss',
  'validationAccuracy',
  'seconds',
] as const satisfies readonly (keyof EpochRow)[];

/** What a run of training has measured. Introduced in notebook alexnet. */
export class History {
  readonly epochs: EpochRow[] = [];
  readonly steps: StepRow[] = [];

  /** The last epoch. @throws RangeError before the first has ended */
  get last(): EpochRow {
    const row = this.epochs.at(-1);
    if (row === undefined) throw new RangeError('history: no epoch has ended yet. Train for at least one epoch.');
    return row;
  }

  /** The epochs as text with a heading and a line for each; what was not measured is empty. */
  toCSV(): string {
    const rows = this.epochs.map(row =>
      COLUMNS.map(column => (Number.isNaN(row[column]) ? '' : row[column])).join(','),
    );
    return `${[COLUMNS.join(','), ...rows].join('\n')}\n`;
  }

  /** The epochs as a danfojs DataFrame, to sort, join and describe. */
  async table(): Promise<DataFrame> {
    const columns = COLUMNS.filter(column => this.epochs.some(row => !Number.isNaN(row[column])));
    return dataFrame(Object.fromEntries(columns.map(column => [column, this.epochs.map(row => row[column])])));
  }

  /** The loss, or the accuracy in per cent, over the epochs. */
  figure(what: 'loss' | 'accuracy' = 'loss', title = what === 'loss' ? 'Loss' : 'Accuracy'): Figure {
    const [training, validation] = (
      { loss: ['loss', 'validationLoss'], accuracy: ['accuracy', 'validationAccuracy'] } as const
    )[what];
    const scale = what === 'accuracy' ? 100 : 1;
    const curve = (name: string, column: keyof EpochRow) => ({
      name,
      x: this.epochs.map(row => row.epoch),
      y: this.epochs.map(row => row[column] * scale),
    });
    const measured = this.epochs.some(row => !Number.isNaN(row[validation]));
    return lines({
      title,
      x: { name: 'epoch', unit: null },
      y: what === 'loss' ? { name: 'cross-entropy', unit: null } : { name: 'accuracy', unit: '%' },
      series: [curve('training', training), ...(measured ? [curve('validation', validation)] : [])],
    });
  }
}

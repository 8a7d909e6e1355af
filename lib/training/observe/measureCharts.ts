import { type LiveChart, liveChart } from '../../notebook/liveChart';
import type { Surroundings } from '../../notebook/surroundings';
import { type Columns, formatOf, type Numbers, numberOf, shownValue, validationColumn } from '../tasks/columns';

/** A chart below the cell that follows a run. */
export interface MeasureChart {
  /** Draws what was measured over the last steps. */
  training(epoch: number, numbers: Numbers): void;
  /** Draws what was measured on validation examples after an epoch, if anything. */
  validation(row: Numbers): void;
  finish(): void;
}

/** Charts of the loss, of its parts where the task shows them apart, and of each thing that it measures. */
export function measureCharts(name: string, columns: Columns<string>, surroundings: Surroundings): MeasureChart[] {
  const { parts, formats } = columns;
  const measures = Object.keys(formats).filter(column => !parts.includes(column));
  const together = parts.length === 0 ? [] : [partsChart(name, columns, surroundings)];
  return [...['loss', ...measures].map(column => chartOf(name, columns, column, surroundings)), ...together];
}

const EPOCH = { name: 'epoch', unit: null } as const;

/** One number, in training and on the validation examples. */
function chartOf(name: string, columns: Columns<string>, column: string, surroundings: Surroundings): MeasureChart {
  const format = formatOf(columns, column);
  const chart = liveChart(
    {
      title: `${name}: ${column === 'loss' ? column : format.label}`,
      ...{ x: EPOCH, y: { name: format.label, unit: format.unit }, series: ['training', 'validation'] as const },
    },
    surroundings,
  );
  const add = (epoch: number, series: 'training' | 'validation', value: number): void => {
    if (!Number.isNaN(value)) chart.add(epoch, { [series]: shownValue(format, value) });
  };
  return {
    training: (epoch, numbers) => add(epoch, 'training', numberOf(numbers, column)),
    validation: row => add(numberOf(row, 'epoch'), 'validation', numberOf(row, validationColumn(column))),
    finish: () => chart.finish(),
  };
}

/** The parts of the loss in one chart, in training. */
function partsChart(name: string, columns: Columns<string>, surroundings: Surroundings): MeasureChart {
  const labels = new Map(columns.parts.map(part => [part, formatOf(columns, part).label]));
  const chart: LiveChart<string> = liveChart(
    {
      title: `${name}: parts of the loss`,
      ...{ x: EPOCH, y: { name: columns.lossName, unit: null }, series: [...labels.values()] },
    },
    surroundings,
  );
  return {
    training(epoch, numbers) {
      const values = [...labels].map(([part, label]) => [label, numberOf(numbers, part)] as const);
      chart.add(epoch, Object.fromEntries(values));
    },
    validation: () => undefined,
    finish: () => chart.finish(),
  };
}

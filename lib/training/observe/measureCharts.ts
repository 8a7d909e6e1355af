import type { Point } from '../../notebook/chartScale';
import { type LiveChart, liveChart } from '../../notebook/liveChart';
import type { Surroundings } from '../../notebook/surroundings';
import { columnsOf, formatOf, type Numbers, numberOf, shownValue, validationColumn } from '../tasks/columns';
import type { Watched } from './watched';

/** A chart below the cell that follows a run. */
export interface MeasureChart {
  /** Draws what was measured over the last steps. */
  training(epoch: number, numbers: Numbers): void;
  /** Draws what was measured on validation examples after an epoch, if anything. */
  validation(row: Numbers): void;
  finish(): void;
}

/** Charts of the loss, of its parts where the task shows them apart, and of each thing that it measures. */
export function measureCharts(run: Watched, surroundings: Surroundings): MeasureChart[] {
  const { parts, formats } = columnsOf(run.task);
  const measures = Object.keys(formats).filter(column => !parts.includes(column));
  const together = parts.length === 0 ? [] : [partsChart(run, surroundings)];
  return [...['loss', ...measures].map(column => chartOf(run, column, surroundings)), ...together];
}

const EPOCH = { name: 'epoch', unit: null } as const;

/** One number, in training and on the validation examples. */
function chartOf(run: Watched, column: string, surroundings: Surroundings): MeasureChart {
  const { name, task, before, stepsPerEpoch } = run;
  const format = formatOf(columnsOf(task), column);
  /** Nothing where it was not measured. */
  const points = (epoch: number, value: number): Point[] =>
    Number.isNaN(value) ? [] : [[epoch, shownValue(format, value)]];
  const training = (epoch: number, numbers: Numbers): Point[] => points(epoch, numberOf(numbers, column));
  const validation = (row: Numbers): Point[] => points(numberOf(row, 'epoch'), numberOf(row, validationColumn(column)));
  const chart = liveChart(
    {
      title: `${name}: ${column === 'loss' ? column : format.label}`,
      ...{ x: EPOCH, y: { name: format.label, unit: format.unit }, series: ['training', 'validation'] as const },
      before: {
        training: before.points.flatMap(({ step, numbers }) => training(step / stepsPerEpoch, numbers)),
        validation: before.epochs.flatMap(validation),
      },
    },
    surroundings,
  );
  return {
    training(epoch, numbers) {
      for (const [x, value] of training(epoch, numbers)) chart.add(x, { training: value });
    },
    validation(row) {
      for (const [x, value] of validation(row)) chart.add(x, { validation: value });
    },
    finish: () => chart.finish(),
  };
}

/** The parts of the loss in one chart, in training. */
function partsChart(run: Watched, surroundings: Surroundings): MeasureChart {
  const { name, task, before, stepsPerEpoch } = run;
  const columns = columnsOf(task);
  const labels = new Map(columns.parts.map(part => [part, formatOf(columns, part).label]));
  const chart: LiveChart<string> = liveChart(
    {
      title: `${name}: parts of the loss`,
      ...{ x: EPOCH, y: { name: columns.lossName, unit: null }, series: [...labels.values()] },
      before: Object.fromEntries(
        [...labels].map(([part, label]): [string, Point[]] => {
          return [label, before.points.map(({ step, numbers }) => [step / stepsPerEpoch, numberOf(numbers, part)])];
        }),
      ),
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

import type { MeasureFormat } from './task';

/** What a history lists and charts draw: the loss, and each part of it and each measure by name. */
export interface Columns<Column extends string> {
  readonly lossName: string;
  /** Names of the parts of the loss, which are drawn together. */
  readonly parts: readonly Column[];
  /** Of the parts, then of what is measured. */
  readonly formats: Readonly<Record<Column, MeasureFormat>>;
}

/** Measured numbers by column. */
export type Numbers = Readonly<Record<string, number>>;

/** The columns of a task, the parts of its loss first. */
export function columnsOf<Measure extends string, Part extends string>(task: {
  readonly lossName: string;
  readonly parts: Readonly<Record<Part, string>>;
  readonly measures: Readonly<Record<Measure, MeasureFormat>>;
}): Columns<Measure | Part> {
  const { lossName, parts, measures } = task;
  const formats = Object.entries<string>(parts).map(([name, label]): [string, MeasureFormat] => {
    return [name, { label, unit: null, better: 'lower' }];
  });
  return {
    lossName,
    parts: Object.keys(parts) as Part[], // the keys of a record
    formats: { ...Object.fromEntries(formats), ...measures } as Record<Measure | Part, MeasureFormat>, // one for each name
  };
}

/** How the loss, a part of it or a measure is shown. */
export function formatOf<Column extends string>(columns: Columns<Column>, column: 'loss' | Column): MeasureFormat {
  if (column === 'loss') return { label: columns.lossName, unit: null, better: 'lower' };
  return columns.formats[column];
}

/** @throws RangeError when there is no such column */
export function numberOf(numbers: Numbers, column: string): number {
  const value = numbers[column];
  if (value !== undefined) return value;
  throw new RangeError(`there is no column "${column}". The columns are ${Object.keys(numbers).join(', ')}.`);
}

/** The column of what is measured on validation examples. */
export type ValidationColumn<Column extends string> = `validation${Capitalize<Column>}`;

export function validationColumn<Column extends string>(column: Column): ValidationColumn<Column> {
  return `validation${capitalized(column)}` as ValidationColumn<Column>; // which is what the type says
}

export function capitalized(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** A value as charts have it: shares in per cent. */
export function shownValue({ unit }: MeasureFormat, value: number): number {
  return unit === '%' ? 100 * value : value;
}

/** Loss and measures in words: `loss 0.412, accuracy 87.1 %`. What was not measured is left out. */
export function inWords(columns: Columns<string>, numbers: Numbers): string {
  const words = ['loss', ...Object.keys(columns.formats)].flatMap(column => {
    const [format, value] = [formatOf(columns, column), numberOf(numbers, column)];
    if (Number.isNaN(value)) return [];
    const shown = shownValue(format, value);
    const digits = format.unit === '%' ? shown.toFixed(1) : String(Number(shown.toPrecision(3)));
    return [`${column === 'loss' ? column : format.label} ${digits}${format.unit === null ? '' : ` ${format.unit}`}`];
  });
  return words.join(', ');
}

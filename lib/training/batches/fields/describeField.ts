import { at } from '../../../spec/at';
import type { BoxField } from './boxes';
import { type ClassField, countClasses } from './classes';
import type { Field } from './index';
import type { MaskField } from './masks';
import type { NumberField } from './numbers';

/** A line of a report on a batch. */
export type ReportRow = {
  readonly what: string;
  readonly value: number;
  /** Empty for a plain number. */
  readonly unit: string;
};

/** What is in a field: how often each class occurs, how many boxes an image has, and the like. */
export function describeField(name: string, field: Field): ReportRow[] {
  switch (field.kind) {
    case 'classes':
      return describeClasses(name, field);
    case 'numbers':
      return describeNumbers(name, field);
    case 'masks':
      return describeMasks(name, field);
    case 'boxes':
      return describeBoxes(name, field);
  }
}

function describeClasses(name: string, { data, classNames }: ClassField): ReportRow[] {
  return countRows(name, countClasses(data, classNames), 'images');
}

function describeNumbers(name: string, { data }: NumberField): ReportRow[] {
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
  const [smallest, largest] = [data.reduce((a, b) => Math.min(a, b)), data.reduce((a, b) => Math.max(a, b))];
  const rows = Object.entries({ mean, smallest, largest });
  return rows.map(([what, value]) => ({ what: `${name}: ${what}`, value, unit: '' }));
}

function describeMasks(name: string, { masks, classNames, ignore }: MaskField): ReportRow[] {
  const pixels = masks.reduce((sum, mask) => sum + mask.length, 0);
  const counts = new Array<number>(256).fill(0); // a label is a byte
  for (const mask of masks) for (const label of mask) counts[label] = at(counts, label) + 1;
  return counts.flatMap((count, label) => {
    if (count === 0) return [];
    const what = `${name}: ${label === ignore ? 'ignored' : at(classNames, label)}`;
    return [{ what, value: (100 * count) / pixels, unit: '% of the pixels' }];
  });
}

function describeBoxes(name: string, { objects, classNames }: BoxField): ReportRow[] {
  const counts = objects.map(({ length }) => length);
  const labels = objects.flat().map(({ label }) => label);
  return [
    { what: `${name}: boxes an image, mean`, value: labels.length / objects.length, unit: '' },
    { what: `${name}: boxes an image, most`, value: Math.max(...counts), unit: '' },
    { what: `${name}: without a box`, value: counts.filter(count => count === 0).length, unit: 'images' },
    ...countRows(name, countClasses(labels, classNames), 'boxes'),
  ];
}

function countRows(name: string, counts: ReadonlyMap<string, number>, unit: string): ReportRow[] {
  return [...counts].map(([className, value]) => ({ what: `${name}: ${className}`, value, unit }));
}

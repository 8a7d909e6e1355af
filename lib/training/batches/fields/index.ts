import { type BoxField, takeBoxes } from './boxes';
import type { Chosen } from './chosen';
import { type ClassField, takeClasses } from './classes';
import { type MaskField, takeMasks } from './masks';
import { type NumberField, takeNumbers } from './numbers';

/** What examples have beside their image: plain data, so that a thread can make batches of it. */
export type Field = ClassField | NumberField | MaskField | BoxField;

/** The fields of a set by name; a batch has the same with fewer examples. Names are singular: `label`, `mask`. */
export type Fields = Readonly<Record<string, Field>>;

/** The chosen examples' fields, moved as their images are. */
export function takeFields<F extends Fields>(fields: F, chosen: readonly Chosen[]): F {
  const entries = Object.entries(fields).map(([name, field]) => [name, takeField(field, chosen)]);
  return Object.fromEntries(entries) as F; // the same names, each with a field of its kind
}

function takeField(field: Field, chosen: readonly Chosen[]): Field {
  switch (field.kind) {
    case 'classes':
      return takeClasses(field, chosen);
    case 'numbers':
      return takeNumbers(field, chosen);
    case 'masks':
      return takeMasks(field, chosen);
    case 'boxes':
      return takeBoxes(field, chosen);
  }
}

/** How many examples a field has. */
export function fieldCount(field: Field): number {
  switch (field.kind) {
    case 'classes':
      return field.data.length;
    case 'numbers':
      return field.data.length / field.size;
    case 'masks':
      return field.masks.length;
    case 'boxes':
      return field.objects.length;
  }
}

/**
 * What stands in the way of reading a file as a notebook.
 *
 * @param raw what its JSON holds
 * @returns a sentence without its stop, such as `cell 3 has no text`; undefined when nothing does
 */
export function notebookFault(raw: unknown): string | undefined {
  if (!isObject(raw) || !Array.isArray(raw.cells)) return 'it has no list of cells';
  if (!isObject(raw.metadata)) return 'it has no metadata';
  const { course } = raw.metadata;
  if (course !== undefined && !(isObject(course) && isListOf(course.cells, isRecorded))) {
    return 'it does not remember which cells it was made from';
  }
  const faults = raw.cells.map((cell: unknown, i) => {
    const fault = cellFault(cell);
    return fault === undefined ? undefined : `cell ${i + 1} ${fault}`;
  });
  return faults.find(fault => fault !== undefined);
}

function cellFault(cell: unknown): string | undefined {
  if (!isObject(cell)) return 'is none';
  if (!isString(cell.cell_type)) return 'does not say of which type it is';
  if (cell.id !== undefined && !isString(cell.id)) return 'has an id that is no text';
  if (!isString(cell.source) && !isListOf(cell.source, isString)) return 'has no text';
  if (cell.cell_type === 'code' && !isListOf(cell.outputs, isOutput)) return 'has no list of outputs';
  return undefined;
}

function isOutput(value: unknown): boolean {
  if (!isObject(value) || !isString(value.output_type)) return false;
  return value.output_type === 'stream' || value.output_type === 'error' || isObject(value.data);
}

function isRecorded(value: unknown): boolean {
  return isObject(value) && isString(value.id) && (value.exercise === undefined || isString(value.exercise));
}

function isListOf(value: unknown, isOne: (one: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isOne);
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

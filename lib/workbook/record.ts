import { createHash } from 'node:crypto';
import { type Cell, type Notebook, type RecordedCell, textHash } from './notebook';

/** Ids that the course gives: the hash of the text, and a number where a text comes again. Jupyter's own are longer. */
const COURSE_ID = /^[0-9a-f]{8}(-\d+)?$/;
const ASKS = /\bexercise\(\s*['"`](?<id>[^'"`]+)['"`]\s*,/;

/**
 * What a copy remembers of the course's notebook. The ids tell the text that the course gave, so that a notebook that
 * somebody edited in the course's own folder is recorded as the course wrote it.
 * @param notebook as it lies in the course's folder
 * @returns its cells in their order, without those that the course did not write
 */
export function recordOf(notebook: Notebook): readonly RecordedCell[] {
  return notebook.cells.filter(isOfCourse).map(cell => {
    const exercise = exerciseIn(cell);
    const outputs = outputsHash(cell);
    return { id: cell.id, ...(exercise && { exercise }), ...(outputs && { outputs }) };
  });
}

/**
 * What a learner's copy was made from. Where an editor has dropped the record, the ids that are left stand for it.
 * @param copy a learner's notebook
 */
export function recordIn(copy: Notebook): readonly RecordedCell[] {
  return (
    copy.metadata.course?.cells ?? recordOf(copy).map(({ id, exercise }) => ({ id, ...(exercise && { exercise }) }))
  );
}

/** The exercise that a code cell asks, such as `counting.3`. */
export function exerciseIn(cell: Cell): string | undefined {
  return cell.cell_type === 'code' ? ASKS.exec(cell.source)?.groups?.id : undefined;
}

/** What makes a recorded cell the same in two versions of a notebook: its exercise, whatever the text, or else its text. */
export const keyOf = ({ id, exercise }: RecordedCell): string => exercise ?? id;

/** Whether two recorded cells have the same text. */
export const sameText = (a: RecordedCell, b: RecordedCell): boolean => textOf(a) === textOf(b);

/** Whether a learner has changed the text of a cell. */
export const isEdited = (cell: Cell, recorded: RecordedCell): boolean => textHash(cell) !== textOf(recorded);

/** Whether a cell has other outputs than it came with: somebody has run it. */
export const hasRun = (cell: Cell, recorded: RecordedCell): boolean => outputsHash(cell) !== recorded.outputs;

const textOf = ({ id }: RecordedCell): string => id.slice(0, 8);
const isOfCourse = ({ id }: Cell): boolean => COURSE_ID.test(id);

/** Does not depend on the order of keys, which Jupyter changes when it saves, nor on how often cells were run. */
function outputsHash(cell: Cell): string | undefined {
  if (cell.cell_type !== 'code' || cell.outputs.length === 0) return undefined;
  const json = JSON.stringify(cell.outputs, (key, value) => (key === 'execution_count' ? undefined : inOrder(value)));
  return createHash('sha256').update(json).digest('hex').slice(0, 8);
}

function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

import { type Cell, type RecordedCell, textHash } from './notebook';
import { exerciseIn } from './record';

type Test = (cell: Cell, recorded: RecordedCell) => boolean;

/** What tells a cell of a copy, the surest first: an editor can give a moved cell a new id, and a learner change a text. */
const TESTS: readonly Test[] = [
  (cell, { id }) => cell.id === id,
  (cell, { exercise }) => exercise !== undefined && exerciseIn(cell) === exercise,
  (cell, { id }) => textHash(cell) === id.slice(0, 8),
];

/**
 * Finds in a learner's copy the cells that came from the course.
 * @param cells the copy's
 * @param record the cells that the copy was made from
 * @returns the copy's cell for each recorded one that is still there
 */
export function findCells(cells: readonly Cell[], record: readonly RecordedCell[]): ReadonlyMap<RecordedCell, Cell> {
  const found = new Map<RecordedCell, Cell>();
  const free = new Set(cells);
  for (const test of TESTS) {
    for (const recorded of record) {
      if (found.has(recorded)) continue;
      const cell = [...free].find(candidate => test(candidate, recorded));
      if (cell === undefined) continue;
      found.set(recorded, cell);
      free.delete(cell);
    }
  }
  return found;
}

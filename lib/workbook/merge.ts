import { isDeepStrictEqual } from 'node:util';
import { findCells } from './match';
import type { Cell, Notebook, RecordedCell } from './notebook';
import { exerciseIn, hasRun, isEdited, keyOf, recordIn, recordOf, sameText } from './record';
import { pairSimilar } from './similar';

/** A learner's copy after an update of the course. */
export interface Merged {
  readonly notebook: Notebook;
  /** Cells that both have changed, in words: the learner's stayed. */
  readonly kept: readonly string[];
}

/**
 * Makes a learner's copy of a notebook, which remembers what it was made from.
 * @param theirs the course's notebook
 */
export function copyOf(theirs: Notebook): Notebook {
  return { ...theirs, metadata: { ...theirs.metadata, course: { cells: recordOf(theirs) } } };
}

/**
 * Brings what is new in the course into a learner's copy, cell by cell. The order is the course's. A cell that the learner
 * has not changed becomes the course's; one that they have changed, or run while its text stays the same, is theirs; cells
 * that they added follow the cell that they stood behind; cells that they deleted stay away until the course changes them.
 * @param mine the learner's copy
 * @param theirs the course's notebook
 * @returns undefined when the course's notebook is the one that the copy was made from
 */
export function merge(mine: Notebook, theirs: Notebook): Merged | undefined {
  const fresh = copyOf(theirs);
  if (isDeepStrictEqual(mine.metadata.course, fresh.metadata.course)) return undefined;
  const choices = chooseCells(mine, theirs);
  const cells = withAddedCells(mine.cells, choices);
  return { notebook: { ...fresh, cells }, kept: choices.kept.map(nameCell) };
}

/**
 * A fresh copy of a notebook in which the learner's answers are.
 * @param mine the learner's copy
 * @param theirs the course's notebook
 */
export function freshWithAnswers(mine: Notebook, theirs: Notebook): { notebook: Notebook; answers: readonly string[] } {
  const answered = new Map<string, Cell>();
  for (const [{ id, exercise }, cell] of findCells(mine.cells, recordIn(mine))) {
    if (exercise !== undefined && isEdited(cell, { id })) answered.set(exercise, cell);
  }
  const answers: string[] = [];
  const cells = theirs.cells.map(cell => {
    const exercise = exerciseIn(cell);
    const own = exercise === undefined ? undefined : answered.get(exercise);
    if (exercise === undefined || own === undefined) return cell;
    answers.push(exercise);
    return { ...own, id: cell.id };
  });
  return { notebook: { ...copyOf(theirs), cells }, answers };
}

/** Whether a copy holds anything that its learner has written. */
export function hasOwnText(mine: Notebook): boolean {
  const found = findCells(mine.cells, recordIn(mine));
  return found.size < mine.cells.length || [...found].some(([recorded, cell]) => isEdited(cell, recorded));
}

/** What stands in the place of a cell of the course. */
interface Choice {
  readonly cell: Cell;
  /** The cell of the old copy that it comes from or replaces. */
  readonly own?: Cell;
  /** Whether both have changed it. */
  readonly both?: true;
}

/** What stands in the place of the course's cell, if anything does. `from` is what the learner's copy of it was made from. */
function choose(
  cell: Cell,
  now: RecordedCell,
  from: RecordedCell | undefined,
  own: Cell | undefined,
): readonly Choice[] {
  if (from === undefined) return [{ cell }];
  const same = sameText(from, now);
  if (own === undefined) return same ? [] : [{ cell }];
  // With the id of the course's cell, the learner's counts as an edited version of that one from now on.
  const kept = { cell: { ...own, id: cell.id }, own };
  if (isEdited(own, from)) return [same ? kept : { ...kept, both: true }];
  return [same && hasRun(own, from) ? kept : { cell, own }];
}

interface Choices {
  readonly chosen: readonly Choice[];
  /** Cells of the old copy that stay though the course has none in their place. */
  readonly added: ReadonlySet<Cell>;
  readonly kept: readonly Cell[];
}

function chooseCells(mine: Notebook, theirs: Notebook): Choices {
  const record = recordIn(mine);
  const found = findCells(mine.cells, record);
  const before = new Map(record.map(recorded => [keyOf(recorded), recorded]));
  const now = new Map(recordOf(theirs).map(recorded => [recorded.id, recorded]));
  const gone = goneCells(found, new Set([...now.values()].map(keyOf)));
  const news = theirs.cells.filter(({ id }) => {
    const recorded = now.get(id);
    return recorded !== undefined && !before.has(keyOf(recorded));
  });
  const versions = pairSimilar(news, [...gone.keys()]);
  const chosen = theirs.cells.flatMap(cell => {
    const recorded = now.get(cell.id);
    // Somebody added this cell in the course's own folder; a copy has it as one of the learner's.
    if (recorded === undefined) return [];
    const old = before.get(keyOf(recorded));
    if (old !== undefined) return choose(cell, recorded, old, found.get(old));
    const version = versions.get(cell);
    return choose(cell, recorded, version && gone.get(version), version);
  });
  const replaced = new Set(versions.values());
  const orphans = [...gone].flatMap(([own, from]) => (!replaced.has(own) && isEdited(own, from) ? [own] : []));
  const ofCourse = new Set(found.values());
  return {
    chosen,
    added: new Set([...mine.cells.filter(cell => !ofCourse.has(cell)), ...orphans]),
    kept: [...chosen.flatMap(({ own, both }) => (own !== undefined && both ? [own] : [])), ...orphans],
  };
}

/** The copy's cells that the course has no longer, at least not with this text, and what they were made from. */
function goneCells(found: ReadonlyMap<RecordedCell, Cell>, keys: ReadonlySet<string>): ReadonlyMap<Cell, RecordedCell> {
  return new Map([...found].flatMap(([recorded, cell]) => (keys.has(keyOf(recorded)) ? [] : [[cell, recorded]])));
}

/** Puts each added cell behind the cell that it stood behind, or at the top. */
function withAddedCells(mine: readonly Cell[], { chosen, added }: Choices): readonly Cell[] {
  const result = chosen.map(({ cell }) => cell);
  const places = new Map(chosen.flatMap(({ cell, own }) => (own === undefined ? [] : [[own, cell]])));
  let previous: Cell | undefined;
  for (const cell of mine) {
    if (added.has(cell)) result.splice(previous === undefined ? 0 : result.indexOf(previous) + 1, 0, cell);
    previous = added.has(cell) ? cell : (places.get(cell) ?? previous);
  }
  return result;
}

const LONGEST_NAME = 60;

/** A cell in words: its exercise, or how it begins. */
function nameCell(cell: Cell): string {
  const exercise = exerciseIn(cell);
  if (exercise !== undefined) return `exercise ${exercise}`;
  const [line = ''] = cell.source.trim().split('\n');
  return `the cell "${line.length > LONGEST_NAME ? `${line.slice(0, LONGEST_NAME)}…` : line}"`;
}

import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { currentId } from './ids';

const EVENTS = ['solved', 'hint', 'solution', 'reset'] as const;

/** One thing that happened to an exercise. */
export interface Entry {
  readonly id: string;
  readonly event: (typeof EVENTS)[number];
  /** ISO date and time. */
  readonly at: string;
}

/** Where a learner stands with one exercise. */
export interface Standing {
  readonly solved: boolean;
  /** How many hints have been shown. */
  readonly hints: number;
  readonly solutionSeen: boolean;
}

/** What a journal says, and what is wrong with its file. */
export interface Reading {
  readonly standings: ReadonlyMap<string, Standing>;
  readonly notice?: string;
}

/** Keeps what a learner has done. */
export interface Journal {
  read(): Reading;
  /** @returns a sentence for the learner when the entry could not be kept */
  record(id: string, event: Entry['event']): string | undefined;
}

export const UNTOUCHED: Standing = { solved: false, hints: 0, solutionSeen: false };

/**
 * A journal in a file of one JSON entry a line. Entries are only ever appended, each with one write, so that two kernels
 * at once lose nothing of each other, an interruption costs at most the last line, and a damaged line spoils no other.
 * @param path the file; it and its folder are made when the first entry is recorded
 * @param now the clock
 */
export function fileJournal(path: string, now: () => Date): Journal {
  return {
    read() {
      try {
        return fold(readFileSync(path, 'utf8'), path);
      } catch (error) {
        if (isMissing(error)) return { standings: new Map() };
        return { standings: new Map(), notice: `Your progress in ${path} could not be read: ${messageOf(error)}.` };
      }
    },
    record(id, event) {
      const entry: Entry = { id, event, at: now().toISOString() };
      try {
        mkdirSync(dirname(path), { recursive: true });
        // The line break comes first as well: the last write may have been cut off.
        appendFileSync(path, `\n${JSON.stringify(entry)}\n`);
        return undefined;
      } catch (error) {
        return `Your progress could not be saved in ${path}: ${messageOf(error)}.`;
      }
    },
  };
}

/** The standing of every exercise after all entries of a journal. */
function fold(text: string, path: string): Reading {
  const standings = new Map<string, Standing>();
  let damaged = 0;
  for (const line of text.split('\n').filter(part => part.trim() !== '')) {
    const entry = parse(line);
    if (entry) standings.set(entry.id, advance(standings.get(entry.id) ?? UNTOUCHED, entry.event));
    else damaged++;
  }
  if (damaged === 0) return { standings };
  const lines = damaged === 1 ? '1 line is damaged and was' : `${damaged} lines are damaged and were`;
  return {
    standings,
    notice: `${path}: ${lines} passed over. The file is kept as it is, and all other entries count.`,
  };
}

function parse(line: string): Entry | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isEntry(value) ? { ...value, id: currentId(value.id) } : undefined;
  } catch {
    return undefined;
  }
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null || !('id' in value) || !('event' in value)) return false;
  return typeof value.id === 'string' && EVENTS.some(event => event === value.event);
}

function advance(standing: Standing, event: Entry['event']): Standing {
  switch (event) {
    case 'solved':
      return { ...standing, solved: true };
    case 'hint':
      return { ...standing, hints: standing.hints + 1 };
    case 'solution':
      return { ...standing, solutionSeen: true };
    case 'reset':
      return UNTOUCHED;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

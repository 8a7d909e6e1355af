import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeWholeSync } from '../files/writeWhole';
import type { Place } from './places';

/** Remembers which copies had all of the course in them, so that a start need not read notebooks of many megabytes. */
export interface Seen {
  /** Whether neither the course's file nor the copy has changed since the copy was brought up to date. */
  isUpToDate(place: Place): boolean;
  /** Remembers that these copies are up to date, and no others. */
  remember(places: readonly Place[]): void;
}

/** @param root the top of the repository; the memory lies beside that of set-up, and may be deleted */
export function seenIn(root: string): Seen {
  const file = join(root, '.setup', 'notebooks.json');
  const known = read(file);
  return {
    isUpToDate: place => existsSync(place.original) && existsSync(place.copy) && known[place.slug] === state(place),
    remember(places) {
      const next = JSON.stringify(Object.fromEntries(places.map(place => [place.slug, state(place)])));
      if (next === JSON.stringify(known)) return;
      try {
        mkdirSync(dirname(file), { recursive: true });
        writeWholeSync(file, next);
      } catch {
        // Then every notebook is read at the next start.
      }
    },
  };
}

function read(file: string): Readonly<Record<string, unknown>> {
  try {
    const known: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof known === 'object' && known !== null ? { ...known } : {};
  } catch {
    // Not there, or damaged: then every notebook is read.
    return {};
  }
}

/** Size and time of both files. */
function state({ original, copy }: Place): string {
  return [original, copy]
    .map(path => statSync(path))
    .map(({ size, mtimeMs }) => `${size} ${mtimeMs}`)
    .join(', ');
}

import { type Bundle, escapeHtml, html } from './content';
import { newDisplay } from './display';
import { formatDuration, formatRate } from './duration';
import { notebookSurroundings, type Surroundings, UPDATE_INTERVAL } from './surroundings';

/** A progress bar below the cell. */
export interface Progress {
  /**
   * Counts items as done.
   * @param count how many more, 1 when left out
   */
  advance(count?: number): void;
  /** Says something beside the bar until it finishes, such as how well it goes. */
  note(words: string): void;
  /** Replaces the bar by one quiet line that says how many there were and how long they took. */
  finish(): void;
}

/**
 * Shows a progress bar with speed and time left. It redraws at most four times a second, whatever the number of steps.
 *
 * @param options `label` says what is counted; without `total` there is a count and a speed, but no time left
 * @returns the bar; call `advance` after each item and `finish` at the end
 */
export function progress(
  options: { readonly total?: number; readonly label: string },
  { send, now }: Surroundings = notebookSurroundings,
): Progress {
  let live = true;
  const display = newDisplay(message => {
    live = send(message);
    return live;
  });
  const start = now();
  let drawn = start;
  let done = 0;
  let finished = false;
  let note = '';
  const state = (): State => ({ ...options, done, note, seconds: (now() - start) / 1000 });
  display.update(drawRunning(state()));
  return {
    advance(count = 1) {
      done += count;
      if (finished || !live || now() - drawn < UPDATE_INTERVAL) return;
      drawn = now();
      display.update(drawRunning(state()));
    },
    note(words) {
      note = words;
      // Before the first item there may be nothing else for long.
      if (done === 0 && !finished) display.update(drawRunning(state()));
    },
    finish() {
      if (finished) return;
      finished = true;
      display.update(drawFinished(state()));
    },
  };
}

/**
 * Goes through items and shows a progress bar meanwhile: `for (const image of track(images, 'images'))`.
 * With an asynchronous source: `for await (const batch of track(batches, 'batches', 40))`.
 *
 * @param items what to go through; the total is known for arrays, sets and typed arrays
 * @param label what is counted
 * @param total how many there will be, where the items do not tell
 * @returns the same items, one by one
 */
export function track<T>(
  items: Iterable<T>,
  label: string,
  total?: number,
  surroundings?: Surroundings,
): IterableIterator<T>;
export function track<T>(
  items: AsyncIterable<T>,
  label: string,
  total?: number,
  surroundings?: Surroundings,
): AsyncIterableIterator<T>;
export function track<T>(
  items: Iterable<T> | AsyncIterable<T>,
  label: string,
  total?: number,
  surroundings: Surroundings = notebookSurroundings,
): IterableIterator<T> | AsyncIterableIterator<T> {
  if (Symbol.asyncIterator in items) return trackAsync(items, { label, total }, surroundings);
  return trackSync(items, { label, total: total ?? sizeOf(items) }, surroundings);
}

function* trackSync<T>(items: Iterable<T>, options: Options, surroundings: Surroundings): IterableIterator<T> {
  const bar = progress(options, surroundings);
  try {
    for (const item of items) {
      yield item;
      bar.advance();
    }
  } finally {
    bar.finish();
  }
}

async function* trackAsync<T>(
  items: AsyncIterable<T>,
  options: Options,
  surroundings: Surroundings,
): AsyncIterableIterator<T> {
  const bar = progress(options, surroundings);
  try {
    for await (const item of items) {
      yield item;
      bar.advance();
    }
  } finally {
    bar.finish();
  }
}

interface Options {
  readonly label: string;
  readonly total?: number | undefined;
}

interface State extends Options {
  readonly done: number;
  readonly note: string;
  readonly seconds: number;
}

function sizeOf(items: Iterable<unknown>): number | undefined {
  if (Array.isArray(items)) return items.length;
  if (items instanceof Set || items instanceof Map) return items.size;
  return ArrayBuffer.isView(items) && 'length' in items && typeof items.length === 'number' ? items.length : undefined;
}

const integer = (n: number): string => n.toLocaleString('en-US');

function count({ done, total }: State): string {
  return total === undefined ? integer(done) : `${integer(done)} of ${integer(total)}`;
}

function drawRunning(state: State): Bundle {
  const { label, total, done, note, seconds } = state;
  const speed = done > 0 && seconds > 0 ? done / seconds : undefined;
  const words = [
    count(state),
    speed && formatRate(speed),
    speed && total !== undefined && total > done && `${formatDuration((total - done) / speed)} left`,
    note,
  ]
    .filter(Boolean)
    .join(' · ');
  const range = total === undefined ? '' : ` max="${total}" value="${Math.min(done, total)}"`;
  const bar = `<progress${range} style="width:16em;vertical-align:middle"></progress>`;
  return html(`<div>${escapeHtml(label)} ${bar} <span>${escapeHtml(words)}</span></div>`, `${label}: ${words}`);
}

function drawFinished(state: State): Bundle {
  const { label, total, done, seconds } = state;
  const stopped = total !== undefined && done < total ? 'stopped at ' : '';
  const speed = done > 0 && seconds > 0 ? ` (${formatRate(done / seconds)})` : '';
  const words = `${label}: ${stopped}${count(state)} in ${formatDuration(seconds)}${speed}`;
  return html(`<div style="opacity:0.75">${escapeHtml(words)}</div>`, words);
}

import { type Bundle, escapeHtml, html } from './content';
import { newDisplay } from './display';
import { formatDuration, formatRate } from './duration';
import { notebookSurroundings, type Surroundings, UPDATE_INTERVAL } from './surroundings';

/** A progress bar below the cell. */
export interface Progress {
  /**
   * Counts items as done. When all are, the bar finishes by itself.
   * @param count how many more, 1 when left out; a part of an item moves the bar, and counts with the item's last part
   */
  advance(count?: number): void;
  /** Says something beside the bar until it finishes, such as how well it goes. */
  note(words: string): void;
  /** Replaces the bar by one quiet line that says how many there were and how long they took; once and for all. */
  finish(): void;
}

/**
 * Shows a progress bar with speed and time left. It redraws at most four times a second, whatever the number of steps.
 * `fit` takes one as its `display`, and counts as one item: so a loop over many runs has one line.
 *
 * Introduced in notebook learning.
 *
 * @param options `label` says what is counted; without `total` there is a count and a speed, but no time left. `done` says
 *   how many were done before, in work that goes on
 * @returns the bar; call `advance` after each item, and `finish` when it may end before the last
 */
export function progress(
  { label, total, done: before = 0 }: { readonly total?: number; readonly label: string; readonly done?: number },
  { send, now }: Surroundings = notebookSurroundings,
): Progress {
  let live = true;
  const display = newDisplay(message => {
    live = send(message);
    return live;
  });
  const start = now();
  let drawn = start;
  let done = before;
  let finished = false;
  let note = '';
  const state = (): State => ({ label, total, before, done, note, seconds: (now() - start) / 1000 });
  const finish = (): void => {
    if (finished) return;
    finished = true;
    display.update(drawFinished(state()));
  };
  display.update(drawRunning(state()));
  return {
    finish,
    advance(count = 1) {
      done += count;
      if (isWhole({ total, done })) finish();
      if (finished || !live || now() - drawn < UPDATE_INTERVAL) return;
      drawn = now();
      display.update(drawRunning(state()));
    },
    note(words) {
      note = words;
      // Before the first item there may be nothing else for long.
      if (done === before && !finished) display.update(drawRunning(state()));
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
  readonly before: number;
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

/** Parts of items add up with rounding errors. */
const ROUNDING = 1e-6;

function isWhole({ done, total }: Pick<State, 'done' | 'total'>): boolean {
  return total !== undefined && done >= total - ROUNDING;
}

function count({ done, total }: State): string {
  const whole = integer(Math.floor(done + ROUNDING));
  return total === undefined ? whole : `${whole} of ${integer(total)}`;
}

/** Items a second since the bar stands there. */
function speedOf({ before, done, seconds }: State): number | undefined {
  return done > before && seconds > 0 ? (done - before) / seconds : undefined;
}

function drawRunning(state: State): Bundle {
  const { label, total, done, note } = state;
  const speed = speedOf(state);
  const words = [
    count(state),
    speed && formatRate(speed),
    speed && total !== undefined && total > done && `${formatDuration((total - done) / speed)} left`,
    note,
  ]
    .filter(Boolean)
    .join(' · ');
  const range = total === undefined ? '' : ` max="${total}" value="${Number(Math.min(done, total).toFixed(3))}"`;
  const bar = `<progress${range} style="width:16em;vertical-align:middle"></progress>`;
  return html(`<div>${escapeHtml(label)} ${bar} <span>${escapeHtml(words)}</span></div>`, `${label}: ${words}`);
}

function drawFinished(state: State): Bundle {
  const { label, total, before, done, seconds } = state;
  const stopped = total !== undefined && !isWhole(state) ? 'stopped at ' : '';
  const speed = speedOf(state);
  const rate = speed === undefined ? '' : ` (${formatRate(speed)})`;
  const part = before === 0 ? '' : `, the last ${integer(Math.floor(done - before + ROUNDING))}`;
  const time = before > 0 && done === before ? '' : `${part} in ${formatDuration(seconds)}${rate}`;
  const words = `${label}: ${stopped}${count(state)}${time}`;
  return html(`<div style="opacity:0.75">${escapeHtml(words)}</div>`, words);
}

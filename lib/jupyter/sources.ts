import { cut } from './length';
import type { Trace } from './positions';

/** A script that the kernel has compiled from TypeScript: a cell, or a file beside the notebook. */
export interface Source {
  /** What a stack shows in place of the script's file name. */
  readonly name: string;
  readonly text: string;
  readonly trace: Trace;
}

const sources = new Map<string, Source>();

/** Makes errors in a script point at its source. */
export function addSource(file: string, source: Source): void {
  sources.set(file, source);
}

/**
 * A line of a source.
 *
 * @param name - the name that a stack shows.
 * @param line - counted from 1.
 * @returns the line, or undefined when nothing of that name was compiled here.
 */
export function sourceLine(name: string, line: number): string | undefined {
  for (const source of sources.values()) {
    if (source.name === name) return source.text.split('\n')[line - 1];
  }
  return undefined;
}

/** A call, as V8 would write it, at its place in the source. */
function toSource(site: NodeJS.CallSite): string {
  const [file, line, column] = [site.getFileName(), site.getLineNumber(), site.getColumnNumber()];
  const source = sources.get(file ?? '');
  if (source === undefined || line === null || column === null) return String(site);
  const position = source.trace({ line, column });
  const place = position ? `${source.name}:${position.line}:${position.column}` : source.name;
  return String(site).replace(`${file}:${line}:${column}`, place);
}

function title(error: object): string {
  try {
    return cut(Error.prototype.toString.call(error));
  } catch {
    return 'Error';
  }
}

/** Makes every `error.stack` of this process name the lines of the TypeScript that the learner wrote. */
export function installStackTraces(): void {
  // A cell's own frame must not fall off the end of a stack that goes deep into a library.
  Error.stackTraceLimit = 100;
  Error.prepareStackTrace = (error: object, sites) =>
    [title(error), ...sites.map(site => `    at ${toSource(site)}`)].join('\n');
}

import { SourceMap } from 'node:module';

/** A place in a text, counted from 1, as editors and V8 count. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Takes a place in generated code back to the place it was made from, where that is known. */
export type Trace = (generated: Position) => Position | undefined;

/**
 * Reads a source map, when it is first needed.
 *
 * @param json - the map's text.
 * @returns the way back.
 */
export function traceOf(json: string): Trace {
  let map: SourceMap | undefined;
  return ({ line, column }) => {
    map ??= new SourceMap(JSON.parse(json));
    const entry = map.findEntry(line - 1, column - 1);
    if (!('originalLine' in entry)) return undefined;
    return { line: entry.originalLine + 1, column: entry.originalColumn + 1 };
  };
}

/** The way back through two steps of compilation. */
export function through(last: Trace, first: Trace): Trace {
  return generated => {
    const middle = last(generated);
    return middle && first(middle);
  };
}

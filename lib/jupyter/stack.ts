import { existsSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { ROOT } from './hints';
import { type Position, traceOf } from './positions';
import { sourceLine } from './sources';

/** A call on the stack that a learner can do something with. */
export interface Frame {
  /** In the learner's own code, whose source is shown, or in the course's library. */
  readonly kind: 'own' | 'library';
  /** The function's name; empty for the top of a cell. */
  readonly call: string;
  /** What to call the place: `cell[3]` or `lib/ops/conv2d.ts`. */
  readonly file: string;
  readonly position: Position;
  /** The source line, of own code. */
  readonly text: string;
}

const FRAME = /^ {4}at (?:async )?(?:(.*?) \()?([^(]*):(\d+):(\d+)\)?$/;
const DIST = join(ROOT, 'lib', 'dist') + sep;
const KERNEL = join(DIST, 'jupyter') + sep;

/**
 * The calls of a stack that are the learner's or the course's; Node's, the kernel's and those of packages are left out.
 *
 * @param stack - `error.stack`, with cells already traced back to their source.
 * @returns the innermost call first.
 */
export function framesOf(stack: string): Frame[] {
  return stack.split('\n').flatMap(line => {
    const [, call = '', file, row, column] = FRAME.exec(line) ?? [];
    if (file === undefined) return [];
    return frameOf(ownName(call), file, { line: Number(row), column: Number(column) }) ?? [];
  });
}

function frameOf(call: string, file: string, position: Position): Frame | undefined {
  const text = sourceLine(file, position.line);
  if (text !== undefined) return { kind: 'own', call, file, position, text };
  if (!file.startsWith(DIST) || file.startsWith(KERNEL)) return undefined;
  return { kind: 'library', call, text: '', ...librarySource(file, position) };
}

/** A cell itself has no name; a function of an earlier cell or of a module is called as a property of what holds it. */
function ownName(call: string): string {
  return call.replace(/^(Proxy|Object)\./, '').replace(/^(.*\.)?<anonymous>$/, '');
}

/** Where the TypeScript of a compiled line is, if the library was compiled with source maps. */
function librarySource(file: string, position: Position): Pick<Frame, 'file' | 'position'> {
  const compiled = { file: relative(ROOT, file), position };
  if (!existsSync(`${file}.map`)) return compiled;
  const source = traceOf(readFileSync(`${file}.map`, 'utf8'))(position);
  if (source === undefined) return compiled;
  return { file: join('lib', relative(DIST, file)).replace(/\.js$/, '.ts'), position: source };
}

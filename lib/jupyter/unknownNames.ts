import { join, relative, sep } from 'node:path';
import { ROOT } from './hints';
import { type LibraryNames, libraryNames } from './libraryNames';

/** What the compiler says of a name that it does not know, as a value, as a namespace, or in `{ name }`. */
const CODES: ReadonlySet<number> = new Set([
  ...[2304, 2503, 2552, 2833, 18004],
  // Names that it takes for those of another environment, such as `test` and `document`.
  ...[2580, 2581, 2582, 2583, 2584, 2591, 2592, 2593],
]);

/** A name that the compiler does not know. */
export interface UnknownName {
  readonly name: string;
  /** Counted from 1. */
  readonly line: number;
  /** A name that the compiler does know, and thinks was meant. */
  readonly suggestion?: string | undefined;
}

/**
 * The name that a message of the compiler is about, when it says that it does not know the name.
 *
 * @param code - the number of the message.
 * @param message - its text.
 * @returns the name, or undefined when the message says something else.
 */
export function unknownName(code: number, message: string): string | undefined {
  return CODES.has(code) ? /'([^']+)'/.exec(message)?.[1] : undefined;
}

/**
 * Which names are unknown, in a sentence.
 *
 * @param unknown - one or more, each once.
 */
export function namesSentence(unknown: readonly UnknownName[]): string {
  const [first, ...more] = unknown;
  if (first === undefined || more.length === 0) return `${first?.name ?? 'a name'} is not defined.`;
  const places = unknown.map(({ name, line }) => `${name} (line ${line})`);
  return `${unknown.length} names are not defined: ${places.join(', ')}.`;
}

/** What the kernel knows when a name is unknown. */
export interface Knowledge {
  /** The cell, without which the name might be spelled otherwise. */
  readonly code: string;
  /** The declarations of all that cells have defined since the kernel started. */
  readonly declarations: string;
  /** The folder of the notebook. */
  readonly folder: string;
  /** What the library exports; tests pass their own. */
  readonly library?: LibraryNames;
}

/**
 * What to do about unknown names. The kernel does not see the cells above, so it says what holds if they define them.
 *
 * @param unknown - one or more, each once.
 * @param knowledge - what else the kernel knows.
 * @returns lines of advice.
 */
export function namesAdvice(unknown: readonly UnknownName[], knowledge: Knowledge): string[] {
  const library = knowledge.library ?? libraryNames();
  const names = unknown.map(({ name }) => name);
  const imports = new Set(names.flatMap(name => importsFor(name, library)));
  return [
    ...unknown.flatMap(({ name, suggestion }) => meantSentence(name, suggestion, knowledge)),
    ...cellsAbove(names, library, knowledge),
    ...names.flatMap(name => roomSentence(name, library)),
    ...(imports.size > 0 ? [importLine([...imports].sort(), knowledge.folder)] : []),
  ];
}

/** The compiler also suggests what JavaScript itself has, such as Set for net. */
function meantSentence(name: string, suggestion: string | undefined, knowledge: Knowledge): string[] {
  if (suggestion === undefined || suggestion in globalThis) return [];
  const isDefined = [knowledge.declarations, knowledge.code].some(text => hasWord(text, suggestion));
  return isDefined ? [`Did you mean ${suggestion}, where it says ${name}?`] : [];
}

function hasWord(text: string, word: string): boolean {
  return text.split(/[^\p{L}\p{N}_$]+/u).includes(word);
}

function cellsAbove(names: readonly string[], library: LibraryNames, { declarations }: Knowledge): string[] {
  const nothingYet = declarations.trim() === '' ? ['No cell has defined anything since the kernel started.'] : [];
  const them = names.length === 1 ? 'it' : 'them';
  const first = `If cells above define ${them}, run those cells first: Run → Run All Above Selected Cell.`;
  const inLibrary = names.every(name => importsFor(name, library).length > 0);
  return [...nothingYet, inLibrary ? first : `${first} If none does, check the spelling.`];
}

/** What has to be imported for a name: the name itself, or the rooms that have it. */
function importsFor(name: string, { own, rooms }: LibraryNames): readonly string[] {
  return own.has(name) ? [name] : (rooms.get(name) ?? []);
}

function roomSentence(name: string, { own, rooms }: LibraryNames): string[] {
  const homes = own.has(name) ? [] : (rooms.get(name) ?? []);
  if (homes.length === 0) return [];
  return [`The library has ${homes.map(room => `${room}.${name}`).join(' and ')}.`];
}

function importLine(names: readonly string[], folder: string): string {
  const path = relative(folder, join(ROOT, 'lib')).split(sep).join('/');
  const from = path.startsWith('.') ? path : `./${path}`;
  return `To import from the library, add the line: import { ${names.join(', ')} } from '${from}';`;
}

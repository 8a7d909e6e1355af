import { parseArgs } from 'node:util';
import { nearest } from '../spec/nearest';
import { excerpt } from '../spec/quoted';
import type { Command } from './command';

/** What may follow a command's name. */
export interface CommandLine {
  /** The command's name, which begins its messages. */
  readonly name: string;
  /** How to call it: printed by `--help` and after a wrong call. */
  readonly usage: string;
  /** Names of the words without dashes, all required. */
  readonly words: readonly string[];
  /** `'value'`: `--option VALUE` or `--option=VALUE`. `'flag'`: `--option` alone. */
  readonly options: Readonly<Record<string, 'value' | 'flag'>>;
}

/** What was given. */
export interface Arguments {
  /** The words without dashes, as many as the command line names. */
  readonly words: readonly string[];
  /** The value of an option that was given. */
  readonly values: ReadonlyMap<string, string>;
  readonly flags: ReadonlySet<string>;
}

/** A call that is not as the usage has it; `main` ends with another code than for what could not be done. */
export class UsageError extends RangeError {
  override readonly name = 'UsageError';
}

type Action = (given: Arguments, output: Parameters<Command['run']>[1]) => Promise<void>;

/**
 * Makes a command of what it takes and what it does; `--help` is answered here.
 *
 * @param action throws an Error whose message says what is wrong
 */
export function command(line: CommandLine, action: Action): Command['run'] {
  return async (args, output) => {
    if (args.includes('--help')) output.print(line.usage);
    else await action(readArguments(line, args), output);
    return 0;
  };
}

/**
 * The value of an option that has to be there.
 *
 * @throws UsageError when it is not
 */
export function requiredValue(line: CommandLine, given: Arguments, option: string): string {
  return given.values.get(option) ?? refuse(line, `--${option} is missing.`);
}

/**
 * What a word of the call names.
 *
 * @param find throws a RangeError where nothing has that name
 * @throws UsageError with the same message
 */
export function named<T>(find: () => T): T {
  try {
    return find();
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message, { cause: error }) : error;
  }
}

/** @throws UsageError with the problem and the usage */
export function refuse(line: CommandLine, problem: string): never {
  throw new UsageError(`${line.name}: ${problem}\n${line.usage}`);
}

function readArguments(line: CommandLine, args: readonly string[]): Arguments {
  const options = Object.fromEntries(
    Object.entries(line.options).map(([name, kind]) => [
      name,
      { type: kind === 'value' ? ('string' as const) : ('boolean' as const) },
    ]),
  );
  // Not strict: Node's own messages speak to programmers.
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  const words: string[] = [];
  const values = new Map<string, string>();
  const flags = new Set<string>();
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    const value = givenValue(line, token);
    if (values.has(token.name) || flags.has(token.name)) refuse(line, `${token.rawName} is given twice.`);
    if (value === null) flags.add(token.name);
    else values.set(token.name, value);
  }
  checkWords(line, words);
  return { words, values, flags };
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string;
  readonly inlineValue?: boolean;
}

/** @returns null for an option that takes none */
function givenValue(line: CommandLine, { name, rawName, value, inlineValue }: OptionToken): string | null {
  const kind = Object.hasOwn(line.options, name) ? line.options[name] : undefined;
  if (kind === undefined || !rawName.startsWith('--')) {
    const suggestion = nearest(excerpt(name), Object.keys(line.options));
    refuse(
      line,
      `there is no option ${excerpt(rawName)}.${suggestion === undefined ? '' : ` Did you mean --${suggestion}?`}`,
    );
  }
  if (kind === 'flag') {
    return value === undefined ? null : refuse(line, `${rawName} takes no value. Received "${excerpt(value)}".`);
  }
  const missing = value === undefined || value === '' || (value.startsWith('--') && inlineValue !== true);
  return missing ? refuse(line, `${rawName} needs a value.`) : value;
}

function checkWords(line: CommandLine, words: readonly string[]): void {
  const missing = line.words[words.length];
  if (missing !== undefined) refuse(line, `${missing} is missing.`);
  const extra = words[line.words.length];
  if (extra !== undefined) refuse(line, `"${excerpt(extra)}" is one word too many.`);
}

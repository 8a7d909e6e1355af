import { fstatSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { systemProblem } from '../files/systemProblem';
import { writeWhole } from '../files/writeWhole';
import { type Arguments, type CommandLine, refuse } from './arguments';
import type { Output } from './command';

export interface OutputsToCheck {
  /** Options that name a file to write. */
  readonly options: readonly string[];
  /** Paths of the files that are read. */
  readonly inputs: readonly string[];
  /** What the names of the files must end with: their format. */
  readonly ending?: string;
}

/**
 * Checks, before anything is computed, that files can be written where they shall go: each in a folder that is there, and
 * none in the place of another file of this call. A file that is there is replaced.
 *
 * @throws UsageError, or RangeError, saying what is wrong
 */
export function checkOutputs(
  line: CommandLine,
  { values }: Arguments,
  { options, inputs, ending = '' }: OutputsToCheck,
): void {
  const taken = new Set(inputs.map(identityOf));
  for (const option of options) {
    const path = values.get(option);
    if (path === undefined || isDevice(path)) continue;
    if (!path.toLowerCase().endsWith(ending)) {
      const format = ending.slice(1).toUpperCase();
      refuse(line, `--${option} is written as a ${format}, and its name must end in ${ending}. Received "${path}".`);
    }
    const folder = dirname(resolve(path));
    if (!found(folder)?.isDirectory()) {
      throw new RangeError(`${line.name}: ${path}: there is no folder ${folder}. Make it first.`);
    }
    const identity = identityOf(path);
    if (taken.has(identity)) {
      refuse(line, `--${option} would take the place of another file of this call: ${path}.`);
    }
    taken.add(identity);
  }
}

/**
 * Where the words of a command go: to standard error where one of its files is written to standard output, as with
 * `--output /dev/stdout | another command`.
 *
 * @param options that name a file to write
 */
export function wordsBeside(
  { values }: Arguments,
  options: readonly string[],
  { print, printError }: Output,
): Output['print'] {
  const paths = options.flatMap(option => values.get(option) ?? []);
  return paths.some(isStandardOutput) ? printError : print;
}

/** @throws RangeError when the file cannot be written */
export async function writeOutput({ name }: CommandLine, path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeWhole(path, file => file.writeFile(bytes));
  } catch (error) {
    throw new RangeError(`${name}: ${path}: the file cannot be written: ${systemProblem(error)}. Give another path.`, {
      cause: error,
    });
  }
}

function found(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined; // the system's reason is told when the file is opened
  }
}

/** A pipe, a terminal or /dev/null has no format and takes no file's place. */
function isDevice(path: string): boolean {
  const stats = found(path);
  return stats !== undefined && !stats.isFile() && !stats.isDirectory();
}

/** The same for all paths of one file, links included. */
function identityOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

function isStandardOutput(path: string): boolean {
  const [stats, own] = [found(path), fstatSync(1)];
  return stats !== undefined && stats.dev === own.dev && stats.ino === own.ino;
}

import { statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { systemErrorCode } from '../checkpoints/files/systemError';
import { type Arguments, type CommandLine, refuse } from './arguments';

/**
 * Checks, before anything is computed, that pictures can be written where they shall go: each is a PNG, in a folder that is
 * there, and none takes the place of another file of this call. A file that is there is replaced.
 *
 * @param outputs options that name a file to write
 * @param inputs paths of the files that are read
 * @throws RangeError saying what is wrong
 */
export function checkOutputs(
  line: CommandLine,
  { values }: Arguments,
  outputs: readonly string[],
  inputs: readonly string[],
): void {
  const taken = new Set(inputs.map(path => resolve(path)));
  for (const option of outputs) {
    const path = values.get(option);
    if (path === undefined) continue;
    if (!path.toLowerCase().endsWith('.png')) {
      refuse(line, `--${option} is written as a PNG, and its name must end in .png. Received "${path}".`);
    }
    const folder = dirname(resolve(path));
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
      throw new RangeError(`${line.name}: ${path}: there is no folder ${folder}. Make it first.`);
    }
    if (taken.has(resolve(path)))
      refuse(line, `--${option} would take the place of another file of this call: ${path}.`);
    taken.add(resolve(path));
  }
}

/** @throws RangeError when the file cannot be written */
export async function writeOutput({ name }: CommandLine, path: string, bytes: Buffer): Promise<void> {
  try {
    await writeFile(path, bytes);
  } catch (error) {
    const code = systemErrorCode(error);
    throw new RangeError(`${name}: ${path}: the file cannot be written (${code}). Give another path.`, {
      cause: error,
    });
  }
}

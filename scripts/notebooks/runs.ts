/** notebooks/runs.json: how long each notebook takes and how much memory, for the README and for whoever plans a run. */
import { existsSync, readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { writeWholeSync } from '../../lib/files/writeWhole';
import { type Course, notebooksFolder } from './course';
import type { Memory } from './execute';
import type { Form } from './forms';

export interface RunRecord {
  readonly seconds: number;
  readonly privateMB: number;
  readonly sharedMB: number;
}

export type NotebookRuns = { readonly machine: string } & { readonly [form in Form]?: RunRecord };
export type Runs = Readonly<Record<string, NotebookRuns>>;

const MEGABYTE = 1e6;
const GIGABYTE = 1e9;

/**
 * Reads the record.
 * @param course its folders
 * @returns runs by slug of notebook; empty when there is no file yet
 */
export function readRuns(course: Course): Runs {
  const path = runsPath(course);
  // Written by `recordRun` only.
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Runs) : {};
}

/**
 * Records one run. The other form's record is kept when it comes from the same machine.
 * @param course its folders
 * @param slug what the notebook is called, such as `counting`
 * @param form which form ran
 * @param run its time and its peak of memory in bytes
 */
export function recordRun(course: Course, slug: string, form: Form, run: { seconds: number; memory: Memory }): void {
  const runs = readRuns(course);
  const machine = describeMachine();
  const kept = runs[slug]?.machine === machine ? runs[slug] : {};
  const record: RunRecord = {
    seconds: Math.round(run.seconds * 10) / 10,
    privateMB: Math.round(run.memory.private / MEGABYTE),
    sharedMB: Math.round(run.memory.shared / MEGABYTE),
  };
  const all = { ...runs, [slug]: { ...kept, machine, [form]: record } };
  const sorted = Object.fromEntries(Object.entries(all).sort(([a], [b]) => a.localeCompare(b)));
  writeWholeSync(runsPath(course), `${JSON.stringify(sorted, null, 2)}\n`);
}

const runsPath = (course: Course): string => join(notebooksFolder(course), 'runs.json');

/**
 * Describes this machine in a line.
 * @param cores as `os.cpus` lists them; some systems list none
 */
export function describeMachine(cores: readonly { readonly model: string }[] = cpus()): string {
  const memory = Math.round(totalmem() / GIGABYTE);
  const model = cores[0]?.model.replace(/\s+/g, ' ').trim() || 'unknown processor';
  return `${cores.length} cores (${model}), ${memory} GB, ${process.platform} ${process.arch}, Node ${process.versions.node}`;
}

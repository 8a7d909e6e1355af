/** Carries out `npm run notebooks`: all notebooks, one after the other or several at once. */
import { NotebookFailure, runForm, withCommittedOutputs, writeNotebook } from './build';
import { checkCourse, checkOrphans } from './check';
import { type Course, listNotebooks, slugOf } from './course';
import type { Executed, Progress } from './execute';
import { type Form, readSources, type Source } from './forms';
import { type Painter, startPainter } from './images';
import { libraryPart } from './library';
import type { Options } from './options';
import { numbersOf } from './proseNumbers';
import { recordRun } from './runs';
import { tableOfWords } from './words';

/** Where lines go, and what ends the work early. */
export interface Surroundings {
  readonly print: (line: string) => void;
  readonly signal: AbortSignal;
}

const SECONDS_BETWEEN_LINES = 10;

/**
 * Does what the command line asks for.
 * @param course its folders
 * @param options the command line
 * @param surroundings where lines go, and what ends the work
 * @returns true when everything fits or ran
 */
export async function runNotebooks(course: Course, options: Options, surroundings: Surroundings): Promise<boolean> {
  const names = listNotebooks(course, options.filters);
  if (options.mode === 'check') return check(course, options, names, surroundings);
  if (options.mode === 'numbers') return listNumbers(course, names, surroundings);
  if (options.mode === 'words') {
    surroundings.print(tableOfWords(course, names));
    return true;
  }
  const sources = readSources(course, names);
  return options.mode === 'quick'
    ? runQuick(course, sources, options, surroundings)
    : runFull(course, sources, options, surroundings);
}

function listNumbers(course: Course, names: readonly string[], { print }: Surroundings): boolean {
  const numbers = numbersOf(course, names);
  for (const { place, number, context } of numbers) print(`${place}: ${number}   … ${context} …`);
  print(
    numbers.length === 0
      ? `Every number in the prose of ${names.join(', ')} is printed by a cell or has a source.`
      : 'No cell prints these numbers, and their paragraphs name no source. Print them, name the source, or take them out.',
  );
  return numbers.length === 0;
}

async function check(
  course: Course,
  { filters }: Options,
  names: readonly string[],
  { print }: Surroundings,
): Promise<boolean> {
  const orphans = filters.length === 0 ? checkOrphans(course, names) : [];
  const problems = [...(await checkCourse(course, names)), ...orphans];
  for (const { place, message, remedy } of problems) print(`${place}: ${message}\n  → ${remedy}`);
  if (problems.length === 0) print(`Text, code and outputs belong together in ${names.join(', ')}.`);
  return problems.length === 0;
}

async function runQuick(
  course: Course,
  sources: readonly Source[],
  options: Options,
  surroundings: Surroundings,
): Promise<boolean> {
  const tasks = sources.flatMap(source => options.forms.map(form => ({ source, form })));
  let passed = true;
  await inParallel(tasks, options.jobs, async ({ source, form }) => {
    passed = (await attempt(() => run(course, source, form, options, surroundings), surroundings)) && passed;
  });
  return passed;
}

async function runFull(
  course: Course,
  sources: readonly Source[],
  options: Options,
  surroundings: Surroundings,
): Promise<boolean> {
  const painter = await startPainter(course);
  if (painter === undefined) {
    surroundings.print('No Chromium found: figures get no static image. Install one, or set CHROMIUM to its path.');
  }
  let passed = true;
  try {
    await inParallel(sources, options.jobs, async source => {
      passed = (await attempt(() => make(course, source, painter, options, surroundings), surroundings)) && passed;
    });
  } finally {
    await painter?.close();
  }
  return passed;
}

async function make(
  course: Course,
  source: Source,
  painter: Painter | undefined,
  options: Options,
  surroundings: Surroundings,
): Promise<void> {
  const provenance = { code: source.code, library: (await libraryPart(course, source.solved)).hash };
  const kept = options.force ? undefined : withCommittedOutputs(course, source, provenance);
  if (kept !== undefined) {
    await writeNotebook(course, source.name, kept, provenance, painter);
    surroundings.print(`${source.name}  outputs kept: code and library are as they were`);
    return;
  }
  for (const form of options.forms) {
    const executed = await run(course, source, form, options, surroundings);
    recordRun(course, slugOf(source.name), form, executed);
    if (form === 'learner') await writeNotebook(course, source.name, executed.notebook, provenance, painter);
  }
}

async function run(
  course: Course,
  source: Source,
  form: Form,
  options: Options,
  { print, signal }: Surroundings,
): Promise<Executed> {
  const title = `${source.name}  ${form.padEnd('learner'.length)}`;
  let printedAt = 0;
  print(`${title}  started`);
  const onCell = (progress: Progress, total: number): void => {
    if (progress.done < total && progress.seconds - printedAt < SECONDS_BETWEEN_LINES) return;
    printedAt = progress.seconds;
    print(`${title}  ${describe(progress, total)}`);
  };
  return runForm(course, source, form, { limits: options.limits, quick: options.mode === 'quick', signal, onCell });
}

function describe({ done, seconds, memory }: Progress, total: number): string {
  const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
  const cells = `${String(done).padStart(String(total).length)}/${total} cells`;
  return `${cells}  ${seconds.toFixed(1).padStart(6)} s  ${megabytes(memory.private)} + ${megabytes(memory.shared)} shared`;
}

/** Reports a notebook that failed, and goes on with the others. */
async function attempt(work: () => Promise<unknown>, { print }: Surroundings): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (!(error instanceof NotebookFailure)) throw error;
    print(error.message);
    return false;
  }
}

async function inParallel<T>(items: readonly T[], jobs: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: jobs }, worker));
}

/** `npm run bench`: see `npm run bench -- --help`. */
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { jobs } from './bench/jobs';
import { commands, measureJob, measureStart, type Row } from './bench/measure';
import { choose, type Options, parseOptions, USAGE } from './bench/options';
import { findPyTorch, NO_PYTORCH } from './bench/python';
import { memoryTable, timeTable } from './bench/report';
import { starts } from './bench/starts';
import { courseIn } from './notebooks/course';
import { describeMachine } from './notebooks/runs';

const ROOT = join(__dirname, '..');
const threads = availableParallelism();
const PROFILED_STEPS = 10;

/** All of the course's part is measured on lib/dist, as notebooks load it. */
function compileLibrary(): void {
  const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [compiler, '-p', join(ROOT, 'lib')], { stdio: 'inherit' });
  if (status !== 0) throw new Error('lib does not compile; see the messages above.');
}

async function bench(options: Options): Promise<void> {
  const { python: coursePython } = courseIn(ROOT);
  const torchPython = findPyTorch(options.python, [coursePython, 'python3', 'python']);
  if (torchPython === undefined) console.error(NO_PYTORCH);
  const all = [...jobs, ...starts({ root: ROOT, coursePython, torchPython })];
  const chosen = choose(all, options.only);
  const rows: Row[] = [];
  for (const row of chosen) {
    const done =
      'network' in row
        ? await measureJob(row, commands(torchPython), { rounds: options.rounds, threads })
        : await measureStart(row, options.rounds);
    rows.push(done);
    console.error(`${timeTable(row.id, [done])}\n`);
  }
  console.log(options.json ? JSON.stringify({ machine: describeMachine(), rows }) : tables(rows, options.rounds));
}

function tables(rows: readonly Row[], rounds: number): string {
  const of = (prefix: string): Row[] => rows.filter(({ id }) => id.startsWith(prefix));
  const parts: readonly (readonly [string, Row[], typeof timeTable])[] = [
    ['training step, batch 64, 32×32', of('train/'), timeTable],
    ['peak memory of training', of('train/'), memoryTable],
    ['inference, batch 1, 224×224', of('predict/').filter(({ id }) => id.endsWith('/1')), timeTable],
    ['inference, batch 8, 224×224', of('predict/').filter(({ id }) => id.endsWith('/8')), timeTable],
    ['start', of('start/'), timeTable],
  ];
  const shown = parts.filter(([, rows]) => rows.length > 0).map(([head, rows, table]) => table(head, rows));
  return [`${describeMachine()}; medians of ${rounds} rounds and their quartiles`, ...shown].join('\n\n');
}

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) {
    console.log(USAGE);
    return;
  }
  const options = parseOptions(args);
  compileLibrary();
  if (options.profile === undefined) return bench(options);
  const [job] = choose(jobs, [options.profile]);
  // Profiling loads TensorFlow into this process; measuring does not.
  const { profile }: typeof import('./bench/profile') = require('./bench/profile');
  if (job !== undefined) console.log(`${job.id}\n\n${await profile(job, PROFILED_STEPS, threads)}`);
}

main(process.argv.slice(2)).catch(error => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

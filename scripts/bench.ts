/** `npm run bench`: see `npm run bench -- --help`. */
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { compare } from './bench/compare';
import { type Job, jobs } from './bench/jobs';
import { measureJob, measureStart, type Row } from './bench/measure';
import { fieldOf, PYTORCH } from './bench/opponents';
import { choose, type Options, parseOptions, USAGE } from './bench/options';
import { findPyTorch } from './bench/python';
import { memoryTable, ratioTable, timeTable, versions } from './bench/report';
import { starts } from './bench/starts';
import { profilePyTorch } from './bench/torchProfile';
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

async function bench({ python, against, only, rounds, json }: Options): Promise<void> {
  const { python: coursePython } = courseIn(ROOT);
  const torchPython = findPyTorch(python, [coursePython, 'python3', 'python']);
  const { entrants, leftOut } = fieldOf(against, torchPython);
  for (const line of leftOut) console.error(line);
  const chosen = choose([...jobs, ...starts({ root: ROOT, coursePython, torchPython, against })], only);
  const rows: Row[] = [];
  for (const row of chosen) {
    const settings = { rounds, threads, say: console.error };
    const done = 'network' in row ? await measureJob(row, entrants, settings) : await measureStart(row, settings);
    rows.push(done);
    console.error(`${timeTable(row.id, [done])}\n\n${ratioTable(row.id, [done])}\n`);
  }
  console.log(json ? asJson(rows) : tables(rows, rounds));
}

function asJson(rows: readonly Row[]): string {
  return JSON.stringify({ machine: describeMachine(), rows: rows.map(row => ({ ...row, ratios: compare(row) })) });
}

function tables(rows: readonly Row[], rounds: number): string {
  const of = (prefix: string): Row[] => rows.filter(({ id }) => id.startsWith(prefix));
  const parts: readonly (readonly [string, Row[], readonly (typeof timeTable)[]])[] = [
    ['training step, batch 64, 32×32', of('train/'), [timeTable, ratioTable]],
    ['peak memory of training', of('train/'), [memoryTable]],
    ['inference, batch 1, 224×224', of('predict/').filter(({ id }) => id.endsWith('/1')), [timeTable, ratioTable]],
    ['inference, batch 8, 224×224', of('predict/').filter(({ id }) => id.endsWith('/8')), [timeTable, ratioTable]],
    ['start', of('start/'), [timeTable, ratioTable]],
  ];
  const shown = parts.filter(([, rows]) => rows.length > 0);
  return [
    `${describeMachine()}; ${threads} threads; medians of ${rounds} rounds and their quartiles`,
    [versions(rows), "eager, channels-last and compile are PyTorch's"].filter(text => text !== '').join('. '),
    ...shown.flatMap(([head, rows, forms]) => forms.map(form => form(head, rows))),
  ].join('\n\n');
}

/** Loads TensorFlow into this process, as measuring does not. */
async function showProfiles({ id, ...job }: Job, { python, against }: Options): Promise<void> {
  const { profile }: typeof import('./bench/profile') = require('./bench/profile');
  const assignment = { kind: job.kind, batch: job.batch, network: job.network, threads };
  console.log(`${id}\n\n${await profile(assignment, PROFILED_STEPS)}`);
  const torchPython = python === undefined ? undefined : findPyTorch(python, []);
  if (torchPython === undefined) return;
  for (const way of PYTORCH.filter(way => against.includes(way))) {
    console.log(`\n${id}, PyTorch ${way}\n\n${profilePyTorch(torchPython, way, assignment, PROFILED_STEPS)}`);
  }
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
  if (job !== undefined) await showProfiles(job, options);
}

main(process.argv.slice(2)).catch(error => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

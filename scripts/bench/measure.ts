/** Runs the rows of the table. */
import { join } from 'node:path';
import { type Command, Competitor } from './competitor';
import { interleave, type Measured } from './interleave';
import type { Job } from './jobs';
import type { Start } from './starts';

/** What one competitor took, round by round. */
export interface Times {
  readonly name: string;
  /** Milliseconds of each round. */
  readonly rounds: readonly number[];
  /** Most memory that its process had resident. */
  readonly peakBytes: number | null;
}

/** One row of a table. */
export interface Row {
  readonly id: string;
  readonly title: string;
  readonly times: readonly Times[];
}

/** A round of a short step repeats it until about this much time has gone. */
const ROUND_MS = 300;
const MOST_STEPS = 20;
const WARM_UP_STEPS = 2;

/** The processes that compete; PyTorch where there is a Python for it. */
export function commands(torchPython: string | undefined): readonly Command[] {
  const node = (name: string): Command => {
    return { name, file: process.execPath, args: ['--import', 'tsx', join(__dirname, 'worker.ts'), name] };
  };
  const torch = { name: 'PyTorch', file: torchPython ?? '', args: [join(__dirname, 'pytorch.py')] };
  return [node('ours'), node('stock'), ...(torchPython === undefined ? [] : [torch])];
}

/**
 * Times a job.
 *
 * @throws RangeError when the competitors' networks have different numbers of weights
 */
export async function measureJob(
  job: Job,
  competing: readonly Command[],
  { rounds, threads }: { readonly rounds: number; readonly threads: number },
): Promise<Row> {
  const { kind, batch, network } = job;
  const competitors: Competitor[] = [];
  try {
    for (const command of competing)
      competitors.push(await Competitor.start(command, { kind, batch, network, threads }));
    checkSameNetwork(job, competitors);
    const peaks = new Map<string, number | null>();
    const measured: Measured[] = [];
    for (const competitor of competitors) {
      await competitor.run(WARM_UP_STEPS);
      const { ms } = await competitor.run(WARM_UP_STEPS);
      const steps = Math.min(MOST_STEPS, Math.ceil(ROUND_MS / ms));
      measured.push({
        name: competitor.name,
        measure: async () => {
          const timing = await competitor.run(steps);
          peaks.set(competitor.name, timing.peakBytes);
          return timing.ms;
        },
      });
    }
    return rowOf(job, await interleave(measured, rounds), peaks);
  } finally {
    await Promise.all(competitors.map(competitor => competitor.stop()));
  }
}

/** Times what needs a fresh process; the first round, which reads files from the disk, does not count. */
export async function measureStart(start: Start, rounds: number): Promise<Row> {
  await interleave(start.competitors, 1);
  return rowOf(start, await interleave(start.competitors, rounds), new Map());
}

function rowOf(
  { id, title }: { readonly id: string; readonly title: string },
  times: ReadonlyMap<string, readonly number[]>,
  peaks: ReadonlyMap<string, number | null>,
): Row {
  return {
    id,
    title,
    times: [...times].map(([name, rounds]) => ({ name, rounds, peakBytes: peaks.get(name) ?? null })),
  };
}

function checkSameNetwork({ id }: Job, competitors: readonly Competitor[]): void {
  const counts = competitors.map(({ name, ready }) => `${name} ${ready.parameters}`);
  if (new Set(competitors.map(({ ready }) => ready.parameters)).size <= 1) return;
  throw new RangeError(`${id}: the networks must have the same number of weights. Received ${counts.join(', ')}.`);
}

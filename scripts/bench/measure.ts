/** Runs the rows of the table. */
import { Competitor } from './competitor';
import { interleave, type LeaveOut, type Measured } from './interleave';
import type { Job } from './jobs';
import { OnnxExport } from './onnx';
import { type Entrant, OURS } from './opponents';
import type { Assignment } from './protocol';
import type { Start } from './starts';

/** What one competitor took, round by round. */
export interface Times {
  readonly name: string;
  /** What ran, such as `PyTorch 2.13.0`; null for a start. */
  readonly version: string | null;
  /** Milliseconds of each round. */
  readonly rounds: readonly number[];
  /** Most memory that its process had resident. */
  readonly peakBytes: number | null;
}

/** One row of a table. */
export interface Row {
  readonly id: string;
  readonly title: string;
  /** Of those that took part to the end. */
  readonly times: readonly Times[];
}

/** A round of a short step repeats it until about this much time has gone. */
const ROUND_MS = 300;
const MOST_STEPS = 20;
const WARM_UP_STEPS = 2;

interface Settings {
  readonly rounds: number;
  readonly threads: number;
  /** Takes a line about a competitor that failed. */
  readonly say: (line: string) => void;
}

/**
 * Times a job. A competitor that fails is left out, but for the course itself.
 *
 * @throws RangeError when the competitors' networks have different numbers of weights
 */
export async function measureJob(
  job: Job,
  field: readonly Entrant[],
  { rounds, threads, say }: Settings,
): Promise<Row> {
  const { kind, batch, network } = job;
  const assignment = { kind, batch, network, threads };
  const onnx = new OnnxExport(assignment);
  const leaveOut = leaverOut(job, say);
  const competitors: Competitor[] = [];
  try {
    for (const entrant of field.filter(({ kinds }) => kinds.includes(kind))) {
      await enter(entrant, assignment, onnx).then(
        competitor => competitors.push(competitor),
        error => leaveOut(entrant.name, error),
      );
    }
    checkSameNetwork(job, competitors);
    const peaks = new Map<string, number | null>();
    const measured: Measured[] = [];
    for (const competitor of competitors) {
      await warmUp(competitor, peaks).then(
        ready => measured.push(ready),
        error => leaveOut(competitor.name, error),
      );
    }
    const versions = new Map(competitors.map(({ name, ready }) => [name, ready.version]));
    return rowOf(job, await interleave(measured, rounds, leaveOut), { versions, peaks });
  } finally {
    await Promise.all(competitors.map(competitor => competitor.stop()));
    await onnx.remove();
  }
}

/** Times what needs a fresh process; the first round, which reads files from the disk, does not count. */
export async function measureStart(start: Start, { rounds, say }: Pick<Settings, 'rounds' | 'say'>): Promise<Row> {
  const leaveOut = leaverOut(start, say);
  const ran = await interleave(start.competitors, 1, leaveOut);
  const times = await interleave(
    start.competitors.filter(({ name }) => ran.has(name)),
    rounds,
    leaveOut,
  );
  return rowOf(start, times, { versions: new Map(), peaks: new Map() });
}

async function enter(entrant: Entrant, assignment: Assignment, onnx: OnnxExport): Promise<Competitor> {
  const { exporter } = entrant;
  return Competitor.start(
    entrant,
    exporter === undefined ? assignment : { ...assignment, onnx: await onnx.by(exporter) },
  );
}

/** @param peaks takes the memory of each round */
async function warmUp(competitor: Competitor, peaks: Map<string, number | null>): Promise<Measured> {
  await competitor.run(WARM_UP_STEPS);
  const { ms } = await competitor.run(WARM_UP_STEPS);
  const steps = Math.min(MOST_STEPS, Math.ceil(ROUND_MS / ms));
  return {
    name: competitor.name,
    measure: async () => {
      const timing = await competitor.run(steps);
      peaks.set(competitor.name, timing.peakBytes);
      return timing.ms;
    },
  };
}

/** Without the course itself there is nothing to compare. */
function leaverOut({ id }: { readonly id: string }, say: Settings['say']): LeaveOut {
  return (name, error) => {
    if (name === OURS) throw error;
    const lines = String(error instanceof Error ? error.message : error)
      .trim()
      .split('\n');
    say(`${id}: ${name} is left out. ${lines.at(-1)}`);
  };
}

function rowOf(
  { id, title }: { readonly id: string; readonly title: string },
  times: ReadonlyMap<string, readonly number[]>,
  {
    versions,
    peaks,
  }: { readonly versions: ReadonlyMap<string, string>; readonly peaks: ReadonlyMap<string, number | null> },
): Row {
  return {
    id,
    title,
    times: [...times].map(([name, rounds]) => {
      return { name, version: versions.get(name) ?? null, rounds, peakBytes: peaks.get(name) ?? null };
    }),
  };
}

function checkSameNetwork({ id }: Job, competitors: readonly Competitor[]): void {
  const counts = competitors.map(({ name, ready }) => `${name} ${ready.parameters}`);
  if (new Set(competitors.map(({ ready }) => ready.parameters)).size <= 1) return;
  throw new RangeError(`${id}: the networks must have the same number of weights. Received ${counts.join(', ')}.`);
}

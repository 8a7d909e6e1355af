/**
 * How the parent and a competitor's process talk: one JSON object a line.
 *
 *     parent  {"kind": "train", "batch": 64, "network": {…}, "threads": 2}     once
 *     child   {"version": "2.21.0", "parameters": 272474}                      when it is ready
 *     parent  {"steps": 3}                                                     as often as it likes
 *     child   {"ms": 187.2, "peakBytes": 512000000}                            the mean of these steps
 *
 * The child ends when its input does.
 */
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Job } from './jobs';

/** A network that was exported from PyTorch. */
export interface OnnxFile {
  readonly path: string;
  /** Weights that PyTorch's training would change; the file holds others, too. */
  readonly parameters: number;
}

export interface Assignment extends Pick<Job, 'kind' | 'batch' | 'network'> {
  /** How many cores a competitor that has to be told may use. */
  readonly threads: number;
  /** For a competitor that reads one. */
  readonly onnx?: OnnxFile;
}

export interface Ready {
  readonly version: string;
  /** Weights that training changes: they must be as many for each competitor. */
  readonly parameters: number;
}

export interface StepsRequest {
  readonly steps: number;
}

export interface Timing {
  /** Milliseconds of one step: the mean of those that were asked for. */
  readonly ms: number;
  /** Most memory that the process has had resident; null where the system does not tell. */
  readonly peakBytes: number | null;
}

/** What a competitor does for a job. */
export interface Workload extends Ready {
  /** One training step, or one batch through the network. It returns when the result is there. */
  step(): void | Promise<void>;
}

const BYTES_PER_KILOBYTE = 1024;

/**
 * The child's side: makes the workload of the first line and answers the others, until the input ends.
 *
 * @param prepare makes the workload
 */
export async function serve(
  prepare: (assignment: Assignment) => Workload,
  input: Readable,
  output: Writable,
): Promise<void> {
  const reply = (message: Ready | Timing): boolean => output.write(`${JSON.stringify(message)}\n`);
  let workload: Workload | undefined;
  for await (const line of createInterface({ input })) {
    const message: unknown = JSON.parse(line);
    if (workload === undefined) {
      workload = prepare(message as Assignment); // the parent sends the assignment first
      reply({ version: workload.version, parameters: workload.parameters });
    } else {
      reply(await timeSteps(workload, (message as StepsRequest).steps)); // and then nothing but requests
    }
  }
}

async function timeSteps(workload: Workload, steps: number): Promise<Timing> {
  const start = performance.now();
  for (let i = 0; i < steps; i++) await workload.step();
  const ms = (performance.now() - start) / steps;
  return { ms, peakBytes: process.resourceUsage().maxRSS * BYTES_PER_KILOBYTE };
}

/** Which of TensorFlow's ops a step spends its time in. */
import type { Tensor } from '@tensorflow/tfjs-node';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import type { Job } from './jobs';
import { tf } from './library';
import { prepare } from './ours';
import { alignColumns } from './report';

/** One op on inputs of certain shapes. */
export interface OpTime {
  readonly op: string;
  readonly shapes: string;
  calls: number;
  ms: number;
}

const WARM_UP_STEPS = 3;
const OPS_SHOWN = 25;

/**
 * Times the ops of the course's own step; those of a prediction run layer by layer, not as one graph. TensorFlow runs each
 * to its end before the call returns, so a clock around the call is enough; what is left of the step is JavaScript.
 *
 * @param steps to take the mean of
 * @returns a table by op, and one by op and shapes of its inputs
 */
export async function profile(job: Job, steps: number, threads: number): Promise<string> {
  const { step } = prepare({ ...job, threads }, 'layers');
  for (let i = 0; i < WARM_UP_STEPS; i++) await step();
  const times = new Map<string, OpTime>();
  const restore = watchOps(times);
  const start = performance.now();
  for (let i = 0; i < steps; i++) await step();
  const total = (performance.now() - start) / steps;
  restore();
  const byShape = [...times.values()].map(time => ({ ...time, calls: time.calls / steps, ms: time.ms / steps }));
  return [opTable(byOp(byShape), total), opTable(byShape, total)].join('\n\n');
}

/** Sums of the same op. */
export function byOp(times: readonly OpTime[]): readonly OpTime[] {
  const sums = new Map<string, OpTime>();
  for (const { op, calls, ms } of times) {
    const sum = sums.get(op) ?? { op, shapes: '', calls: 0, ms: 0 };
    sum.calls += calls;
    sum.ms += ms;
    sums.set(op, sum);
  }
  return [...sums.values()];
}

/**
 * A table of the slowest ops, all others together, and the rest of the step.
 *
 * @param total milliseconds of the whole step
 */
export function opTable(times: readonly OpTime[], total: number): string {
  const line = (op: string, calls: string, ms: number, shapes: string): string[] => {
    return [op, calls, ms.toFixed(2), `${((100 * ms) / total).toFixed(1)} %`, shapes];
  };
  const sum = (some: readonly OpTime[]): number => some.reduce((all, { ms }) => all + ms, 0);
  const sorted = [...times].sort((a, b) => b.ms - a.ms);
  const [slowest, others] = [sorted.slice(0, OPS_SHOWN), sorted.slice(OPS_SHOWN)];
  return alignColumns([
    ['op', 'calls', 'ms', 'of the step', 'inputs'],
    ...slowest.map(({ op, calls, ms, shapes }) => line(op, calls.toFixed(0), ms, shapes)),
    line('other ops', '', sum(others), ''),
    line('JavaScript', '', total - sum(times), ''),
    line('step', '', total, ''),
  ]);
}

/** Puts a clock around the two functions through which the backend calls TensorFlow; the result takes it off again. */
function watchOps(times: Map<string, OpTime>): () => void {
  const backend = tf.backend() as NodeJSKernelBackend; // the native backend; tf.backend() has the base type
  const { executeSingleOutput, executeMultipleOutputs } = backend;
  const watch = <T>(op: string, inputs: readonly Tensor[], run: () => T): T => {
    const start = performance.now();
    const result = run();
    record(times, op, inputs.map(({ shape }) => `[${shape?.join(' ') ?? ''}]`).join(' '), performance.now() - start);
    return result;
  };
  backend.executeSingleOutput = (op, attributes, inputs) =>
    watch(op, inputs as Tensor[], () => executeSingleOutput.call(backend, op, attributes, inputs));
  backend.executeMultipleOutputs = (op, attributes, inputs, outputs) =>
    watch(op, inputs as Tensor[], () => executeMultipleOutputs.call(backend, op, attributes, inputs, outputs));
  return () => Object.assign(backend, { executeSingleOutput, executeMultipleOutputs });
}

function record(times: Map<string, OpTime>, op: string, shapes: string, ms: number): void {
  const key = `${op} ${shapes}`;
  const time = times.get(key) ?? { op, shapes, calls: 0, ms: 0 };
  time.calls++;
  time.ms += ms;
  times.set(key, time);
}

/** Which of TensorFlow's ops a step spends its time in. */
import type { Tensor } from '@tensorflow/tfjs-node';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend';
import { tf } from './library';
import { type OpTime, showOps } from './opTable';
import { prepare } from './ours';
import type { Assignment } from './protocol';

const WARM_UP_STEPS = 3;

/**
 * Times the ops of the course's own step; those of a prediction run layer by layer, not as one graph. TensorFlow runs each
 * to its end before the call returns, so a clock around the call is enough; what is left of the step is JavaScript.
 *
 * @param steps to take the mean of
 * @returns a table by op, and one by op and shapes of its inputs
 */
export async function profile(assignment: Assignment, steps: number): Promise<string> {
  const { step } = prepare(assignment, 'ops');
  for (let i = 0; i < WARM_UP_STEPS; i++) await step();
  const times = new Map<string, OpTime>();
  const restore = watchOps(times);
  const start = performance.now();
  for (let i = 0; i < steps; i++) await step();
  const total = (performance.now() - start) / steps;
  restore();
  const byShape = [...times.values()].map(time => ({ ...time, calls: time.calls / steps, ms: time.ms / steps }));
  return showOps(byShape, total, 'JavaScript');
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

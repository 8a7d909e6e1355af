/** Which ops PyTorch's step spends its time in. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { PYTORCH } from './opponents';
import { type OpTime, showOps } from './opTable';
import type { Assignment } from './protocol';

/** What torch_profile.py prints: means of a step. */
interface Profiled {
  readonly ms: number;
  readonly ops: readonly OpTime[];
}

/**
 * Times the ops of PyTorch's step with its own profiler, in a process of its own.
 *
 * @param steps to take the mean of
 * @returns a table by op, and one by op and shapes of its inputs
 * @throws Error with what it printed, when the process fails
 */
export function profilePyTorch(
  python: string,
  way: (typeof PYTORCH)[number],
  assignment: Assignment,
  steps: number,
): string {
  const script = join(__dirname, 'opponents', 'torch_profile.py');
  const input = `${JSON.stringify({ ...assignment, steps })}\n`;
  const { status, stdout, stderr } = spawnSync(python, [script, way], { input, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${python} ${script} ${way} failed. It printed:\n${stderr}`);
  const { ms, ops }: Profiled = JSON.parse(stdout);
  return showOps(ops, ms, 'Python');
}

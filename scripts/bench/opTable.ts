/** Tables of the ops that a step spends its time in. */
import { alignColumns } from './report';

/** One op on inputs of certain shapes. */
export interface OpTime {
  readonly op: string;
  readonly shapes: string;
  calls: number;
  ms: number;
}

const OPS_SHOWN = 25;

/**
 * A table by op, and one by op and shapes of its inputs.
 *
 * @param total milliseconds of the whole step
 * @param rest what the step does beside its ops
 */
export function showOps(times: readonly OpTime[], total: number, rest: string): string {
  return [opTable(byOp(times), total, rest), opTable(times, total, rest)].join('\n\n');
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
 * @param rest what the step does beside its ops
 */
export function opTable(times: readonly OpTime[], total: number, rest: string): string {
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
    line(rest, '', total - sum(times), ''),
    line('step', '', total, ''),
  ]);
}

import { freemem } from 'node:os';
import { verify } from './datasets';
import { show, table } from './notebook';
import { backend } from './tfjs';

/** One thing that a notebook needs. */
export interface EnvironmentCheck {
  readonly what: string;
  readonly found: string;
  readonly ok: boolean;
  /** What to do when it is not ok. */
  readonly remedy: string;
}

const DOCTOR = 'In a terminal: npx convnets doctor --fix';
const LEAST_MEMORY = 1e9;

/**
 * Checks that everything a notebook needs is there, and shows one line for each: TypeScript's kernel, TensorFlow, data and memory.
 *
 * Introduced in notebook welcome.
 */
export function environment(): void {
  const rows = checkEnvironment().map(({ what, found, ok, remedy }) => ({
    what,
    found,
    status: ok ? 'ok' : `needs attention. ${remedy}`,
  }));
  show(table(rows, { caption: 'This machine' }));
}

/** The checks behind `environment`. Loads TensorFlow. */
export function checkEnvironment(memory: number = freemem()): readonly EnvironmentCheck[] {
  const damaged = verify();
  return [
    { what: 'Node', found: process.versions.node, ok: true, remedy: '' },
    { what: 'TensorFlow', found: describeBackend(), ok: backend.name === 'tensorflow', remedy: DOCTOR },
    {
      what: 'photographs and data',
      found: damaged.length === 0 ? 'complete' : damaged.map(problem => problem.message).join(' '),
      ok: damaged.length === 0,
      remedy: DOCTOR,
    },
    {
      what: 'free memory',
      found: `${(memory / 1e9).toFixed(1)} GB`,
      ok: memory >= LEAST_MEMORY,
      remedy: 'Close other programs and the notebooks that you do not use.',
    },
  ];
}

function describeBackend(): string {
  const { version, reason } = backend;
  return reason === null ? `native library ${version}` : `plain JavaScript ${version}, which is slow: ${reason}`;
}

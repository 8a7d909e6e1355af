// @ts-check
import { writeSync } from 'node:fs';

/**
 * Sees to it that a command whose words could not be written does not end as if they were: Node's console passes over such
 * errors. Where the reader has left, as `head -1` does, nobody misses them, and the command goes on quietly.
 */
export function reportLostOutput() {
  /** @type {NodeJS.ErrnoException | undefined} */
  let lost;
  process.stdout.on('error', error => {
    lost ??= error;
  });
  process.on('exit', () => {
    if (lost === undefined || lost.code === 'EPIPE') return;
    const problem = lost.code === 'ENOSPC' ? 'the device is full (ENOSPC)' : (lost.code ?? lost.message);
    tell(`What was to be printed cannot be written: ${problem}.\n`);
    process.exitCode ||= 1;
  });
}

/** @param {string} text */
function tell(text) {
  try {
    writeSync(2, text);
  } catch {
    // Standard error is full, too.
  }
}

import assert from 'node:assert/strict';
import { getHeapStatistics } from 'node:v8';
import { Script } from 'node:vm';
import { damaged, type InputId } from './mutate';
import { faultOf } from './ownError';

/** A reader under fuzz. */
export interface Reader {
  /** How it is called in `FUZZ`. */
  readonly name: string;
  /** Small files that it accepts. */
  readonly valid: readonly Buffer[];
  /** Whether and how checksums and lengths of a damaged file are set right, which half of the inputs are. */
  readonly mend?: (bytes: Buffer) => Buffer;
  /** Reads a file; what it is called in messages is `file`. */
  readonly read: (bytes: Buffer) => unknown;
  readonly file: string;
  /** The most bytes of memory that a byte of a file may take, over those that every file may. */
  readonly perByte: number;
}

/** Memory that reading any file may take, garbage included (bytes). */
const ALWAYS = 3e6;
/** The longest that reading a file may take, on a machine that does other things, too (milliseconds). */
const LONGEST_MS = 3000;
const SHOWN = 5;

/** Calls `reading` and ends it when it takes too long, as Node ends a script. */
const call = new Script('reading()');

/**
 * Gives a reader damaged files. Each must be read, or refused with an error of lib's own, soon, and with no more memory than
 * its length justifies.
 *
 * @param count of inputs
 * @param only one input's number, to see it again
 */
export function fuzz(reader: Reader, { seed, count, only }: { seed: number; count: number; only?: number }): void {
  for (const bytes of reader.valid) reader.read(bytes);
  const indices = only === undefined ? Array.from({ length: count }, (_, i) => i) : [only];
  const faults: string[] = [];
  let refused = 0;
  for (const index of indices) {
    const outcome = outcomeOf(reader, inputOf(reader, { reader: reader.name, seed, index }));
    refused += Number(outcome.refused);
    if (outcome.fault !== undefined) faults.push(`FUZZ=${reader.name}:${seed}:${index}: ${outcome.fault}`);
  }
  const shown = faults.slice(0, SHOWN).join('\n');
  assert.equal(faults.length, 0, `${faults.length} of ${indices.length} inputs. The first:\n${shown}`);
  if (only === undefined)
    assert.ok(refused > 0.3 * count, `only ${refused} of ${count} inputs were refused: they do no harm`);
}

/** An input of a fuzz. */
export function inputOf({ valid, mend = bytes => bytes }: Reader, id: InputId): Buffer {
  const bytes = damaged(id, valid);
  return id.index % 2 === 0 ? bytes : mend(bytes);
}

interface Outcome {
  readonly refused: boolean;
  /** What is wrong about how the file was read or refused. */
  readonly fault?: string;
}

function outcomeOf({ read, file, perByte }: Reader, bytes: Buffer): Outcome {
  const [memory, start] = [usedMemory(), performance.now()];
  let outcome: Outcome = { refused: false };
  try {
    Object.assign(globalThis, { reading: () => void read(bytes) });
    call.runInThisContext({ timeout: LONGEST_MS });
  } catch (error) {
    const fault = faultOf(error, file);
    outcome = { refused: true, ...(fault !== undefined && { fault: `${fault}: ${String(error)}` }) };
  }
  const [taken, ms] = [usedMemory() - memory, performance.now() - start];
  const most = ALWAYS + perByte * bytes.length;
  if (taken > most)
    return { ...outcome, fault: `${bytes.length} bytes took ${taken} bytes of memory, more than ${most}` };
  if (ms > LONGEST_MS) return { ...outcome, fault: `${bytes.length} bytes took ${ms} ms` };
  return outcome;
}

/** Bytes in the heap and in buffers outside of it. What was thrown away counts until it is collected. */
function usedMemory(): number {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return used_heap_size + external_memory;
}

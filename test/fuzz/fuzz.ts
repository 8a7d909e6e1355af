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
  /** Sets checksums or lengths of a damaged file right: done to half of the inputs, which get further so. */
  readonly mend?: (bytes: Buffer) => Buffer;
  /** Reads a file; what it is called in messages is `file`. */
  readonly read: (bytes: Buffer) => unknown;
  readonly file: string;
  /** The most bytes of memory that a byte of a file may take, over those that every file may. */
  readonly perByte: number;
}

/** Memory that reading any file may take, garbage included (bytes). */
const ALWAYS = 2.5e6;
/** By how much the process may grow while a reader reads its files one by one (bytes). */
const MOST_GROWTH = 300e6;
/** The longest that one file may take, and all of a reader's together, on a machine that does other things, too (milliseconds). */
const [LONGEST_MS, ALL_MS] = [3000, 120_000] as const;
const SHOWN = 5;

/** How many files to give to a reader. */
export interface FuzzOptions {
  readonly seed: number;
  readonly count: number;
  /** One file's number, to see it again. */
  readonly only?: number;
  /** The longest that all may take together (milliseconds). */
  readonly limit?: number;
}

/**
 * Gives a reader damaged files. Each must be read, or refused with an error of lib's own, soon, and with no more memory than
 * its length justifies.
 */
export function fuzz(reader: Reader, { seed, count, only, limit = ALL_MS }: FuzzOptions): void {
  for (const bytes of reader.valid) reader.read(bytes);
  const [first, end] = only === undefined ? [0, count] : [only, only + 1];
  const outcomes: Outcome[] = [];
  const peak = peakMemory();
  const ended = endsInTime(limit, () => {
    for (let i = first; i < end; i++)
      outcomes.push(outcomeOf(reader, inputOf(reader, { reader: reader.name, seed, index: i })));
  });
  const growth = peakMemory() - peak;
  const faults = outcomes.flatMap(({ fault }, i) => (fault === undefined ? [] : [`${nameOf(first + i)}: ${fault}`]));
  if (!ended) faults.push(`${nameOf(first + outcomes.length)}: reading it does not end`);
  assert.equal(
    faults.length,
    0,
    `${faults.length} of ${end - first} inputs. The first:\n${faults.slice(0, SHOWN).join('\n')}`,
  );
  // What was taken and given back between two looks shows here.
  assert.ok(growth < MOST_GROWTH, `the process grew by ${growth} bytes`);
  const refused = outcomes.filter(outcome => outcome.refused).length;
  assert.ok(
    only !== undefined || refused > 0.3 * count,
    `only ${refused} of ${count} inputs were refused: they do no harm`,
  );

  function nameOf(index: number): string {
    return `FUZZ=${reader.name}:${seed}:${index}`;
  }
}

/** Calls a function as a script, which Node can end from outside. */
function endsInTime(limit: number, work: () => void): boolean {
  Object.assign(globalThis, { work });
  try {
    new Script('work()').runInThisContext({ timeout: limit });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return false;
    throw error;
  }
}

/** An input of a fuzz. */
function inputOf({ valid, mend = bytes => bytes }: Reader, id: InputId): Buffer {
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
    read(bytes);
  } catch (error) {
    const fault = faultOf(error, file);
    outcome = { refused: true, ...(fault !== undefined && { fault: `${fault}: ${String(error)}` }) };
  }
  const [taken, ms] = [usedMemory() - memory, performance.now() - start];
  const most = ALWAYS + perByte * bytes.length;
  if (taken > most) return { ...outcome, fault: `${bytes.length} bytes took ${taken} bytes of memory, not ${most}` };
  if (ms > LONGEST_MS) return { ...outcome, fault: `${bytes.length} bytes took ${ms} ms` };
  return outcome;
}

/** Bytes in the heap and in buffers outside of it. What was thrown away counts until it is collected. */
function usedMemory(): number {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return used_heap_size + external_memory;
}

/** The most bytes that the process ever had. */
function peakMemory(): number {
  return process.resourceUsage().maxRSS * 1024;
}

import { at, byteAt } from '../../lib/spec';
import { Random } from '../../lib/spec/random';

/** Inputs are not made longer than this. */
const LONGEST = 20_000;
/** Numbers that break sizes and counts, as texts hold them. */
const NUMBERS = [
  '0',
  '-1',
  '1e308',
  '-0.5',
  '4294967296',
  '9007199254740993',
  '30000',
  'null',
  '""',
  '[]',
  '{}',
  '1e9',
];

/** Which input of a fuzz: the same three give the same bytes. */
export interface InputId {
  readonly reader: string;
  readonly seed: number;
  readonly index: number;
}

/**
 * A damaged file: one of the valid ones, changed in one to four places; every twentieth is random bytes.
 *
 * @param valid small files that the reader accepts
 */
export function damaged({ reader, seed, index }: InputId, valid: readonly Buffer[]): Buffer {
  const random = new Random(`${reader} ${seed} ${index}`);
  const pick = (): Buffer => at(valid, random.integer(valid.length));
  if (index % 20 === 0) return randomBytes(random, random.integer(400));
  let bytes = Buffer.from(pick());
  const changes = 1 + random.integer(4);
  for (let i = 0; i < changes; i++) {
    const change = at(CHANGES, random.integer(CHANGES.length));
    bytes = Buffer.from(change(bytes, random, pick()).subarray(0, LONGEST));
  }
  return bytes;
}

type Change = (bytes: Buffer, random: Random, other: Buffer) => Buffer;

const CHANGES: readonly Change[] = [
  flipBits,
  setBytes,
  writeExtreme,
  writeExtreme,
  cut,
  remove,
  repeat,
  splice,
  swapNumber,
];

function randomBytes(random: Random, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => random.integer(256)));
}

function flipBits(bytes: Buffer, random: Random): Buffer {
  for (let i = 0; i < 3 && bytes.length > 0; i++) {
    const place = random.integer(bytes.length);
    bytes[place] = byteAt(bytes, place) ^ (1 << random.integer(8));
  }
  return bytes;
}

function setBytes(bytes: Buffer, random: Random): Buffer {
  bytes.set(randomBytes(random, Math.min(8, bytes.length)), random.integer(Math.max(1, bytes.length - 7)));
  return bytes;
}

/** A length of 1, 2, 4 or 8 bytes becomes the smallest or the largest, or so. */
function writeExtreme(bytes: Buffer, random: Random): Buffer {
  const size = 2 ** random.integer(4);
  if (bytes.length < size) return bytes;
  const [first, rest] = at(
    [
      [0x00, 0x00],
      [0xff, 0xff],
      [0x7f, 0xff],
      [0x80, 0x00],
      [0x00, 0xff],
      [0x10, 0x00],
    ] as const,
    random.integer(6),
  );
  const written = Buffer.alloc(size, rest);
  written[random.integer(2) * (size - 1)] = first;
  // Mostly near the beginning, where headers are.
  const reach = random.integer(2) === 0 ? Math.min(bytes.length, 64) : bytes.length;
  written.copy(bytes, random.integer(reach));
  return bytes;
}

function cut(bytes: Buffer, random: Random): Buffer {
  return bytes.subarray(0, random.integer(bytes.length + 1));
}

function remove(bytes: Buffer, random: Random): Buffer {
  const start = random.integer(bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + 1 + random.integer(30))]);
}

function repeat(bytes: Buffer, random: Random): Buffer {
  const start = random.integer(bytes.length + 1);
  const part = bytes.subarray(start, start + 1 + random.integer(60));
  const times = 1 + random.integer(random.integer(8) === 0 ? 300 : 3);
  return Buffer.concat([bytes.subarray(0, start), ...Array.from({ length: times }, () => part), bytes.subarray(start)]);
}

function splice(bytes: Buffer, random: Random, other: Buffer): Buffer {
  const from = random.integer(other.length + 1);
  return Buffer.concat([bytes.subarray(0, random.integer(bytes.length + 1)), other.subarray(from)]);
}

/** For formats that are text: one of its numbers becomes another, or no number. */
function swapNumber(bytes: Buffer, random: Random): Buffer {
  const text = bytes.toString('latin1');
  const found = [...text.matchAll(/-?\d+(\.\d+)?/g)];
  if (found.length === 0) return bytes;
  const match = at(found, random.integer(found.length));
  const start = match.index ?? 0;
  const swapped =
    text.slice(0, start) + at(NUMBERS, random.integer(NUMBERS.length)) + text.slice(start + match[0].length);
  return Buffer.from(swapped, 'latin1');
}

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { readSafetensors } from '../../lib/checkpoints/files';
import { SafetensorsError } from '../../lib/checkpoints/safetensors';
import { at, type NamedArrays } from '../../lib/spec';
import { fileBytes, temporaryFolder } from './safetensors-files';

const FILES = 10_000;
const SEED = 20240501;

type Random = (below: number) => number;

/** The generator mulberry32: whole numbers from 0 up to, not including, `below`. */
function randomFrom(seed: number): Random {
  let state = seed;
  return below => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const SIZES: Record<string, number> = { F32: 4, F16: 2, BF16: 2, I64: 8, U8: 1, BOOL: 1, F64: 8, F8_E4M3: 1 };

/** A sound file of a few tensors, as its header and its data. */
function soundFile(random: Random): [header: string, data: Buffer] {
  const records: string[] = random(2) === 0 ? [] : ['"__metadata__":{"format":"pt"}'];
  const dtypes = Object.entries(SIZES);
  let begin = 0;
  for (let i = random(5); i >= 0; i--) {
    const [dtype, bytes] = at(dtypes, random(dtypes.length));
    const shape = Array.from({ length: random(4) }, () => random(4));
    const end = begin + shape.reduce((a, b) => a * b, bytes);
    records.push(`"layer${i}.weight":{"dtype":"${dtype}","shape":[${shape}],"data_offsets":[${begin},${end}]}`);
    begin = end;
  }
  return [`{${records.join(',')}}`, Buffer.from(Array.from({ length: begin }, () => random(256)))];
}

const NUMBERS = [
  ...['-1', '0', '1', '7', '1.5', '1e9', '1e400', '-0', 'NaN', 'null', '"4"', '[]', '{}', '00', '+1', '0x10', ''],
  ...[2 ** 24, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 48, 2 ** 53 - 1, 2 ** 53].map(String),
  ...['9223372036854775807', '18446744073709551615', '18446744073709551616', '9'.repeat(400)],
];
const WORDS = [
  ...['F32', 'F64', 'I64', 'C64', 'F4', 'float32', '', '__proto__', '__metadata__', 'dtype', 'shape', 'data_offsets'],
  ...['../../etc/passwd', 'layer0.weight', '\\u0000', '\\ud800', '\ud7ff', '\\', '\n', 'x'.repeat(5000)],
];
const PIECES = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  ' ',
  '\0',
  '\ufeff',
  '[[[[[[[[',
  '{"a":',
  '"a":"b",',
  'true',
  '-',
  '.',
];

/** Puts a piece of a list in the place of one match of a pattern. */
function replaceOne(text: string, pattern: RegExp, pieces: readonly string[], random: Random): string {
  const matches = [...text.matchAll(pattern)];
  const { index = 0, 0: found = '' } = matches[random(matches.length)] ?? {};
  return text.slice(0, index) + pieces[random(pieces.length)] + text.slice(index + found.length);
}

function changeHeader(header: string, random: Random): string {
  const at = random(header.length + 1);
  switch (random(6)) {
    case 0:
      return replaceOne(header, /\d+/g, NUMBERS, random);
    case 1:
      return replaceOne(header, /(?<=")[^":,]+(?=")/g, WORDS, random);
    case 2:
      return header.slice(0, at) + PIECES[random(PIECES.length)] + header.slice(at);
    case 3:
      return header.slice(0, at) + header.slice(at + 1 + random(30));
    case 4:
      return header.slice(0, at) + header.slice(random(header.length), header.length) + header.slice(at);
    default:
      return replaceOne(header, /\d+/g, [String(random(40)), String(random(4))], random);
  }
}

function changeBytes(bytes: Buffer, random: Random): Buffer {
  const at = random(bytes.length);
  switch (random(5)) {
    case 0:
      for (let i = random(8); i >= 0; i--) bytes[random(bytes.length)] ^= 1 << random(8);
      return bytes;
    case 1:
      bytes[at] ^= 1 << random(8);
      return bytes;
    case 2:
      return bytes.subarray(0, at);
    case 3:
      return Buffer.concat([bytes, Buffer.alloc(1 + random(20), random(256))]);
    default:
      // The length of the header: any byte of it, so that huge ones are as frequent as small ones.
      bytes[random(8)] = random(256);
      return bytes;
  }
}

function damagedFile(random: Random): Buffer {
  const [header, data] = soundFile(random);
  let text = header;
  const inHeader = random(3) > 0;
  for (let i = inHeader ? random(3) : -1; i >= 0; i--) text = changeHeader(text, random);
  const bytes = fileBytes(text, data);
  return inHeader && random(4) > 0 ? bytes : changeBytes(bytes, random);
}

interface Constructor {
  new (...args: never[]): unknown;
  readonly BYTES_PER_ELEMENT?: number;
}

/** Sizes in bytes of all arrays and buffers that are made while `action` runs. */
async function allocations(action: () => Promise<void>): Promise<number[]> {
  const sizes: number[] = [];
  const watched = [
    'ArrayBuffer',
    'Uint8Array',
    'Uint32Array',
    'Float32Array',
    'Float64Array',
    'BigInt64Array',
  ] as const;
  const originals = watched.map(name => ({ name, value: globalThis[name] as Constructor })); // what they have in common
  const alloc = Buffer.alloc;
  for (const { name, value: original } of originals) {
    const value = new Proxy(original, {
      construct(target, args, newTarget) {
        // A view on memory that exists is no allocation.
        if (typeof args[0] === 'number') sizes.push(args[0] * (target.BYTES_PER_ELEMENT ?? 1));
        return Reflect.construct(target, args, newTarget);
      },
    });
    Object.assign(globalThis, { [name]: value });
  }
  Buffer.alloc = (size: number): Buffer => {
    sizes.push(size);
    return alloc(size);
  };
  try {
    await action();
  } finally {
    for (const { name, value } of originals) Object.assign(globalThis, { [name]: value });
    Buffer.alloc = alloc;
  }
  return sizes;
}

function elementsIn(entries: NamedArrays): number {
  return [...entries.values()].reduce((sum, { data }) => sum + data.length, 0);
}

test(`${FILES} damaged files: each is read within its bounds or refused with our own error`, async t => {
  const path = join(await temporaryFolder(t), 'damaged.safetensors');
  const random = randomFrom(SEED);
  let read = 0;
  for (let i = 0; i < FILES; i++) {
    const bytes = damagedFile(random);
    writeFileSync(path, bytes);
    const sizes = await allocations(async () => {
      try {
        const entries = await readSafetensors(path);
        read++;
        assert.ok(elementsIn(entries) <= bytes.length, `file ${i} has ${bytes.length} bytes`);
        for (const { shape, data } of entries.values())
          assert.equal(
            shape.reduce((a, b) => a * b, 1),
            data.length,
          );
      } catch (error) {
        assert.ok(error instanceof SafetensorsError, `file ${i} threw ${error}`);
        assert.ok(error.message.length < 2000, `file ${i} has a message of ${error.message.length} characters`);
      }
    });
    assert.ok(sizes.length > 0 || bytes.length === 0, `file ${i}: no allocation was seen`);
    // One byte of a file becomes at most one float32, and a float32 has 4 bytes.
    const largest = Math.max(0, ...sizes);
    assert.ok(largest <= 4 * bytes.length, `file ${i} of ${bytes.length} bytes: an allocation of ${largest}`);
  }
  // Most files are refused; some changes, such as to a bit of the data, leave a sound file.
  assert.ok(read > FILES / 50 && read < FILES / 2, `${read} of ${FILES} were read`);
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { readSafetensors, writeSafetensors } from '../../lib/checkpoints/files';
import { parseSafetensors, SafetensorsError, serializeSafetensors } from '../../lib/checkpoints/safetensors';
import { byteAt, type ElementType, type NamedArrays, type StoredArray } from '../../lib/spec';
import { GOLDEN, temporaryFile } from './safetensors-files';

/** Bit patterns of single precision: every NaN, infinity, subnormal and zero among them. */
const bits = fc.oneof(
  fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  fc.constantFrom(0, 0x80000000, 0x7f800000, 0xff800000, 0x7fc00001, 1, 0x7f7fffff),
);

/** Each element type that is written, with the values that it holds exactly. */
const VALUES = {
  F32: bits.map(pattern => new Float32Array(Uint32Array.of(pattern).buffer)),
  F64: bits.map(pattern => new Float32Array(Uint32Array.of(pattern & 0xff7fffff).buffer)), // no NaN: its bits may change
  BF16: fc.integer({ min: 0, max: 0x7f7f }).map(half => new Float32Array(Uint32Array.of(half << 16).buffer)),
  F16: fc.integer({ min: -2048, max: 2048 }).map(value => Float32Array.of(value / 1024)),
  I64: fc.integer({ min: -(2 ** 24), max: 2 ** 24 }).map(value => Float32Array.of(value)),
  I8: fc.integer({ min: -128, max: 127 }).map(value => Float32Array.of(value)),
  U16: fc.integer({ min: 0, max: 65535 }).map(value => Float32Array.of(value)),
  BOOL: fc.boolean().map(value => Float32Array.of(Number(value))),
} as const satisfies Partial<Record<ElementType, fc.Arbitrary<Float32Array>>>;

const dtypes = Object.keys(VALUES) as readonly (keyof typeof VALUES)[]; // its own keys

const array: fc.Arbitrary<StoredArray> = fc
  .tuple(fc.constantFrom(...dtypes), fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }))
  .chain(([dtype, shape]) => {
    const length = shape.reduce((product, size) => product * size, 1);
    return fc
      .array(VALUES[dtype], { minLength: length, maxLength: length })
      .map(parts => ({ shape, dtype, data: joined(parts) }));
  });

/** Sets, because assigning a number could change the bits of a NaN. */
function joined(parts: readonly Float32Array[]): Float32Array {
  const data = new Float32Array(parts.length);
  parts.forEach((part, i) => {
    data.set(part, i);
  });
  return data;
}

/** Any Unicode text is a name, but for the one that the format keeps. */
const name = fc.fullUnicodeString({ maxLength: 12 }).filter(text => text !== '__metadata__');

const arrays: fc.Arbitrary<NamedArrays> = fc
  .array(fc.tuple(name, array), { maxLength: 6 })
  .map(pairs => new Map(pairs));

/** Names, types, shapes and bits. */
const contents = (held: NamedArrays): Map<string, unknown> =>
  new Map(
    [...held].map(([key, { shape, dtype, data }]) => [
      key,
      { shape: [...shape], dtype, bits: [...new Uint32Array(data.buffer, data.byteOffset, data.length)] },
    ]),
  );

test('what is written is read again bit for bit: any names, shapes, types and values', () => {
  fc.assert(
    fc.property(arrays, held => {
      const read = parseSafetensors(serializeSafetensors(held, 'memory'), 'memory');
      assert.deepEqual(contents(read), contents(held));
    }),
    { seed: 20220923, numRuns: 300 },
  );
});

test('the order in which arrays are given changes no byte', () => {
  fc.assert(
    fc.property(arrays, held => {
      const reversed = new Map([...held].reverse());
      assert.deepEqual(serializeSafetensors(reversed, 'memory'), serializeSafetensors(held, 'memory'));
    }),
    { seed: 20220923, numRuns: 100 },
  );
});

test('damaged bytes are read or refused with an error of their own, never with another', () => {
  const damage = fc.record({
    at: fc.nat(),
    byte: fc.integer({ min: 0, max: 255 }),
    keep: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(arrays, fc.array(damage, { minLength: 1, maxLength: 4 }), (held, damages) => {
      let bytes = serializeSafetensors(held, 'memory');
      for (const { at, byte, keep } of damages) {
        if (bytes.length > 0) bytes[at % bytes.length] = byte;
        // Every other one also cuts the end off.
        if (byte % 2 === 0) bytes = bytes.slice(0, Math.round(keep * bytes.length));
      }
      try {
        parseSafetensors(bytes, 'memory');
      } catch (error) {
        assert.ok(error instanceof SafetensorsError, String(error));
        assert.match(error.message, /^safetensors "memory": /);
      }
    }),
    { seed: 20220923, numRuns: 500 },
  );
});

test('memory and disk hold the same: the reference files, read and written both ways', async t => {
  const held = parseSafetensors(readFileSync(join(GOLDEN, 'checkpoint.safetensors')), 'memory');
  assert.deepEqual(contents(held), contents(await readSafetensors(join(GOLDEN, 'checkpoint.safetensors'))));
  const path = await temporaryFile(t, Buffer.alloc(0));
  await writeSafetensors(path, held);
  assert.deepEqual(serializeSafetensors(held, 'memory'), new Uint8Array(readFileSync(path)));
});

test('bytes that are none of the format are refused with the name that was given', () => {
  assert.throws(() => parseSafetensors(new Uint8Array(0), 'empty.safetensors'), {
    name: 'SafetensorsError',
    message: 'safetensors "empty.safetensors": the file is empty (0 bytes). Download or export it again.',
  });
  assert.throws(() => serializeSafetensors(new Map([['x', { shape: [2], data: new Float32Array(3) }]]), 'x'), {
    name: 'SafetensorsError',
    message: /^safetensors "x": cannot write tensor "x": shape \[2\] does not fit 3 values\./,
  });
});

test('bytes in the middle of a larger buffer are read as they lie', () => {
  const bytes = serializeSafetensors(new Map([['x', { shape: [2], data: Float32Array.of(1, 2) }]]), 'memory');
  const larger = new Uint8Array(bytes.length + 3);
  larger.set(bytes, 3);
  const found = parseSafetensors(larger.subarray(3), 'memory').get('x');
  assert.deepEqual([found?.shape, found?.data], [[2], Float32Array.of(1, 2)]);
  assert.equal(byteAt(larger, 0), 0);
});

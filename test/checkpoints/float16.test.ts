import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';
import {
  decodeBfloat16,
  decodeFloat16,
  encodeBfloat16,
  encodeFloat16,
  float16ToFloat32Bits,
  float32BitsToBfloat16,
  float32BitsToFloat16,
} from '../../lib/checkpoints/float16';
import { tables } from '../golden/safetensors/expected.json';
import { bitsOf } from './safetensors-files';

const ALL_CODES = Uint16Array.from({ length: 65536 }, (_, code) => code);

function digest(numbers: Uint32Array | Uint16Array): string {
  return createHash('sha256').update(numbers).digest('hex');
}

/** The definition of IEEE 754 binary16, in ordinary arithmetic. */
function halfByDefinition(code: number): number {
  const sign = code >= 0x8000 ? -1 : 1;
  const exponent = Math.floor(code / 1024) % 32;
  const fraction = code % 1024;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

test('all 65,536 halves have the value of the definition', () => {
  const values = new Float32Array(65536);
  decodeFloat16(ALL_CODES, values);
  for (const code of ALL_CODES) assert.ok(Object.is(values[code], halfByDefinition(code)), `code ${code}`);
});

test('all 65,536 halves and bfloat16 widen as in NumPy', () => {
  const values = new Float32Array(65536);
  decodeFloat16(ALL_CODES, values);
  assert.equal(digest(Uint32Array.from(bitsOf(values))), tables['all float16']);
  decodeBfloat16(ALL_CODES, values);
  assert.equal(digest(Uint32Array.from(bitsOf(values))), tables['all bfloat16']);
});

test('every half and every bfloat16 comes back as itself', () => {
  const values = new Float32Array(65536);
  const codes = new Uint16Array(65536);
  const isSignalling = (code: number, quiet: number, infinity: number): boolean =>
    (code & 0x7fff) > infinity && (code & quiet) === 0;
  decodeFloat16(ALL_CODES, values);
  encodeFloat16(values, codes);
  for (const code of ALL_CODES) {
    assert.equal(codes[code], isSignalling(code, 0x200, 0x7c00) ? code | 0x200 : code);
  }
  decodeBfloat16(ALL_CODES, values);
  encodeBfloat16(values, codes);
  for (const code of ALL_CODES) assert.equal(codes[code], isSignalling(code, 0x40, 0x7f80) ? code | 0x40 : code);
});

/** The float32 patterns of make_safetensors.py's `spread`. */
function spread(): Float32Array {
  const bits = Uint32Array.from({ length: 2 ** 20 }, (_, i) => Math.imul(i, 2654435761));
  return new Float32Array(bits.buffer);
}

/** Every value halfway between two neighbouring halves, between its own neighbours; as make_safetensors.py's `ties`. */
function ties(): Float32Array {
  const middle = Float32Array.from({ length: 0x7bff }, (_, code) => {
    return (halfByDefinition(code) + halfByDefinition(code + 1)) / 2;
  });
  const bits = Array.from(new Uint32Array(middle.buffer));
  return new Float32Array(Uint32Array.from([-1, 0, 1].flatMap(step => bits.map(pattern => pattern + step))).buffer);
}

for (const [name, values] of [
  ['spread', spread()],
  ['ties', ties()],
] as const) {
  test(`float32 narrows as in NumPy: ${name}`, () => {
    const codes = new Uint16Array(values.length);
    const withOneNaN = (): Uint16Array => codes.map((code, i) => (Number.isNaN(values[i]) ? 0x7fc0 : code));
    encodeFloat16(values, codes);
    assert.equal(digest(withOneNaN()), tables[`${name} to float16`]);
    encodeBfloat16(values, codes);
    assert.equal(digest(withOneNaN()), tables[`${name} to bfloat16`]);
  });
}

const EDGES: readonly [what: string, float32Bits: number, half: number, bfloat16: number][] = [
  ['zero', 0, 0, 0],
  ['negative zero', 0x80000000, 0x8000, 0x8000],
  ['one', 0x3f800000, 0x3c00, 0x3f80],
  ['65504, the largest half', 0x477fe000, 0x7bff, 0x4780],
  ['65519.996, the last that rounds down to it', 0x477fefff, 0x7bff, 0x4780],
  ['65520, a tie between it and infinity', 0x477ff000, 0x7c00, 0x4780],
  ['2^-25, a tie between zero and the smallest half', 0x33000000, 0, 0x3300],
  ['just above 2^-25', 0x33000001, 1, 0x3300],
  ['the smallest float32', 1, 0, 0],
  ['the largest float32', 0x7f7fffff, 0x7c00, 0x7f80],
  ['negative infinity', 0xff800000, 0xfc00, 0xff80],
  ['a NaN whose fraction lies in the lost bits', 0x7f800001, 0x7e00, 0x7fc0],
];

for (const [what, bits, half, bfloat16] of EDGES) {
  test(`narrowing ${what}`, () => {
    assert.equal(float32BitsToFloat16(bits), half);
    assert.equal(float32BitsToBfloat16(bits), bfloat16);
  });
}

test('a NaN keeps its sign and payload when it widens', () => {
  assert.equal(float16ToFloat32Bits(0xfe01), 0xffc02000);
});

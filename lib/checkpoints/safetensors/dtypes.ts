// How each element type of the format becomes float32 and back. Bytes in a file are little-endian, as is every
// processor that TensorFlow runs on, so typed arrays read them as they lie.
import { at } from '../../spec/at';
import type { ElementType } from '../../spec/ndarray';
import { decodeBfloat16, decodeFloat16, encodeBfloat16, encodeFloat16, float16ToFloat32Bits } from '../float16';

/** How one element type is stored and converted. */
interface DtypeRule {
  /** Size of one element in bytes. */
  readonly bytes: number;
  /** Fills `values` with as many elements as it is long, from the start of `bytes`. */
  readonly decode: (bytes: ArrayBuffer, values: Float32Array) => void;
  /** Writes `values` to the start of `bytes`. Missing where the type can be read only. */
  readonly encode?: (values: Float32Array, bytes: ArrayBuffer) => void;
  /** Which values the type can hold; missing where it holds every float32. */
  readonly range?: Range;
}

interface Range {
  /** The range in words, for messages. */
  readonly words: string;
  readonly includes: (value: number) => boolean;
}

/** An element type that can be written and that holds fractions. */
export type FloatDtype = Extract<ElementType, 'F16' | 'BF16' | 'F32' | 'F64'>;

/**
 * Every element type that can be read, in the order of the reference implementation. A file holds its tensors in the
 * reverse of this order, wide elements first, so that all are aligned.
 */
export const DTYPES: Readonly<Record<ElementType, DtypeRule>> = {
  BOOL: booleans(),
  U8: integers(Uint8Array, '0 to 255'),
  I8: integers(Int8Array, '-128 to 127'),
  F8_E5M2: eightBitFloats(code => float16ToFloat32Bits(code << 8)),
  F8_E4M3: eightBitFloats(float8E4M3Bits),
  I16: integers(Int16Array, '-32768 to 32767'),
  U16: integers(Uint16Array, '0 to 65535'),
  // 65520 is halfway between the largest half and the next power of two; a tie goes to the even one, infinity.
  F16: sixteenBitFloats(decodeFloat16, encodeFloat16, 65520, '-65504 to 65504'),
  // Likewise: the largest bfloat16 is 255 · 2^120.
  BF16: sixteenBitFloats(decodeBfloat16, encodeBfloat16, 255.5 * 2 ** 120, '-3.3895e38 to 3.3895e38'),
  I32: integers(Int32Array, '-2147483648 to 2147483647'),
  U32: integers(Uint32Array, '0 to 4294967295'),
  F32: numbers(Float32Array),
  F64: numbers(Float64Array),
  I64: wideIntegers(BigInt64Array, -(2 ** 63), 2 ** 63, '-2^63 to 2^63 - 1'),
  U64: wideIntegers(BigUint64Array, 0, 2 ** 64, '0 to 2^64 - 1'),
};

/** Element types that the format knows and that have no float32 form, or that no checkpoint of these networks uses. */
export const UNREADABLE_DTYPES: ReadonlySet<string> = new Set([
  'F4',
  'F6_E2M3',
  'F6_E3M2',
  'F8_E8M0',
  'F8_E4M3FNUZ',
  'F8_E5M2FNUZ',
  'C64',
]);

/** Whether a text names an element type that can be read. */
export function isDtype(text: string): text is ElementType {
  return Object.hasOwn(DTYPES, text);
}

/** Whether an element type holds fractions. */
export function holdsFractions(dtype: ElementType): boolean {
  return dtype.startsWith('F') || dtype === 'BF16';
}

/** Where a type stands in the reference implementation's order; wider elements come later. */
export function dtypeRank(dtype: ElementType): number {
  return Object.keys(DTYPES).indexOf(dtype);
}

type IntegerArray =
  | typeof Uint8Array
  | typeof Int8Array
  | typeof Int16Array
  | typeof Uint16Array
  | typeof Int32Array
  | typeof Uint32Array;

// Setting one typed array from another rounds to the nearest float32, ties to even.
function numbers(ArrayType: IntegerArray | typeof Float32Array | typeof Float64Array): DtypeRule {
  return {
    bytes: ArrayType.BYTES_PER_ELEMENT,
    decode: (bytes, values) => values.set(new ArrayType(bytes, 0, values.length)),
    encode: (values, bytes) => new ArrayType(bytes).set(values),
  };
}

function integers(ArrayType: IntegerArray, words: string): DtypeRule {
  const sample = new ArrayType(1);
  const survives = (value: number): boolean => {
    sample[0] = value;
    return sample[0] === value;
  };
  return { ...numbers(ArrayType), range: { words: `integers from ${words}`, includes: survives } };
}

function booleans(): DtypeRule {
  return {
    ...numbers(Uint8Array),
    decode: (bytes, values) => values.set(new Uint8Array(bytes, 0, values.length).map(byte => Math.min(byte, 1))),
    range: { words: '0 and 1', includes: value => value === 0 || value === 1 },
  };
}

function sixteenBitFloats(
  decode: (halves: Uint16Array, values: Float32Array) => void,
  encode: (values: Float32Array, halves: Uint16Array) => void,
  overflow: number,
  words: string,
): DtypeRule {
  return {
    bytes: 2,
    decode: (bytes, values) => decode(new Uint16Array(bytes, 0, values.length), values),
    encode: (values, bytes) => encode(values, new Uint16Array(bytes)),
    range: { words, includes: value => Math.abs(value) < overflow || !Number.isFinite(value) },
  };
}

function wideIntegers(
  ArrayType: typeof BigInt64Array | typeof BigUint64Array,
  least: number,
  bound: number,
  words: string,
): DtypeRule {
  return {
    bytes: ArrayType.BYTES_PER_ELEMENT,
    decode: (bytes, values) => {
      const wide = new ArrayType(bytes, 0, values.length);
      wide.forEach((integer, i) => {
        values[i] = numberFrom(integer);
      });
    },
    encode: (values, bytes) => {
      const wide = new ArrayType(bytes);
      values.forEach((value, i) => {
        wide[i] = BigInt(value);
      });
    },
    range: {
      words: `integers from ${words}`,
      includes: value => Number.isInteger(value) && value >= least && value < bound,
    },
  };
}

/**
 * A double that rounds to the float32 nearest to a 64-bit integer. Number() alone would round twice, to 53 bits and
 * then to 24; so the 11 lowest bits of a large integer become one bit that says whether any of them was set.
 */
function numberFrom(integer: bigint): number {
  const isSmall = integer >= -(2n ** 53n) && integer <= 2n ** 53n;
  if (isSmall) return Number(integer);
  const rest = (integer & 0x7ffn) === 0n ? 0n : 1n;
  return Number((integer >> 11n) | rest) * 2 ** 11;
}

function eightBitFloats(toFloat32Bits: (code: number) => number): DtypeRule {
  const table = Array.from({ length: 256 }, (_, code) => toFloat32Bits(code));
  return {
    bytes: 1,
    decode: (bytes, values) => {
      const codes = new Uint8Array(bytes, 0, values.length);
      const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
      codes.forEach((code, i) => {
        bits[i] = at(table, code);
      });
    },
  };
}

/** Sign, 4 bits of exponent with bias 7, 3 bits of fraction; no infinities, and NaN where the last seven bits are set. */
function float8E4M3Bits(code: number): number {
  const sign = (code & 0x80) << 24;
  const exponent = (code >>> 3) & 0xf;
  const fraction = code & 7;
  if ((code & 0x7f) === 0x7f) return (sign | 0x7fc00000) >>> 0;
  const magnitude = exponent === 0 ? fraction * 2 ** -9 : (8 + fraction) * 2 ** (exponent - 10);
  const bits = new DataView(Float32Array.of(magnitude).buffer).getUint32(0, true);
  return (sign | bits) >>> 0;
}

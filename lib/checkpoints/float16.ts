// The two 16-bit floating-point formats of checkpoints. Everything works on bit patterns, so that NaN payloads and
// the sign of zero survive; JavaScript's own numbers would lose them.

const SIGN_16 = 0x8000;
const INFINITY_16 = 0x7c00;
const INFINITY_32 = 0x7f800000;
const SMALLEST_NORMAL_16 = 0x38800000; // 2^-14 as float32 bits
const EXPONENT_SHIFT = 112; // the difference of the exponent biases, 127 - 15

/**
 * Widens one half-precision number to single precision, exactly.
 *
 * @param half the 16 bits of the number, as an integer from 0 to 65535
 * @returns the 32 bits of the same number in single precision, as an integer from 0 to 2^32 - 1
 */
export function float16ToFloat32Bits(half: number): number {
  const sign = (half & SIGN_16) << 16;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return (sign | INFINITY_32 | (fraction << 13)) >>> 0;
  if (exponent !== 0) return (sign | ((exponent + EXPONENT_SHIFT) << 23) | (fraction << 13)) >>> 0;
  if (fraction === 0) return sign >>> 0;
  // A subnormal half is a normal single: move its leading one to bit 10, where the implied one stands.
  const shift = Math.clz32(fraction) - 21;
  return (sign | ((EXPONENT_SHIFT + 1 - shift) << 23) | (((fraction << shift) & 0x3ff) << 13)) >>> 0;
}

/**
 * Rounds one single-precision number to half precision: to nearest, ties to even, as IEEE 754 and NumPy do.
 *
 * @param bits the 32 bits of the number
 * @returns the 16 bits of the nearest half; infinity where the magnitude is 65520 or more, and NaN stays NaN
 */
export function float32BitsToFloat16(bits: number): number {
  const sign = (bits >>> 16) & SIGN_16;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > INFINITY_32) return sign | INFINITY_16 | 0x200 | ((magnitude >>> 13) & 0x3ff);
  if (magnitude >= SMALLEST_NORMAL_16) {
    const rebased = magnitude - (EXPONENT_SHIFT << 23);
    const rounded = (rebased + 0xfff + ((rebased >>> 13) & 1)) >>> 13;
    return sign | Math.min(rounded, INFINITY_16);
  }
  // Subnormal in half precision: count in units of 2^-24.
  const shift = 126 - (magnitude >>> 23);
  if (shift > 24) return sign;
  const significand = (magnitude & 0x7fffff) | 0x800000;
  const half = 1 << (shift - 1);
  return sign | ((significand + half - 1 + ((significand >>> shift) & 1)) >>> shift);
}

/**
 * Rounds one single-precision number to bfloat16, the upper half of a single: to nearest, ties to even.
 *
 * @param bits the 32 bits of the number
 * @returns the 16 bits of the nearest bfloat16; NaN stays NaN
 */
export function float32BitsToBfloat16(bits: number): number {
  const isNaNPattern = (bits & 0x7fffffff) > INFINITY_32;
  if (isNaNPattern) return (bits >>> 16) | 0x40;
  return ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16) & 0xffff;
}

/**
 * Widens half-precision numbers to single precision, exactly.
 *
 * @param halves the bit patterns
 * @param values where the values go; at least as long as `halves`
 */
export function decodeFloat16(halves: Uint16Array, values: Float32Array): void {
  const bits = bitsOf(values);
  for (let i = 0; i < halves.length; i++) bits[i] = float16ToFloat32Bits(halfAt(halves, i));
}

/**
 * Rounds single-precision numbers to half precision, to nearest with ties to even.
 *
 * @param values the values
 * @param halves where the bit patterns go; at least as long as `values`
 */
export function encodeFloat16(values: Float32Array, halves: Uint16Array): void {
  const bits = bitsOf(values);
  for (let i = 0; i < bits.length; i++) halves[i] = float32BitsToFloat16(patternAt(bits, i));
}

/**
 * Widens bfloat16 numbers to single precision, exactly.
 *
 * @param halves the bit patterns
 * @param values where the values go; at least as long as `halves`
 */
export function decodeBfloat16(halves: Uint16Array, values: Float32Array): void {
  const bits = bitsOf(values);
  for (let i = 0; i < halves.length; i++) bits[i] = halfAt(halves, i) << 16;
}

/**
 * Rounds single-precision numbers to bfloat16, to nearest with ties to even.
 *
 * @param values the values
 * @param halves where the bit patterns go; at least as long as `values`
 */
export function encodeBfloat16(values: Float32Array, halves: Uint16Array): void {
  const bits = bitsOf(values);
  for (let i = 0; i < bits.length; i++) halves[i] = float32BitsToBfloat16(patternAt(bits, i));
}

function bitsOf(values: Float32Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, values.length);
}

// A loop with a checked read: forEach takes three times as long.

function halfAt(halves: Uint16Array, index: number): number {
  const half = halves[index];
  if (half === undefined) throw new RangeError(`index ${index} is outside of 0 … ${halves.length - 1}.`);
  return half;
}

function patternAt(bits: Uint32Array, index: number): number {
  const pattern = bits[index];
  if (pattern === undefined) throw new RangeError(`index ${index} is outside of 0 … ${bits.length - 1}.`);
  return pattern;
}

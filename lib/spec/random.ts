import { at, floatAt } from './at';

/** FNV-1a hash of a text's UTF-8 bytes, an unsigned 32-bit integer: turns names into seeds. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** Random number `i` of those that belong to a seed, in [0, 1): Tommy Ettinger's mulberry32, which scrambles a counter. */
export function mulberry32(seed: number, i: number): number {
  const state = (seed + Math.imul(i + 1, 0x6d2b79f5)) | 0;
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

/** Fills an array with random numbers from −bound to bound, the same for the same seed. */
export function fillUniform(values: Float32Array, bound: number, seed: number): Float32Array {
  for (let i = 0; i < values.length; i++) values[i] = (2 * mulberry32(seed, i) - 1) * bound;
  return values;
}

/** Fills an array with normally distributed numbers, two from each pair of uniform ones (Box and Muller's method). */
export function fillNormal(values: Float32Array, deviation: number, seed: number): Float32Array {
  const pairs = fillUniform(new Float32Array(values.length + (values.length % 2)), 1, seed);
  for (let i = 0; i < values.length; i++) {
    const even = i - (i % 2);
    // (1 − u) / 2 lies in (0, 1] or is a rounded 0, which the smallest step of 2⁻³² replaces.
    const radius = Math.sqrt(-2 * Math.log(Math.max((1 - floatAt(pairs, even)) / 2, 2 ** -32)));
    const angle = Math.PI * floatAt(pairs, even + 1);
    values[i] = deviation * radius * (i % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
  }
  return values;
}

/** Random numbers for one purpose: the same text gives the same numbers, whatever was drawn elsewhere. */
export class Random {
  private readonly seed: number;
  private block = new Float32Array(0);
  private next = 0;
  private blocks = 0;

  constructor(purpose: string) {
    this.seed = hashText(purpose);
  }

  /** From `low` up to, but without, `high`. */
  uniform(low: number, high: number): number {
    if (this.next === this.block.length) this.refill();
    const value = (floatAt(this.block, this.next++) + 1) / 2;
    return low + Math.min(value, 1 - 2 ** -24) * (high - low);
  }

  /** A whole number from 0 to `count` − 1. */
  integer(count: number): number {
    return Math.floor(this.uniform(0, count));
  }

  private refill(): void {
    this.block = fillUniform(new Float32Array(1024), 1, (this.seed + Math.imul(this.blocks++, 0x9e3779b9)) | 0);
    this.next = 0;
  }
}

/** The numbers from 0 to n − 1 in random order (Fisher and Yates's shuffle). */
export function permutation(n: number, random: Random): Uint32Array {
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    [order[i], order[j]] = [at(order, j), at(order, i)];
  }
  return Uint32Array.from(order);
}

import { fillUniform, hashText } from '../tfjs/random';

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
    const value = (this.block[this.next++] + 1) / 2;
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
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

import type { Chosen } from './chosen';

/** Numbers for each image, which stay when it moves. */
export interface NumberField {
  readonly kind: 'numbers';
  /** [n, size] */
  readonly data: Float32Array;
  /** How many for each image. */
  readonly size: number;
}

export function takeNumbers(field: NumberField, chosen: readonly Chosen[]): NumberField {
  const { data, size } = field;
  const taken = new Float32Array(chosen.length * size);
  chosen.forEach(({ index }, i) => {
    taken.set(data.subarray(index * size, (index + 1) * size), i * size);
  });
  return { ...field, data: taken };
}

import { at } from '../../spec/at';

/** Numbers of any shape in double precision, plain enough for JSON. */
export interface SumArray {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** What tasks measure, added up over batches. */
export class Sums {
  private readonly arrays: Map<string, SumArray>;

  constructor(arrays: Readonly<Record<string, SumArray>> = {}) {
    this.arrays = new Map(Object.entries(arrays));
  }

  add(arrays: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: Iterable<number> }>>): void {
    for (const [name, { shape, data }] of Object.entries(arrays)) {
      const before = this.arrays.get(name);
      const values = [...data];
      const sum = before === undefined ? values : values.map((value, i) => value + at(before.data, i));
      this.arrays.set(name, { shape, data: sum });
    }
  }

  /** @throws RangeError when nothing of this name was measured */
  array(name: string): SumArray {
    const found = this.arrays.get(name);
    if (found !== undefined) return found;
    const known = [...this.arrays.keys()].join(', ');
    throw new RangeError(`sums: the task has measured no "${name}". It has measured: ${known}.`);
  }

  /** A sum that is a single number. */
  scalar(name: string): number {
    return at(this.array(name).data, 0);
  }

  /** For a checkpoint. */
  toJSON(): Record<string, SumArray> {
    return Object.fromEntries(this.arrays);
  }
}

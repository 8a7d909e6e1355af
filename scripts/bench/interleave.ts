/** Measures competitors in turns, so that what else the machine does weighs on all of them. */

/** Something that can be measured again and again; the result is in milliseconds. */
export interface Measured {
  readonly name: string;
  measure(): Promise<number>;
}

/**
 * Takes turns: each round measures every competitor once, and each round starts with another one.
 *
 * @param rounds how often each is measured
 * @returns milliseconds of each round, by the competitor's name
 */
export async function interleave(
  competitors: readonly Measured[],
  rounds: number,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const times = new Map(competitors.map(({ name }): [string, number[]] => [name, []]));
  for (let round = 0; round < rounds; round++) {
    const first = round % competitors.length;
    for (const { name, measure } of [...competitors.slice(first), ...competitors.slice(0, first)]) {
      times.get(name)?.push(await measure());
    }
  }
  return times;
}

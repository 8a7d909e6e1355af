/** Measures competitors in turns, so that what else the machine does weighs on all of them. */

/** Something that can be measured again and again; the result is in milliseconds. */
export interface Measured {
  readonly name: string;
  measure(): Promise<number>;
}

/** Is told of a competitor that failed; what it throws ends the measurement. */
export type LeaveOut = (name: string, error: unknown) => void;

/**
 * Takes turns: each round measures every competitor once, and each round starts with another one. One that fails takes
 * no part from then on.
 *
 * @param rounds how often each is measured
 * @returns milliseconds of each round, by the name of each competitor that took part in all of them
 */
export async function interleave(
  competitors: readonly Measured[],
  rounds: number,
  leaveOut: LeaveOut,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const times = new Map(competitors.map(({ name }): [string, number[]] => [name, []]));
  for (let round = 0; round < rounds; round++) {
    const first = round % competitors.length;
    for (const { name, measure } of [...competitors.slice(first), ...competitors.slice(0, first)]) {
      const own = times.get(name);
      if (own === undefined) continue; // it failed
      try {
        own.push(await measure());
      } catch (error) {
        times.delete(name);
        leaveOut(name, error);
      }
    }
  }
  return times;
}

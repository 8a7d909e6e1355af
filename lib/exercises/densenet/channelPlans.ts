import { at } from '../../spec/at';
import type { Random } from '../../spec/random';

/** The four numbers that a DenseNet for 32×32 images is built from. */
export type Built = readonly [growth: number, depth: number, reduction: number, bottleneck: boolean];

interface Slips {
  readonly round?: (channels: number) => number;
  /** Channels behind the first convolution, in growth rates; or as such. */
  readonly first?: number;
  readonly stem?: number;
  readonly layers?: number;
  readonly reduce?: boolean;
  /** Growth rates that a layer adds. */
  readonly added?: number;
}

/** The channels behind the first convolution, each block and each transition, and the places where a learner may go wrong. */
export function planOf({ round = Math.floor, first = 2, stem, layers, reduce = true, added = 1 }: Slips) {
  return (growth: number, depth: number, reduction: number, bottleneck: boolean): number[] => {
    const n = layers ?? (depth - 4) / (bottleneck ? 6 : 3);
    const channels = [stem ?? first * growth];
    for (const block of [1, 2, 3]) {
      const after = at(channels, channels.length - 1) + n * added * growth;
      channels.push(after);
      if (block < 3) channels.push(reduce ? round(after * reduction) : after);
    }
    return channels;
  };
}

/** A slip: as many layers as without bottlenecks. */
export const bottleneckAsOne = (growth: number, depth: number, reduction: number, _bottleneck: boolean): number[] =>
  planOf({})(growth, depth, reduction, false);

/** A slip: fractions of channels are carried on, and cut off only in the result. */
export const roundedAtTheEnd = (...built: Built): number[] =>
  planOf({ round: channels => channels })(...built).map(Math.floor);

/** Known networks first, because the first that fails is shown. */
export const NETWORKS: readonly Built[] = [
  [12, 40, 1, false],
  [12, 100, 0.5, true],
  [12, 40, 0.5, false],
  [5, 13, 0.5, false],
  [7, 22, 0.3, true],
  [5, 13, 0.25, false],
  [5, 13, 0.75, false],
];

export function drawBuilt(random: Random): Built {
  const bottleneck = random.integer(2) === 1;
  const n = 1 + random.integer(8);
  return [3 + random.integer(20), (bottleneck ? 6 : 3) * n + 4, (1 + random.integer(4)) / 4, bottleneck];
}

export function sixNumbers(result: unknown): string | undefined {
  if (!Array.isArray(result)) return 'the result must be an array of numbers.';
  if (result.length === 6) return undefined;
  return `there must be six numbers: the first convolution, three blocks and two transitions. Received ${result.length}.`;
}

export function wholeChannels(result: unknown): string | undefined {
  if (!Array.isArray(result)) return undefined;
  const broken = result.findIndex(value => typeof value === 'number' && !Number.isInteger(value));
  return broken < 0 ? undefined : `channels are whole numbers. Number ${broken} of the six, counted from 0, is none.`;
}

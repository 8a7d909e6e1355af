/** How the course compares with its opponents. */
import type { Row, Times } from './measure';
import { type OpponentName, OURS, PYTORCH, RUNTIMES } from './opponents';
import { ratio, summarize } from './statistics';

/** A column of the table of ratios. */
export interface Comparison {
  readonly title: string;
  /** The fastest of these that took part is the one compared with. */
  readonly among: readonly OpponentName[];
  /** How many times as long the course takes; of stock layers, which the course replaces, how many times as long as it. */
  readonly form: 'ours / theirs' | 'theirs / ours';
}

const COMPARISONS: readonly Comparison[] = [
  { title: 'stock / ours', among: ['stock'], form: 'theirs / ours' },
  { title: 'ours / eager', among: ['eager'], form: 'ours / theirs' },
  { title: 'ours / fastest PyTorch', among: PYTORCH, form: 'ours / theirs' },
  { title: 'ours / fastest runtime', among: RUNTIMES, form: 'ours / theirs' },
];

/** The columns that competitors of these names fill; none of them with the opponents of one before it. */
export function comparisonsOf(names: readonly string[]): readonly Comparison[] {
  const present = (among: readonly OpponentName[]): string => among.filter(name => names.includes(name)).join();
  return COMPARISONS.filter(({ among }, i) => {
    const own = present(among);
    return own !== '' && !COMPARISONS.slice(0, i).some(earlier => present(earlier.among) === own);
  });
}

/** A cell of that table. */
export interface Compared {
  readonly title: string;
  readonly opponent: string;
  readonly ratio: number;
}

/** The ratios of a row; those with nobody to compare with are left out. */
export function compare({ times }: Row): readonly Compared[] {
  const ours = times.find(({ name }) => name === OURS);
  if (ours === undefined) return [];
  return COMPARISONS.flatMap(({ title, among, form }) => {
    const opponent = fastest(times.filter(({ name }) => among.some(one => one === name)));
    if (opponent === undefined) return [];
    const [a, b] = form === 'ours / theirs' ? [ours, opponent] : [opponent, ours];
    return [{ title, opponent: opponent.name, ratio: ratio(a.rounds, b.rounds) }];
  });
}

/** The one with the lowest median. */
function fastest(times: readonly Times[]): Times | undefined {
  const median = ({ rounds }: Times): number => summarize(rounds).median;
  return [...times].sort((a, b) => median(a) - median(b)).at(0);
}

import type { Cell } from './notebook';

/** From here on two cells count as versions of each other. */
const ENOUGH = 0.5;

/**
 * Finds versions of the same cell by their words, the most similar first; each cell is in one pair at most.
 * @param before cells of one version
 * @param after cells of another version
 * @returns for cells of `before`, their counterpart in `after`
 */
export function pairSimilar(before: readonly Cell[], after: readonly Cell[]): ReadonlyMap<Cell, Cell> {
  const candidates = before.flatMap(a =>
    after
      .filter(b => b.cell_type === a.cell_type)
      .map(b => ({ a, b, score: similarity(a.source, b.source) }))
      .filter(({ score }) => score >= ENOUGH),
  );
  const pairs = new Map<Cell, Cell>();
  const taken = new Set<Cell>();
  for (const { a, b } of candidates.sort((one, other) => other.score - one.score)) {
    if (pairs.has(a) || taken.has(b)) continue;
    pairs.set(a, b);
    taken.add(b);
  }
  return pairs;
}

/** Dice's coefficient of the words of two texts: 1 for the same words, 0 for none in common. */
export function similarity(a: string, b: string): number {
  const [left, right] = [wordsOf(a), wordsOf(b)];
  const counts = new Map<string, number>();
  for (const word of left) counts.set(word, (counts.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of right) {
    const count = counts.get(word) ?? 0;
    if (count === 0) continue;
    common++;
    counts.set(word, count - 1);
  }
  return left.length + right.length === 0 ? 1 : (2 * common) / (left.length + right.length);
}

const wordsOf = (text: string): readonly string[] => text.match(/[\p{L}\p{N}_]+/gu) ?? [];

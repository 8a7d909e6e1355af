import type { DataFrame } from 'danfojs-node';
import type { Columns } from './table';

/**
 * A danfojs DataFrame, for sorting, grouping and joining results before `table` shows them.
 * danfojs is loaded on the first call, because that takes about a second.
 * @param columns columns of equal length
 * @returns the frame; see the danfojs documentation for what it can do
 */
export async function dataFrame(columns: Columns): Promise<DataFrame> {
  const danfo = await import('danfojs-node');
  const plain = Object.entries(columns).map(([name, cells]) => [name, Array.from(cells)]);
  return new danfo.DataFrame(Object.fromEntries(plain));
}

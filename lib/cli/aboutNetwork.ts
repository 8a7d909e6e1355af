import type { NetworkEntry } from '../models/networkEntry';
import { grouped } from './numbers';
import { wrapped } from './wrap';

/**
 * What the registry knows of a network: its kind, its notebook, its paper, and the counts that others publish.
 *
 * @param width of a line, in characters
 */
export function aboutNetwork({ kind, notebook, paper, counts }: NetworkEntry, width: number): string {
  const published = counts.flatMap(({ params, source, note }) => [
    `published: ${grouped(params)} parameters (${source})`,
    ...(note === undefined ? [] : [`  ${note}`]),
  ]);
  const what = kind === 'part' ? 'part of a network' : kind;
  const lines = [`${what}, notebook ${notebook}`, `${paper.title}, ${paper.year}`, paper.url, ...published];
  return wrapped(lines.join('\n'), width);
}

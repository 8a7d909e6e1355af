import type { NetworkEntry } from '../models/networkEntry';
import { grouped } from './numbers';

/** What the registry knows of a network: its kind, its notebook, its paper, and the counts that others publish. */
export function aboutNetwork({ kind, notebook, paper, counts }: NetworkEntry): string {
  const published = counts.flatMap(({ params, source, note }) => [
    `published: ${grouped(params)} parameters (${source})`,
    ...(note === undefined ? [] : [`  ${note}`]),
  ]);
  const what = kind === 'part' ? 'part of a network' : kind;
  return [`${what}, notebook ${notebook}`, `${paper.title}, ${paper.year}`, paper.url, ...published].join('\n');
}

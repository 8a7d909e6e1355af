import { readChecked, registry } from './registry';

/**
 * Reads a file of `data/` by its path and checks that it is the one that the registry lists.
 *
 * @param root the repository
 * @param path below `data/`, with forward slashes
 * @throws Error when it is not listed, missing or damaged, with the remedy
 */
export function registeredFile(root: string, path: string): Buffer {
  const entry = registry(root).find(candidate => candidate.path === path);
  if (entry !== undefined) return readChecked(root, entry);
  throw new Error(
    `data/registry.json does not list data/${path}. Get the list back with: git checkout -- data/registry.json`,
  );
}

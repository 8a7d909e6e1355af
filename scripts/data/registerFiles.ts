import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type RegistryEntry, registry, sha256 } from '../../lib/datasets/registry';
import { repositoryRoot } from '../../lib/datasets/repositoryRoot';

/** A file to be put under `data/`, with what the registry says of it. */
export interface NewFile {
  readonly bytes: Buffer;
  readonly entry: Omit<RegistryEntry, 'sha256' | 'bytes' | 'kind'>;
}

/**
 * Writes files below `data/` and their entries in data/registry.json, in place of all that were of the same kind.
 *
 * @param kind such as `mnist`
 * @param files what to write
 */
export function registerFiles(kind: string, files: readonly NewFile[]): void {
  const root = repositoryRoot();
  const entries = files.map(({ bytes, entry }) => {
    const path = join(root, 'data', entry.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    const { name, ...rest } = entry;
    return { name, kind, ...rest, sha256: sha256(bytes), bytes: bytes.length };
  });
  const path = join(root, 'data', 'registry.json');
  const others = registry(root).filter(entry => entry.kind !== kind);
  writeFileSync(path, `${JSON.stringify([...others, ...entries], null, 2)}\n`);
  console.log(entries.map(entry => `data/${entry.path} ${entry.bytes} bytes`).join('\n'));
}

/**
 * Reads a file of an unpacked package, and refuses any but the published one.
 *
 * @param path the file
 * @param expected its sha256
 */
export function readPublished(path: string, expected: string): Buffer {
  const bytes = readFileSync(path);
  const found = sha256(bytes);
  if (found !== expected)
    throw new Error(`${path} is not the published file: its sha256 is ${found}, not ${expected}.`);
  return bytes;
}

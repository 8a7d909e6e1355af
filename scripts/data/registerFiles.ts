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
  const entries = files.map(({ bytes, entry }) => {
    const path = join(repositoryRoot(), 'data', entry.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    return entryOf(kind, bytes, entry);
  });
  writeRegistry(repositoryRoot(), [...registry().filter(entry => entry.kind !== kind), ...entries]);
  console.log(entries.map(entry => `data/${entry.path} ${entry.bytes} bytes`).join('\n'));
}

/**
 * Writes the entry of one file that is below `data/` already, in place of the one with its path.
 *
 * @param kind such as `weights`
 * @param bytes the file's contents
 * @param entry what the registry says of it
 * @param root the repository
 */
export function registerFile(
  kind: string,
  bytes: Buffer,
  entry: NewFile['entry'],
  root: string = repositoryRoot(),
): void {
  const entries = [...registry(root)];
  const found = entries.findIndex(({ path }) => path === entry.path);
  entries.splice(found < 0 ? entries.length : found, 1, entryOf(kind, bytes, entry));
  writeRegistry(root, entries);
}

function entryOf(kind: string, bytes: Buffer, { name, ...rest }: NewFile['entry']): RegistryEntry {
  return { name, kind, ...rest, sha256: sha256(bytes), bytes: bytes.length };
}

function writeRegistry(root: string, entries: readonly RegistryEntry[]): void {
  writeFileSync(join(root, 'data', 'registry.json'), `${JSON.stringify(entries, null, 2)}\n`);
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

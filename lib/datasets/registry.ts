import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { excerpt } from '../spec/quoted';
import { repositoryRoot } from './repositoryRoot';

/** A file under `data/`, as `data/registry.json` describes it. */
export interface RegistryEntry {
  /** What the course calls it, such as `chelsea`. */
  readonly name: string;
  readonly kind: string;
  /** Path below `data/`, with forward slashes. */
  readonly path: string;
  /** What is in it, in a sentence. */
  readonly description: string;
  readonly author: string;
  /** Where it was first published. */
  readonly source: string;
  /** Through which package it came here, and whether its bytes were changed. */
  readonly obtained: string;
  readonly licence: string;
  readonly licenceUrl: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Pixels, for images. */
  readonly width?: number;
  readonly height?: number;
}

/** A file of the registry that is not as it should be. */
export interface DataProblem {
  readonly path: string;
  readonly problem: 'missing' | 'damaged';
  /** What is wrong and what to do. */
  readonly message: string;
}

const REGISTRY = 'data/registry.json';

const TEXT_FIELDS = [
  'name',
  'kind',
  'path',
  'description',
  'author',
  'source',
  'obtained',
  'licence',
  'licenceUrl',
  'sha256',
] as const;

/**
 * Every file under `data/` with its source, author, licence and checksum.
 *
 * @param root the repository
 * @throws Error when `data/registry.json` is missing or damaged, or an entry lacks a field
 */
export function registry(root: string = repositoryRoot()): readonly RegistryEntry[] {
  const path = join(root, REGISTRY);
  if (!existsSync(path)) throw new Error(`${path} is missing. Get it back with: git checkout -- data`);
  const parsed = parse(readFileSync(path, 'utf8'));
  if (!Array.isArray(parsed))
    throw new TypeError(
      `${path} must hold a list of files. Received ${typeof parsed}. Get it back with: git checkout -- ${REGISTRY}`,
    );
  return parsed.map(checkEntry);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SyntaxError(
      `${REGISTRY} is damaged: ${excerpt(reason, 200)}. Get it back with: git checkout -- ${REGISTRY}`,
    );
  }
}

function checkEntry(entry: unknown, index: number): RegistryEntry {
  const fields: Record<string, unknown> = typeof entry === 'object' && entry !== null ? { ...entry } : {};
  const wrong = TEXT_FIELDS.find(field => typeof fields[field] !== 'string') ?? missingSize(fields);
  if (wrong !== undefined) {
    throw new TypeError(
      `data/registry.json: entry ${index} ('${excerpt(String(fields.name))}') lacks '${wrong}'. ` +
        'Every file needs a name, a source, an author, a licence, a sha256 and its bytes. ' +
        `Get it back with: git checkout -- ${REGISTRY}`,
    );
  }
  // Every field of the type was checked above.
  return entry as RegistryEntry;
}

function missingSize(fields: Record<string, unknown>): string | undefined {
  return typeof fields.bytes === 'number' ? undefined : 'bytes';
}

/**
 * Compares every file of the registry with its checksum.
 *
 * @param root the repository
 * @returns the files that are missing or damaged, or the registry where it is; empty when all is well
 */
export function verify(root: string = repositoryRoot()): readonly DataProblem[] {
  const entries = readRegistry(root);
  return 'problem' in entries
    ? [entries]
    : entries.map(entry => findProblem(root, entry)).filter((problem): problem is DataProblem => problem !== undefined);
}

function readRegistry(root: string): readonly RegistryEntry[] | DataProblem {
  try {
    return registry(root);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const problem = existsSync(join(root, REGISTRY)) ? 'damaged' : 'missing';
    return { path: REGISTRY, problem, message: error.message };
  }
}

/**
 * Reads a file of the registry and checks that it is the file that was put there.
 *
 * @throws Error naming the file and the remedy when it is missing or damaged
 */
export function readChecked(root: string, entry: RegistryEntry): Buffer {
  const problem = findProblem(root, entry);
  if (problem !== undefined) throw new Error(problem.message);
  return readFileSync(join(root, 'data', entry.path));
}

/** The checksum of some bytes, as the registry writes it. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function findProblem(root: string, entry: RegistryEntry): DataProblem | undefined {
  const file = `data/${entry.path}`;
  const remedy = `Get it back with: git checkout -- ${file}`;
  const path = join(root, 'data', entry.path);
  if (!existsSync(path)) return { path: file, problem: 'missing', message: `${file} is missing. ${remedy}` };
  const bytes = readFileSync(path);
  const found = sha256(bytes);
  if (found === entry.sha256) return undefined;
  const message =
    `${file} is damaged: its sha256 starts with ${found.slice(0, 12)}, expected ${entry.sha256.slice(0, 12)} ` +
    `(${bytes.length} bytes, expected ${entry.bytes}). ${remedy}`;
  return { path: file, problem: 'damaged', message };
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Reads a reference file written by PyTorch; test/golden/README.md says how each was made. */
export function readGolden<T>(name: string): T {
  const content: T = JSON.parse(readFileSync(join(__dirname, '..', 'golden', `${name}.json`), 'utf8'));
  return content;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Reads the reference file test/golden/NAME.json; the README there says how each was made. The caller says what is in it. */
export function readGolden<T>(name: string): T {
  const content: T = JSON.parse(readFileSync(join(__dirname, '..', 'golden', `${name}.json`), 'utf8'));
  return content;
}

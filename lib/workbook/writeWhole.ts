import { renameSync, writeFileSync } from 'node:fs';

/**
 * Writes a file so that a reader, or an interruption, never meets half of it.
 * @param path the file
 * @param content all of it
 */
export function writeWhole(path: string, content: string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, content);
  renameSync(temporary, path);
}

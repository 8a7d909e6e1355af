import { randomUUID } from 'node:crypto';
import { accessSync, chmodSync, constants, readlinkSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

/**
 * Writes a file so that a reader, or an interruption, never meets half of it: what is written goes to a temporary file in the
 * same folder, is flushed to the disk, and then takes the name.
 *
 * A link stays, and the file that it leads to is replaced. A file that is replaced passes its mode on, and one that must not
 * be written is not replaced. What is no file, such as a pipe or /dev/full, is written to as it is.
 *
 * @param path the file; its folder is there
 * @param write writes the content to the handle
 * @throws the system's error; what was there before is there still, and no temporary file
 */
export async function writeWhole(path: string, write: (handle: FileHandle) => Promise<void>): Promise<void> {
  const { target, temporary, mode } = placeFor(path);
  if (temporary === null) return writeThrough(target, write);
  const handle = await open(temporary, 'wx', mode);
  try {
    try {
      if (mode !== undefined) await handle.chmod(mode);
      await write(handle);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(target));
}

/** The same at once, for small files. They are not flushed. */
export function writeWholeSync(path: string, content: string | Uint8Array): void {
  const { target, temporary, mode } = placeFor(path);
  if (temporary === null) {
    writeFileSync(target, content);
    return;
  }
  renameOver({ target, temporary, mode }, content);
}

/**
 * Gives a name to a new file, whatever has it: a link goes, and what it leads to stays as it is; so does a pipe.
 *
 * @throws the system's error, such as EISDIR for a folder
 */
export function replaceSync(path: string, content: string): void {
  renameOver({ target: path, temporary: temporaryFor(path) }, content);
}

function renameOver(
  { target, temporary, mode }: FilePlace & { readonly temporary: string },
  content: string | Uint8Array,
): void {
  try {
    writeFileSync(temporary, content, { flag: 'wx', mode });
    if (mode !== undefined) chmodSync(temporary, mode);
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Where a file is made before it gets its name. */
interface FilePlace {
  /** The path, past all links to files. */
  readonly target: string;
  /** Null where there is no file to replace, but a pipe, a device, a folder, or what this process has open. */
  readonly temporary: string | null;
  /** Of the file that is replaced. */
  readonly mode?: number;
}

/** Letters of the file's name in that of the temporary one: a long name has no room for all of it. */
const NAME_LETTERS = 40;

function placeFor(path: string): FilePlace {
  const found = statSync(path, { throwIfNoEntry: false });
  const target = found?.isFile() === false ? null : pastLinks(path);
  if (target === null) return { target: path, temporary: null };
  const temporary = temporaryFor(target);
  if (found === undefined) return { target, temporary };
  accessSync(target, constants.W_OK);
  return { target, temporary, mode: found.mode & 0o7777 };
}

function temporaryFor(target: string): string {
  return join(dirname(target), `${basename(target).slice(0, NAME_LETTERS)}.${randomUUID()}.tmp`);
}

/** `/dev/stdout` leads here, and on to a file whose name must not be given to another one. */
const OPEN_FILE = /^\/(dev|proc\/[^/]+)\/fd\//;

/** Where a path leads, also when nothing is there yet; null where it leads to what this process has open. */
function pastLinks(path: string): string | null {
  const target = resolve(path);
  if (OPEN_FILE.test(target)) return null;
  const next = linkAt(target);
  return next === null ? target : pastLinks(resolve(dirname(target), next));
}

function linkAt(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null; // no link, or nothing at all
  }
}

async function writeThrough(path: string, write: (handle: FileHandle) => Promise<void>): Promise<void> {
  const handle = await open(path, 'w');
  try {
    await write(handle);
  } finally {
    await handle.close();
  }
}

/** Flushes the new name to the disk, where the system can: the file is whole with or without it. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

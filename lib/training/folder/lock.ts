import { randomUUID } from 'node:crypto';
import { lstatSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { makeFolder } from '../../files/makeFolder';
import { systemErrorCode } from '../../files/systemProblem';
import { replaceSync } from '../../files/writeWhole';
import { isNoRoom } from './noRoom';
import { type Owner, ownerNow, stateOf } from './owner';

/** The file that says who trains in a folder. */
export const LOCK = 'in-use.json';

/** Two that take over the lock of a process that is gone write one after the other; then the last one has it. Milliseconds. */
const SETTLED = 250;
/** How often a lock is read that says nothing: it may be in the making, or its maker was killed then. */
const TRIES = 8;

/** What no lock of ours has. Bytes. */
const LONGEST = 2000;

/** A folder that one run at a time saves in. */
export class FolderLock {
  private constructor(
    private readonly path: string,
    private readonly token: string,
  ) {}

  /**
   * Takes the folder, which is made where it is missing: one that nobody uses, that an earlier run of this process uses, or
   * whose process is gone.
   *
   * @throws RangeError when another process trains there, or a folder has the name of the lock
   * @throws the system's error when nothing can be written there
   */
  static async take(folder: string): Promise<FolderLock> {
    makeFolder(folder);
    const [path, token] = [join(folder, LOCK), randomUUID()];
    const lock = new FolderLock(path, token);
    const content = JSON.stringify(ownerNow(token), null, 2);
    for (let tries = 0; ; tries++) {
      if (createFile(path, content)) return lock;
      const kind = kindOf(path);
      if (kind === 'folder') throw folderInPlace(path, folder);
      const owner = readOwner(path);
      if (owner === null && kind !== 'other' && tries < TRIES) {
        await setTimeout(SETTLED);
        continue;
      }
      const state = owner === null ? 'gone' : stateOf(owner);
      if (owner !== null && (state === 'running' || state === 'elsewhere')) throw inUse(folder, owner, state);
      replaceSync(path, content);
      if (state === 'gone') await setTimeout(SETTLED);
      if (lock.isHeld()) return lock;
    }
  }

  isHeld(): boolean {
    return readOwner(this.path)?.token === this.token;
  }

  release(): void {
    if (this.isHeld()) rmSync(this.path, { force: true });
  }
}

/** @returns false where there is one already */
function createFile(path: string, content: string): boolean {
  try {
    writeFileSync(path, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false;
    if (isNoRoom(error)) rmSync(path, { force: true }); // made, and nothing written to it
    throw error;
  }
}

/** What has a name. Only a file is a lock: to read a pipe would wait for ever, and a link leads to a file that is not ours. */
function kindOf(path: string): 'file' | 'folder' | 'other' | 'none' {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return 'none';
  if (found.isDirectory()) return 'folder';
  return found.isFile() ? 'file' : 'other';
}

/** @returns null where there is none, or one that says nothing */
function readOwner(path: string): Owner | null {
  try {
    if (kindOf(path) !== 'file' || lstatSync(path).size > LONGEST) return null;
    const owner: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isOwner(owner) ? owner : null;
  } catch {
    return null;
  }
}

function isOwner(value: unknown): value is Owner {
  const { pid, start, host, since, token }: Record<string, unknown> = Object(value);
  const texts = [host, since, token].every(text => typeof text === 'string');
  return texts && Number.isSafeInteger(pid) && Number(pid) > 0 && (start === null || typeof start === 'string');
}

function folderInPlace(path: string, folder: string): RangeError {
  return new RangeError(
    `fit: ${path} is a folder, and the file that says who trains in ${folder} needs its name. ` +
      "Remove it, or choose another folder: checkpoints: { folder: '…' }.",
  );
}

function inUse(folder: string, { pid, host, since }: Owner, state: 'running' | 'elsewhere'): RangeError {
  const who = state === 'running' ? `process ${pid}` : `process ${pid} of the computer ${JSON.stringify(host)}`;
  return new RangeError(
    `fit: ${who} has been training in ${folder} since ${localTime(since)}, and two runs must not save in one folder. ` +
      "Wait until it is done, or restart its kernel, or choose another folder: checkpoints: { folder: '…' }. " +
      `If it trains no more, delete ${join(folder, LOCK)}.`,
  );
}

function localTime(since: string): string {
  const date = new Date(since);
  return Number.isNaN(date.getTime()) ? 'some time ago' : date.toLocaleString('sv-SE'); // as ISO 8601 has it
}

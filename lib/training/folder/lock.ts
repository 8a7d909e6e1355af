import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { systemErrorCode } from '../../files/systemProblem';
import { writeWholeSync } from '../../files/writeWhole';
import { type Owner, ownerNow, stateOf } from './owner';

/** The file that says who trains in a folder. */
export const LOCK = 'in-use.json';

/** Two that take over the lock of a process that is gone write one after the other; then the last one has it. Milliseconds. */
const SETTLED = 250;
/** A lock without content is just being made, or its maker was killed then. Milliseconds. */
const BEING_MADE = 2000;

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
   * @throws RangeError when another process trains there
   * @throws the system's error when nothing can be written there
   */
  static async take(folder: string): Promise<FolderLock> {
    mkdirSync(folder, { recursive: true });
    const [path, token] = [join(folder, LOCK), randomUUID()];
    const lock = new FolderLock(path, token);
    const content = JSON.stringify(ownerNow(token), null, 2);
    for (;;) {
      if (createFile(path, content)) return lock;
      const owner = readOwner(path);
      if (owner === 'missing') continue;
      if (owner === 'being made') {
        await setTimeout(SETTLED);
        continue;
      }
      const state = owner === 'damaged' ? 'gone' : stateOf(owner);
      if (owner !== 'damaged' && (state === 'running' || state === 'elsewhere')) throw inUse(folder, owner, state);
      writeWholeSync(path, content);
      if (state === 'gone') await setTimeout(SETTLED);
      if (lock.isHeld()) return lock;
    }
  }

  isHeld(): boolean {
    const owner = readOwner(this.path);
    return typeof owner === 'object' && owner.token === this.token;
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
    if (systemErrorCode(error) === 'ENOSPC') rmSync(path, { force: true }); // made, and nothing written to it
    throw error;
  }
}

function readOwner(path: string): Owner | 'missing' | 'being made' | 'damaged' {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return 'missing';
  try {
    const owner: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (isOwner(owner)) return owner;
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return 'missing';
  }
  return Date.now() - found.mtimeMs < BEING_MADE ? 'being made' : 'damaged';
}

function isOwner(value: unknown): value is Owner {
  const { pid, start, host, since, token }: Record<string, unknown> = Object(value);
  const texts = [host, since, token].every(text => typeof text === 'string');
  return texts && Number.isSafeInteger(pid) && Number(pid) > 0 && (start === null || typeof start === 'string');
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

import { setTimeout } from 'node:timers/promises';
import { at } from '../../../lib/spec';
import { FolderLock } from '../../../lib/training/folder/lock';

// Run by the tests of locks: takes a folder, at a moment that is given, and holds it until the process is ended, or says
// why not.

async function main(folder: string, moment: number): Promise<void> {
  await setTimeout(Math.max(0, moment - Date.now()));
  try {
    const lock = await FolderLock.take(folder);
    console.log(lock.isHeld() ? 'taken' : 'lost');
    setInterval(() => undefined, 1000);
  } catch (error) {
    console.log(error instanceof Error ? error.message : error);
  }
}

void main(at(process.argv, 2), Number(process.argv[3] ?? 0));

import { at } from '../../../lib/spec';
import { FolderLock } from '../../../lib/training/folder/lock';

// Run by the tests of locks: takes a folder and holds it until the process is ended, or says why not.

FolderLock.take(at(process.argv, 2)).then(
  lock => {
    console.log(lock.isHeld() ? 'taken' : 'lost');
    setInterval(() => undefined, 1000);
  },
  (error: Error) => console.log(error.message),
);

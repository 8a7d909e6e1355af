import { removeOne } from './checkpoint';
import { isNoRoom } from './noRoom';

/**
 * Writes, and where the disk has no room for it removes what is needed least, until it has. The newest checkpoint that is
 * whole stays, whatever happens.
 *
 * @param step of the run
 * @throws what `write` throws, when nothing more can be removed or something else is wrong
 */
export async function withRoom<T>(folder: string, step: number, write: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (!isNoRoom(error) || !(await removeOne(folder, step))) throw error;
    }
  }
}

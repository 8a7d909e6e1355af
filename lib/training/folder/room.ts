import { systemErrorCode } from '../../files/systemProblem';
import { removeOne } from './checkpoint';

const NO_ROOM: readonly (string | undefined)[] = ['ENOSPC', 'EDQUOT'];

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
      if (!NO_ROOM.includes(causeOf(error)) || !(await removeOne(folder, step))) throw error;
    }
  }
}

/** The system's code of an error, or of the one behind it. */
export function causeOf(error: unknown): string | undefined {
  return systemErrorCode(error) ?? (error instanceof Error ? systemErrorCode(error.cause) : undefined);
}

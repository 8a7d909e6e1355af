import { systemErrorCode } from '../../files/systemProblem';

const NO_ROOM: readonly (string | undefined)[] = ['ENOSPC', 'EDQUOT'];

/** Whether a disk is full, or what somebody may use of it. */
export function isNoRoom(error: unknown): boolean {
  return NO_ROOM.includes(causeOf(error));
}

/** The system's code of an error, or of the one behind it. */
export function causeOf(error: unknown): string | undefined {
  return systemErrorCode(error) ?? (error instanceof Error ? systemErrorCode(error.cause) : undefined);
}

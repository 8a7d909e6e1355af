/** The user whom no file belongs to, on Linux and elsewhere. */
const NOBODY = 65_534;

/**
 * Does something as a user who may not read everything: as root, whom no permission stops, becomes nobody for it.
 *
 * @param action done at once, with nothing left to load
 */
export function asNobody<T>(action: () => T): T {
  const { geteuid, seteuid } = process;
  if (seteuid === undefined || geteuid?.() !== 0) return action();
  seteuid(NOBODY);
  try {
    return action();
  } finally {
    seteuid(0);
  }
}

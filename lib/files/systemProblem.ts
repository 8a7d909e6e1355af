/** What the system's codes say, to follow "cannot be read:" or "cannot be written:". */
const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there',
  ENOTDIR: 'a part of its path is a file, not a folder',
  EISDIR: 'it is a folder',
  EEXIST: 'there is a file in its place',
  EACCES: 'permission is missing',
  EPERM: 'permission is missing',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
  ENOSPC: 'the device is full',
  EDQUOT: 'your share of the disk is used up',
  EFBIG: 'it would be larger than is allowed',
  EROFS: 'the disk can only be read',
  EMFILE: 'too many files are open',
  EIO: 'the device fails',
  EPIPE: 'nobody reads it any more',
  ERR_FS_FILE_TOO_LARGE: 'it is too large to be read at once',
  ERR_STRING_TOO_LONG: 'it is too large to be read at once',
};

/** The short code of a system error, such as ENOENT; undefined for any other value. */
export function systemErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/**
 * What went wrong with a file or a folder, in words.
 *
 * @param error what the system threw
 * @returns such as `it is a folder (EISDIR)`
 */
export function systemProblem(error: unknown): string {
  const code = systemErrorCode(error);
  if (code === undefined) return error instanceof Error ? error.message : String(error);
  return Object.hasOwn(WORDS, code) ? `${WORDS[code]} (${code})` : code;
}

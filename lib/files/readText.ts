import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { systemErrorCode, systemProblem } from './systemProblem';

/** The mark that editors of Windows put at the start of a text in UTF-8. */
const MARK = Buffer.from([0xef, 0xbb, 0xbf]);

export interface ReadTextOptions {
  /** Who reads, for messages, such as `coco`. */
  readonly where?: string;
  /** What to do where there is no such file. */
  readonly missing?: string;
}

/**
 * Reads a text file in UTF-8, without the mark (BOM) that it may begin with.
 *
 * @throws Error when it cannot be read, with the remedy
 * @throws TypeError when it is no text in UTF-8
 */
export function readText(path: string, { where, missing = 'Copy it again.' }: ReadTextOptions = {}): string {
  const prefix = where === undefined ? '' : `${where}: `;
  try {
    return decodeText(readFileSync(path), prefix + path);
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    if (code === 'ENOENT') throw new Error(`${prefix}${path} is not there. ${missing}`, { cause: error });
    throw new Error(`${prefix}${path} cannot be read: ${systemProblem(error)}. Check the path and its permissions.`, {
      cause: error,
    });
  }
}

/**
 * The text of a file in UTF-8, without its mark.
 *
 * @param name the file's name, for the message
 * @throws TypeError when it is in another encoding
 */
export function decodeText(bytes: Buffer, name: string): string {
  if (isUtf8(bytes)) return bytes.toString('utf8', bytes.subarray(0, MARK.length).equals(MARK) ? MARK.length : 0);
  const utf16 = ['fffe', 'feff'].includes(bytes.subarray(0, 2).toString('hex')) ? ' It is in UTF-16.' : '';
  throw new TypeError(`${name} is no text in UTF-8.${utf16} Open it in an editor, and save it as UTF-8.`);
}

import { lstatSync, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { systemErrorCode, systemProblem } from '../files/systemProblem';
import { excerpt } from '../spec/quoted';
import { type Notebook, parseNotebook } from './notebook';

/** A file that should be a notebook and cannot be read as one. */
export class UnreadableNotebook extends Error {
  /** @param ofCourse whether it is the course's own, which no fresh copy can replace */
  constructor(
    file: string,
    cause: unknown,
    readonly ofCourse = false,
  ) {
    const reason = excerpt(systemProblem(cause), 200);
    super(`${file} cannot be read as a notebook: ${reason}. ${ofCourse ? remedyOfCourse(file) : remedyFor(cause)}`, {
      cause,
    });
  }
}

/** Only what was read can be damaged: a folder or a pipe is not. */
function remedyFor(cause: unknown): string {
  return cause instanceof SyntaxError
    ? 'It is damaged: mend it in a text editor, or take a fresh one.'
    : 'Mend that, or take a fresh one.';
}

function remedyOfCourse(file: string): string {
  return `It belongs to the course: take it from Git with "git checkout -- notebooks/${basename(file)}", or download the course again.`;
}

/**
 * Reads a notebook's file. A pipe is not opened: it would wait for somebody to write to it.
 *
 * @param options.ofCourse whether it is the course's own
 * @throws UnreadableNotebook when the file is no notebook, or no file
 */
export function readNotebook(file: string, { ofCourse = false }: { readonly ofCourse?: boolean } = {}): Notebook {
  try {
    if (!isFile(file)) throw new Error('it is a folder or a pipe, not a file');
    return parseNotebook(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UnreadableNotebook(file, error, ofCourse);
  }
}

/** @throws the system's error, or what stands for it */
function isFile(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch (error) {
    const isLink = systemErrorCode(error) === 'ENOENT' && isThere(file);
    throw isLink ? new Error('it is a link that leads nowhere', { cause: error }) : error;
  }
}

/** Whether anything has this name, also a link that leads nowhere. */
export function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false; // what holds it cannot be looked into
  }
}

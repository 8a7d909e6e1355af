import { quote, SafetensorsError, shorten } from './error';

const DAMAGED = 'The file is damaged: download or export it again.';
const SPACES = ' \t\n\r';
const INTEGER = /0|[1-9][0-9]*/y;
const NUMBER = /[-+.0-9eE]+/y;
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Reads the JSON of a header from left to right.
 *
 * JSON.parse is not used for the whole: it keeps the last of two equal keys, rounds large numbers, takes 1.5e1 for an
 * integer, and builds any nesting that a damaged file holds. This cursor allows what the header's grammar allows.
 */
export class Cursor {
  private position = 0;

  /**
   * @param file path of the file, for messages
   * @param text the header
   */
  constructor(
    readonly file: string,
    private readonly text: string,
  ) {}

  /** Reads `{ key: value, … }`, calling `readValue` at each value. Equal keys are refused. */
  object(what: string, readValue: (key: string) => void): void {
    const seen = new Set<string>();
    this.sequence(what, '{', '}', () => {
      const key = this.string(`a name in ${what}`);
      if (seen.has(key)) throw this.error(`${what} has the name ${quote(key)} twice`);
      seen.add(key);
      this.expect(':', what);
      readValue(key);
    });
  }

  /** Reads `[ 1, 2, … ]` of integers that are not negative; at most `longest` of them. */
  integers(what: string, longest: number): number[] {
    const values: number[] = [];
    this.sequence(what, '[', ']', () => {
      if (values.length === longest) throw this.error(`${what} has more than ${longest} numbers`);
      values.push(this.integer(what));
    });
    return values;
  }

  /** Reads a string. */
  string(what: string): string {
    this.skipSpace();
    const start = this.position;
    if (this.text[start] !== '"') throw this.unexpected(what, 'a string in double quotes');
    let end = start + 1;
    while (end < this.text.length && this.text[end] !== '"') end += this.text[end] === '\\' ? 2 : 1;
    if (end >= this.text.length) throw this.error(`${what} has no closing double quote`);
    this.position = end + 1;
    return this.unescape(this.text.slice(start, end + 1), what);
  }

  /** Refuses everything after this point except space. */
  end(): void {
    this.skipSpace();
    if (this.position < this.text.length) throw this.unexpected('the header', 'nothing more than spaces');
  }

  private sequence(what: string, open: string, close: string, readItem: () => void): void {
    this.expect(open, what);
    if (this.take(close)) return;
    do readItem();
    while (this.take(','));
    this.expect(close, what);
  }

  private integer(what: string): number {
    this.skipSpace();
    const start = this.position;
    const digits = this.match(INTEGER);
    const literal = digits + this.match(NUMBER);
    const value = Number(digits);
    if (digits !== '' && literal === digits && Number.isSafeInteger(value)) return value;
    if (literal !== '') {
      throw this.error(`${what} must hold integers from 0 to 2^53 - 1. Received ${shorten(literal)}`);
    }
    this.position = start;
    throw this.unexpected(what, 'an integer');
  }

  private unescape(literal: string, what: string): string {
    try {
      const value: unknown = JSON.parse(literal);
      if (typeof value === 'string' && !LONE_SURROGATE.test(value)) return value;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    throw this.error(`${what} is not valid text: ${quote(literal)}`);
  }

  private expect(character: string, what: string): void {
    if (!this.take(character)) throw this.unexpected(what, `"${character}"`);
  }

  private take(character: string): boolean {
    this.skipSpace();
    const found = this.text[this.position] === character;
    if (found) this.position++;
    return found;
  }

  private skipSpace(): void {
    while (this.position < this.text.length && SPACES.includes(this.text.charAt(this.position))) this.position++;
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.position += found.length;
    return found;
  }

  private unexpected(what: string, expected: string): SafetensorsError {
    const rest = this.text.slice(this.position, this.position + 20);
    const found = rest === '' ? 'the end of the header' : quote(rest);
    return this.error(`${what} must have ${expected} at character ${this.position} of the header. Received ${found}`);
  }

  private error(problem: string): SafetensorsError {
    return new SafetensorsError(this.file, `${problem}. ${DAMAGED}`);
  }
}

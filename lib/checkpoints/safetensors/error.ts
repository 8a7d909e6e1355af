import { withoutControls } from '../../spec/quoted';

const LONGEST_QUOTE = 80;

/** What goes wrong with a safetensors file: it is missing, damaged, not one at all, or cannot hold what it is given. */
export class SafetensorsError extends RangeError {
  override readonly name = 'SafetensorsError';
  /** The path of the file, as it was given. */
  readonly file: string;

  /**
   * @param file path of the file
   * @param problem what was wrong, what was received, and what to do
   * @param options the error this one came from, as `cause`
   */
  constructor(file: string, problem: string, options?: ErrorOptions) {
    super(`safetensors "${file}": ${problem}`, options);
    this.file = file;
  }
}

/** A text from a file, cut where a damaged file makes it endless. */
export function shorten(text: string): string {
  return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
}

/** A text from a file, shortened, escaped and in double quotes. */
export function quote(text: string): string {
  return withoutControls(JSON.stringify(shorten(text)));
}

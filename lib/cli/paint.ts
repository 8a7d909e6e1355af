/** Emphasis for a terminal. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
}

const style = (code: number) => (text: string) => `\x1b[${code}m${text}\x1b[0m`;

export const COLORED: Paint = { bold: style(1), dim: style(2) };
/** For files, and for terminals whose user asks for no colours. */
export const PLAIN: Paint = { bold: text => text, dim: text => text };

/** What a command prints to; tests pass their own. */
export interface Output {
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
  /** Whether what prints understands colours; plain text otherwise. */
  readonly colors?: boolean;
  /** Characters in a line of the terminal that prints; `COLUMNS` where there is none, or it is narrower. */
  readonly columns?: number;
}

/** What every terminal shows in a line. */
export const COLUMNS = 80;

/** A command of `npx convnets`, loaded only when it is called: some of them load TensorFlow. */
export interface Command {
  /** What it does, in one line of the usage. */
  readonly about: string;
  /**
   * @param args what follows the command's name
   * @returns the exit code
   */
  readonly run: (args: readonly string[], output: Output) => Promise<number>;
}

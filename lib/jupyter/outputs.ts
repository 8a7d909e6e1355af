import { cells, type Execution } from './execution';
import { cut } from './length';
import { nextTurn } from './turns';
import type { Content, Header } from './wire';

/** Sends a message about a request to all front ends. */
export type Publish = (type: string, content: Content, about: Header) => void;

type StreamName = 'stdout' | 'stderr';

interface Pending {
  readonly name: StreamName;
  readonly execution: Execution;
  text: string;
}

/** Printed text waits at most this long for more, because front ends drop messages beyond about 1000 a second. */
const GATHER_MS = 50;
/** Characters that may wait. */
const MOST_GATHERED = 1_000_000;
/** Characters of one print. A program may count on more of them than anybody reads. */
const MOST_PRINTED = 10_000_000;

/** Sends what code prints and shows to the cell that the code works for, even after that cell has ended. */
export class Outputs {
  readonly #publish: Publish;
  /** Gets the output of code of which nobody knows whose it is. */
  #latest: Execution | undefined;
  #pending: Pending | undefined;
  #sentAt = 0;

  constructor(publish: Publish) {
    this.#publish = publish;
  }

  /** From now on unowned output goes to this run of a cell. */
  begin(execution: Execution): void {
    this.#latest = execution;
  }

  /** Takes the process's output over. */
  capture(): void {
    process.stdout.write = this.#writer('stdout');
    process.stderr.write = this.#writer('stderr');
  }

  /** Sends a display message, in the form of tslab's `lastWriteDisplayData`. */
  readonly display = (content: object, update: boolean): void => {
    const execution = this.#owner();
    this.flush();
    if (execution) this.publish(update ? 'update_display_data' : 'display_data', { ...content }, execution);
  };

  /** Sends a message that belongs to a run, unless that is silent. */
  publish(type: string, content: Content, execution: Execution): void {
    if (!execution.silent) this.#publish(type, content, execution.header);
  }

  /** Prints a text into the cell that the running code works for. */
  print(name: StreamName, printed: string): void {
    const execution = this.#owner();
    if (execution === undefined || printed === '') return;
    const text = cut(printed, MOST_PRINTED);
    const pending = this.#pending;
    if (pending?.name === name && pending.execution === execution) pending.text += text;
    else {
      this.flush();
      this.#pending = { name, execution, text };
      nextTurn(() => this.flush());
    }
    // A loop that never returns to the event loop shows its text too.
    if (Date.now() - this.#sentAt > GATHER_MS || (this.#pending?.text.length ?? 0) > MOST_GATHERED) this.flush();
  }

  /** Sends printed text that still waits. */
  flush(): void {
    const pending = this.#pending;
    if (pending === undefined) return;
    this.#pending = undefined;
    this.#sentAt = Date.now();
    this.publish('stream', { name: pending.name, text: pending.text }, pending.execution);
  }

  #owner(): Execution | undefined {
    return cells.current ?? this.#latest;
  }

  #writer(name: StreamName): typeof process.stdout.write {
    return (chunk: string | Uint8Array, encoding?: unknown, callback?: unknown): boolean => {
      this.print(name, typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
      const written = typeof encoding === 'function' ? encoding : callback;
      if (typeof written === 'function') process.nextTick(() => written());
      return true;
    };
  }
}

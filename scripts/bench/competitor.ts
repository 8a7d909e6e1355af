/** The parent's side: a competitor in a process of its own. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Assignment, Ready, StepsRequest, Timing } from './protocol';

/** How a competitor's process is started. */
export interface Command {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
}

const LAST_WORDS = 2000;
const ANSWER_SECONDS = 600;

/** A competitor that has been given a job. */
export class Competitor {
  readonly name: string;
  /** What it said when it was ready for the job. */
  readonly ready: Ready;
  private readonly channel: Channel;

  private constructor(name: string, channel: Channel, ready: Ready) {
    this.name = name;
    this.channel = channel;
    this.ready = ready;
  }

  /**
   * Starts the process and waits until it is ready for the job.
   *
   * @throws Error with the end of what it printed, when the process stops
   */
  static async start(command: Command, assignment: Assignment): Promise<Competitor> {
    const channel = new Channel(command);
    return new Competitor(command.name, channel, await channel.ask<Ready>(assignment));
  }

  /** Lets it do some steps. */
  run(steps: number): Promise<Timing> {
    return this.channel.ask({ steps });
  }

  /** Ends the process and waits until it is gone. */
  stop(): Promise<void> {
    return this.channel.close();
  }
}

/** A process that answers each line with a line. */
class Channel {
  private readonly name: string;
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly lines: AsyncIterator<string>;
  private readonly ended: Promise<void>;
  private lastWords = '';

  constructor({ name, file, args }: Command) {
    this.name = name;
    this.child = spawn(file, [...args], { stdio: 'pipe' });
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
    this.child.stdin.on('error', () => {}); // The process may have ended; the missing answer reports that.
    this.child.stderr.on('data', chunk => {
      this.lastWords = `${this.lastWords}${chunk}`.slice(-LAST_WORDS);
    });
    this.ended = new Promise(resolve => {
      this.child.on('close', () => resolve());
      this.child.on('error', error => {
        this.lastWords += error.message;
        resolve();
      });
    });
  }

  async ask<Answer extends Ready | Timing>(message: Assignment | StepsRequest): Promise<Answer> {
    const limit = setTimeout(() => {
      this.lastWords += `It was killed: no answer in ${ANSWER_SECONDS} seconds.`;
      this.child.kill('SIGKILL');
    }, ANSWER_SECONDS * 1000);
    this.child.stdin.write(`${JSON.stringify(message)}\n`);
    const { value, done } = await this.lines.next();
    clearTimeout(limit);
    if (done !== true) return JSON.parse(value) as Answer; // see protocol.ts
    await this.ended;
    throw new Error(`${this.name} stopped before it answered. It printed last:\n${this.lastWords.trim()}`);
  }

  async close(): Promise<void> {
    this.child.stdin.end();
    await this.ended;
  }
}

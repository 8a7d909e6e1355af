import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import * as tslabJupyter from 'tslab/dist/jupyter';
import { reportBackgroundErrors } from './background';
import type { ChannelsData, Connection, Incoming, Outgoing, RequestChannel } from './channels';
import { cells, type Execution } from './execution';
import type { CellExecutor } from './executor';
import { refuseExits } from './exits';
import { describeThrown, type Failure } from './failure';
import { flags, guarded, KERNEL } from './flags';
import { acknowledgeRequest, acknowledgeTermination, currentSignal, Interrupted } from './interrupt';
import { failed, type Outcome } from './outcome';
import { Outputs } from './outputs';
import { type Responder, responders } from './requests';
import { nextTurn } from './turns';
import { answer, type Content, encode, type Header, type Message } from './wire';

interface Request {
  readonly channel: RequestChannel;
  readonly message: Message;
  readonly arrived: bigint;
}

const UNAWAITED = 'No cell waits for this work. Catch its errors there, or write await where a cell starts it.';

/** Speaks with Jupyter. It takes the place of tslab's server. */
export class KernelServer {
  readonly #executor: CellExecutor;
  readonly #connection: Connection;
  readonly #responders: Readonly<Record<string, Responder>>;
  readonly #outputs = new Outputs((type, content, about) => this.#publish(type, content, about));
  readonly #received: Incoming[] = [];
  readonly #queue: Request[] = [];
  #worker: Worker | undefined;
  #running: Header | undefined;
  #count = 0;
  /** Cells that came before this moment are not run, because one before them failed. */
  #abortUntil = 0n;

  constructor({ executor }: { readonly executor: CellExecutor }, connectionFile: string) {
    this.#executor = executor;
    this.#connection = JSON.parse(readFileSync(connectionFile, 'utf8'));
    this.#responders = responders(executor);
  }

  /** Opens the channels. */
  init(): void {
    const workerData: ChannelsData = { connection: this.#connection, flags };
    // No execArgv: the thread needs no preload.
    this.#worker = new Worker(join(__dirname, 'channels.js'), { workerData, execArgv: [] });
    this.#worker.on('message', (incoming: Incoming) => this.#receive(incoming));
    const exit = refuseExits();
    this.#worker.on('exit', () => exit());
    this.#outputs.capture();
    Object.assign(tslabJupyter, { lastWriteDisplayData: this.#outputs.display });
    reportBackgroundErrors(thrown => this.#reportBackgroundError(thrown));
  }

  #receive(incoming: Incoming): void {
    // Kept where a termination that comes now does not lose it.
    this.#received.push(incoming);
    guarded(() => {
      cells.leave();
      for (let next = this.#received.shift(); next; next = this.#received.shift()) this.#take(next);
    }, KERNEL);
  }

  #take(incoming: Incoming): void {
    if (incoming.kind === 'terminated') {
      acknowledgeTermination();
      this.#executor.terminated();
      // What was about to run the next cell may be lost.
      this.#next();
      return;
    }
    const type = incoming.message.header.msg_type.replace(/_request$/, '');
    if (type === 'execute') {
      this.#queue.push(incoming);
      this.#next();
      return;
    }
    if (type === 'interrupt') acknowledgeRequest();
    this.#respond(incoming, type);
  }

  #respond({ channel, message }: Request, type: string): void {
    this.#publish('status', { execution_state: 'busy' }, message.header);
    if (type === 'shutdown') this.#reply(channel, message, { restart: message.content.restart === true });
    const respond = this.#responders[type];
    if (respond) {
      const content = attempt(() => respond(message.content));
      this.#reply(channel, message, content);
    }
    this.#publish('status', { execution_state: 'idle' }, message.header);
    // Front ends show the state they heard last, and a cell may be running on.
    if (this.#running) this.#publish('status', { execution_state: 'busy' }, this.#running);
    if (type === 'shutdown') this.close();
  }

  /** Runs the next cell, if none is running. */
  #next(): void {
    if (this.#running) return;
    const request = this.#queue.shift();
    if (request === undefined) return;
    const { header } = request.message;
    this.#running = header;
    this.#publish('status', { execution_state: 'busy' }, header);
    if (request.arrived <= this.#abortUntil) this.#end(request, { status: 'aborted' });
    else this.#execute(request);
  }

  #execute(request: Request): void {
    const { header, content } = request.message;
    const silent = content.silent === true;
    const stored = !silent && content.store_history !== false;
    if (stored) this.#count += 1;
    const count = this.#count;
    const code = String(content.code);
    const execution: Execution = { header, silent, signal: currentSignal() };
    this.#outputs.begin(execution);
    this.#outputs.publish('execute_input', { code, execution_count: count }, execution);
    // A run that is not counted must not pass for the cell of that number.
    const name = stored ? `cell[${count}]` : `cell[${count}+]`;
    this.#executor.run(code, name, execution, outcome => this.#finish(request, execution, count, outcome));
  }

  #finish(request: Request, execution: Execution, execution_count: number, outcome: Outcome): void {
    const reply = { execution_count, user_expressions: {}, payload: [] };
    const failure = this.#show(execution, execution_count, outcome);
    if (failure === undefined) {
      this.#end(request, reply);
      return;
    }
    if (request.message.content.stop_on_error !== false) this.#abortUntil = process.hrtime.bigint();
    this.#end(request, { status: 'error', ...failure, ...reply });
  }

  /** Sends what a cell ended with, and gives its failure. A value that cannot be sent is one, so that the cell does end. */
  #show(execution: Execution, execution_count: number, outcome: Outcome): Failure | undefined {
    this.#outputs.flush();
    if ('failure' in outcome) {
      this.#outputs.publish('error', { ...outcome.failure }, execution);
      return outcome.failure;
    }
    const { data } = outcome;
    try {
      if (data !== undefined) {
        this.#outputs.publish('execute_result', { execution_count, data, metadata: {} }, execution);
      }
      return undefined;
    } catch (error) {
      return this.#show(execution, execution_count, failed(error));
    }
  }

  #end({ channel, message }: Request, content: Content): void {
    this.#reply(channel, message, content);
    this.#publish('status', { execution_state: 'idle' }, message.header);
    this.#running = undefined;
    nextTurn(() => this.#next());
  }

  #reply(channel: RequestChannel, { header, identities }: Message, content: Content): void {
    const type = header.msg_type.replace(/_request$/, '_reply');
    this.#send(channel, answer(header, type, { status: 'ok', ...content }, identities));
  }

  #publish(type: string, content: Content, about: Header): void {
    this.#send('iopub', answer(about, type, content));
  }

  #send(channel: RequestChannel | 'iopub', message: Message): void {
    this.#post({ kind: 'send', channel, frames: encode(message, this.#connection.key) });
  }

  #post(message: Outgoing): void {
    this.#worker?.postMessage(message);
  }

  /** Prints an error that no cell waits for, short, into the cell whose work it ended. */
  #reportBackgroundError(thrown: unknown): void {
    if (Interrupted.is(thrown)) return;
    this.#outputs.print('stderr', `Uncaught ${describeThrown(thrown).traceback.join('\n')}\n${UNAWAITED}\n`);
  }

  /** Closes the channels, after what was sent, and then ends the process. */
  close(): void {
    this.#executor.close();
    this.#post({ kind: 'close' });
  }
}

function attempt(f: () => Content): Content {
  try {
    return f();
  } catch (error) {
    return { status: 'error', ...describeThrown(error) };
  }
}

import { Session } from 'node:inspector';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import * as zmq from 'zeromq';
import { DECIDED, DONE, type Flags, GUARDED, KERNEL, NONE, REQUEST, TERMINATION } from './flags';
import { decode, type Message } from './wire';

/*
 * The thread that owns the kernel's sockets. It is never busy with a learner's code, so it hears an interrupt or a
 * shutdown whatever the main thread does, and it can end what the main thread does.
 */

/** The connection file that Jupyter writes. */
export interface Connection {
  readonly transport: string;
  readonly ip: string;
  readonly key: string;
  readonly shell_port: number;
  readonly control_port: number;
  readonly iopub_port: number;
  readonly stdin_port: number;
  readonly hb_port: number;
}

export interface ChannelsData {
  readonly connection: Connection;
  readonly flags: Flags;
}

export type RequestChannel = 'shell' | 'control';

/** To the main thread. */
export type Incoming =
  | {
      readonly kind: 'request';
      readonly channel: RequestChannel;
      readonly message: Message;
      /** When it came, in ns of `process.hrtime`, a clock that both threads share. */
      readonly arrived: bigint;
    }
  | { readonly kind: 'terminated' };

/** From the main thread. */
export type Outgoing =
  | { readonly kind: 'send'; readonly channel: RequestChannel | 'iopub'; readonly frames: readonly Uint8Array[] }
  | { readonly kind: 'close' };

/** How long the main thread may take to return to its event loop and stop in order; then its code is terminated. */
const GRACE_MS = 2000;
/** How much longer a call may take that should not be terminated halfway (see `guarded`). */
const GUARD_MS = 10_000;

class Channels {
  readonly #shell = new zmq.Router();
  readonly #control = new zmq.Router();
  readonly #iopub = new zmq.Publisher();
  /** Open because clients connect to it; this kernel asks for no input. */
  readonly #stdin = new zmq.Router();
  readonly #heartbeat = new zmq.Reply();
  readonly #connection: Connection;
  readonly #flags: Flags;
  readonly #main: MessagePort;
  #requests = 0;
  #sent: Promise<void> = Promise.resolve();

  constructor({ connection, flags }: ChannelsData, main: MessagePort) {
    this.#connection = connection;
    this.#flags = flags;
    this.#main = main;
  }

  async open(): Promise<void> {
    const { transport, ip, ...ports } = this.#connection;
    const address = (port: number): string => `${transport}://${ip}${transport === 'ipc' ? '-' : ':'}${port}`;
    await Promise.all([
      this.#shell.bind(address(ports.shell_port)),
      this.#control.bind(address(ports.control_port)),
      this.#iopub.bind(address(ports.iopub_port)),
      this.#stdin.bind(address(ports.stdin_port)),
      this.#heartbeat.bind(address(ports.hb_port)),
    ]);
    this.#main.on('message', (message: Outgoing) => this.#fromMain(message));
    endWithParent();
    void this.#echo();
    void this.#listen('shell', this.#shell);
    void this.#listen('control', this.#control);
  }

  #fromMain(message: Outgoing): void {
    if (message.kind === 'close') {
      this.#sent = this.#sent.then(() => this.#close());
      return;
    }
    const socket = { shell: this.#shell, control: this.#control, iopub: this.#iopub }[message.channel];
    // A socket takes one message at a time.
    this.#sent = this.#sent.then(() => socket.send(message.frames.map(frame => Buffer.from(frame))));
  }

  async #echo(): Promise<void> {
    for await (const frames of this.#heartbeat) await this.#heartbeat.send(frames);
  }

  async #listen(channel: RequestChannel, socket: zmq.Router): Promise<void> {
    for await (const frames of socket) {
      const arrived = process.hrtime.bigint();
      const message = this.#decode(frames);
      if (message === undefined) continue;
      const { msg_type } = message.header;
      if (msg_type === 'interrupt_request' || msg_type === 'shutdown_request') this.#interrupt();
      this.#main.postMessage({ kind: 'request', channel, message, arrived } satisfies Incoming);
    }
  }

  /** A message that is not Jupyter's, or not signed with the key, is dropped, as Jupyter's own kernels do. */
  #decode(frames: readonly Uint8Array[]): Message | undefined {
    try {
      return decode(frames, this.#connection.key);
    } catch {
      return undefined;
    }
  }

  #interrupt(): void {
    this.#requests += 1;
    const request = this.#requests;
    const before = Atomics.exchange(this.#flags, REQUEST, request);
    // Asked again while the first request still waits: the learner does not want to wait longer.
    const grace = before === 0 ? GRACE_MS : 0;
    const latest = Date.now() + grace + GUARD_MS;
    setTimeout(() => this.#terminate(request, latest), grace).unref();
  }

  /** Terminates the code of the main thread, unless its event loop has dealt with the request. */
  #terminate(request: number, latest: number): void {
    Atomics.store(this.#flags, TERMINATION, DECIDED);
    const waits = Atomics.load(this.#flags, REQUEST) === request;
    const guards = Date.now() < latest ? [GUARDED, KERNEL] : [KERNEL];
    const spared = guards.some(index => Atomics.load(this.#flags, index) > 0);
    if (!waits || spared) {
      Atomics.store(this.#flags, TERMINATION, NONE);
      if (waits) setTimeout(() => this.#terminate(request, latest), 50);
      return;
    }
    const session = new Session();
    session.connectToMainThread();
    session.post('Runtime.terminateExecution', () => {
      session.disconnect();
      Atomics.store(this.#flags, TERMINATION, DONE);
      this.#main.postMessage({ kind: 'terminated' } satisfies Incoming);
    });
  }

  #close(): void {
    for (const socket of [this.#shell, this.#control, this.#iopub, this.#stdin, this.#heartbeat]) socket.close();
    this.#main.close();
  }
}

/** Ends the process when Jupyter is gone without a word, so that no kernel with its memory stays behind. */
function endWithParent(): void {
  const parent = process.ppid;
  if (process.env.JPY_PARENT_PID !== String(parent)) return;
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
  }, 1000).unref();
}

if (parentPort !== null) {
  // The main thread starts this file with these data.
  void new Channels(workerData as ChannelsData, parentPort).open();
}

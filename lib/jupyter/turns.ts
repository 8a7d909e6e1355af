import timers from 'node:timers';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { bare } from './bare';
import { cells } from './execution';

type Callback = (...args: unknown[]) => void;

/** What `setImmediate` gives. An open channel keeps the kernel alive, so that `ref` and `unref` have nothing to do. */
class Immediate {
  readonly turn: number;

  constructor(turn: number) {
    this.turn = turn;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }
}

const waiting = new Map<number, () => void>();
const ways = [openWay(), openWay()];
let count = 0;
/** Which of the two ways delivers now. What is started meanwhile takes the other one, so that the event loop goes on. */
let delivering = 0;

function openWay(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  port2.on('message', (turn: number) => {
    // A termination may have left the owner of what it ended.
    cells.leave();
    delivering = ways.indexOf(port1);
    const call = waiting.get(turn);
    waiting.delete(turn);
    call?.();
  });
  return port1;
}

/**
 * Calls a function of the kernel itself in a later turn of the event loop. It belongs to no cell, whatever cell's code
 * runs now, so that it is called even after that cell is stopped.
 */
export function nextTurn(call: () => void): Immediate {
  count += 1;
  waiting.set(count, call);
  ways[1 - delivering]?.postMessage(count);
  return new Immediate(count);
}

/**
 * Gives `setImmediate` a form that survives when the code it calls is terminated (see channels.ts). Node itself keeps a
 * list of what is to be called in the next turn of the event loop; terminated on its way through that list, it takes the
 * same entry again without end. Messages of a port are calls of their own, with no list around them.
 */
export function replaceImmediates(): void {
  const { clearImmediate } = timers;
  const own = {
    // A proxy, which has the form for `util.promisify`, too.
    setImmediate: new Proxy(
      timers.setImmediate,
      bare({
        apply: (original, self, args: [Callback, ...unknown[]]) => {
          const [callback, ...rest] = args;
          // Node's own words about what is no function.
          if (typeof callback !== 'function') return Reflect.apply(original, self, args);
          return nextTurn(() => callback(...rest));
        },
      }),
    ),
    clearImmediate: (immediate: unknown): void => {
      if (immediate instanceof Immediate) waiting.delete(immediate.turn);
      else clearImmediate(immediate as NodeJS.Immediate); // whatever it is, Node passes over what is none of its own
    },
  };
  Object.assign(globalThis, own);
  Object.assign(timers, own);
}

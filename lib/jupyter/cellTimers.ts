import { bare } from './bare';
import { goesOn, interruption } from './interrupt';

type Callback = (...args: unknown[]) => unknown;

/**
 * What a cell's own code finds under the names of timers. After an interrupt nothing that a stopped cell has scheduled is
 * called any more, and it can schedule nothing new: the first attempt throws, and nothing comes of more. Only a promise that
 * waits for its timer still settles, so that what awaits it comes to its end. The library and packages have Node's own: their
 * work ends in order (see `interruption`).
 *
 * @returns name → function.
 */
export function cellTimers(): Readonly<Record<string, object>> {
  return {
    setTimeout: stoppable(setTimeout, once),
    setInterval: stoppable(setInterval, repeated),
    setImmediate: stoppable(setImmediate, once),
    queueMicrotask: stoppable(queueMicrotask, once),
  };
}

/** A proxy, which keeps the form for `util.promisify`. */
function stoppable<F extends object>(schedule: F, guard: (callback: Callback) => Callback): F {
  return new Proxy(
    schedule,
    bare({
      apply: (target, self, [callback, ...rest]) => {
        if (!goesOn()) interruption.throwIfRequested();
        // Every function given to this one takes a callback and perhaps more; Node refuses what is no function.
        const call = target as unknown as Callback;
        return Reflect.apply(call, self, [typeof callback === 'function' ? guard(callback) : callback, ...rest]);
      },
    }),
  );
}

function once(callback: Callback): Callback {
  // What a stopped cell that goes on waits for does not come.
  const settling = settles(callback) && !goesOn();
  return function (this: unknown, ...args: unknown[]): unknown {
    return interruption.requested && !settling ? undefined : Reflect.apply(callback, this, args);
  };
}

function repeated(callback: Callback): Callback {
  return function (this: NodeJS.Timeout, ...args: unknown[]): unknown {
    return interruption.requested ? clearInterval(this) : Reflect.apply(callback, this, args);
  };
}

/** The functions that settle a promise are no code of the learner's, and the engine says so of them. */
function settles(callback: Callback): boolean {
  return Function.prototype.toString.call(callback).endsWith('{ [native code] }');
}

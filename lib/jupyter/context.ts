import timers from 'node:timers';
import { promiseHooks } from 'node:v8';
import { bare } from './bare';

/**
 * Remembers on whose behalf code runs, across `await`, timers and microtasks.
 *
 * Node's AsyncLocalStorage does the same, but before Node 24 it rests on async hooks, and Node ends the whole process
 * when a running script is terminated (see channels.ts) between two such hooks. This one survives a termination.
 */
export class Context<T extends object> {
  #current: T | undefined;
  #drop: (owner: T) => boolean = () => false;

  /** The owner of the code that runs now, or undefined outside of every `run`. */
  get current(): T | undefined {
    return this.#current;
  }

  /**
   * Calls a function on behalf of an owner. What the function starts belongs to the owner too.
   *
   * @param owner - what `current` gives until the function returns, and later in its continuations.
   * @param f - the function.
   * @returns what the function returns.
   */
  run<R>(owner: T, f: () => R): R {
    const outer = this.#current;
    this.#current = owner;
    try {
      return f();
    } finally {
      this.#current = outer;
    }
  }

  /** Forgets the owner. A terminated script did not do it itself. */
  leave(): void {
    this.#current = undefined;
  }

  /**
   * Starts to follow promises and timers. Costs 0.3 µs per `await`, so only a kernel does it.
   *
   * @param drop - whether what an owner has scheduled must not be called any more.
   */
  follow(drop: (owner: T) => boolean): void {
    this.#drop = drop;
    promiseHooks.createHook({
      init: promise => {
        if (this.#current !== undefined) new Mark(promise, this.#current);
      },
      before: promise => {
        this.#current = Mark.ownerOf<T>(promise);
      },
      after: () => this.leave(),
    });
    for (const name of ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'] as const) {
      const own = { [name]: this.#following(globalThis[name]) };
      Object.assign(globalThis, own);
      if (name in timers) Object.assign(timers, own);
    }
    process.nextTick = this.#following(process.nextTick);
  }

  /** The same function, whose first argument, a callback, will run on behalf of the caller's owner. */
  #following<F extends object>(schedule: F): F {
    return new Proxy(
      schedule,
      bare({
        apply: (target, self, [callback, ...rest]) => {
          // Every function given to this method is one that takes a callback and perhaps more.
          const call = target as unknown as (...args: unknown[]) => unknown;
          return Reflect.apply(call, self, [this.#owned(callback), ...rest]);
        },
      }),
    );
  }

  #owned(callback: unknown): unknown {
    const owner = this.#current;
    if (owner === undefined || typeof callback !== 'function') return callback;
    const run = (f: () => unknown): unknown => (this.#drop(owner) ? undefined : this.run(owner, f));
    return function (this: unknown, ...args: unknown[]): unknown {
      return run(() => Reflect.apply(callback, this, args));
    };
  }
}

function same(given: object): object {
  return given;
}

/**
 * The owner of a promise, kept in a private field on the promise itself. A WeakMap of all promises takes ten times as
 * long, most of it to collect its garbage; a property would be seen in what `console.log` writes of a promise.
 */
// A constructor may be any function that returns the object that is to get the fields; TypeScript knows classes only.
class Mark extends (same as unknown as new (given: object) => object) {
  readonly #owner: object;

  constructor(promise: object, owner: object) {
    super(promise);
    this.#owner = owner;
  }

  static ownerOf<T extends object>(promise: object): T | undefined {
    // There is one context only, so the owner is of its type.
    return #owner in promise ? (promise.#owner as T) : undefined;
  }
}

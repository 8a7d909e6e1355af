import { promiseHooks } from 'node:v8';

/**
 * Remembers on whose behalf code runs, across `await`, timers and microtasks.
 *
 * Node's AsyncLocalStorage does the same, but before Node 24 it rests on async hooks, and Node ends the whole process
 * when a running script is terminated (see channels.ts) between two such hooks. This one survives a termination.
 */
export class Context<T extends object> {
  #current: T | undefined;
  readonly #owners = new WeakMap<Promise<unknown>, T>();

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

  /** Starts to follow promises and timers. Costs 0.4 µs per `await`, so only a kernel does it. */
  follow(): void {
    promiseHooks.createHook({
      init: promise => {
        if (this.#current !== undefined) this.#owners.set(promise, this.#current);
      },
      before: promise => {
        this.#current = this.#owners.get(promise);
      },
      after: () => this.leave(),
    });
    for (const name of ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'] as const) {
      Object.assign(globalThis, { [name]: this.#following(globalThis[name]) });
    }
    process.nextTick = this.#following(process.nextTick);
  }

  /** The same function, whose first argument, a callback, will run on behalf of the caller's owner. */
  #following<F extends object>(schedule: F): F {
    return new Proxy(schedule, {
      apply: (target, self, [callback, ...rest]) => {
        // Every function given to this method is one that takes a callback and perhaps more.
        const call = target as unknown as (...args: unknown[]) => unknown;
        return Reflect.apply(call, self, [this.#owned(callback), ...rest]);
      },
    });
  }

  #owned(callback: unknown): unknown {
    const owner = this.#current;
    if (owner === undefined || typeof callback !== 'function') return callback;
    const run = <R>(f: () => R): R => this.run(owner, f);
    return function (this: unknown, ...args: unknown[]): unknown {
      return run(() => Reflect.apply(callback, this, args));
    };
  }
}

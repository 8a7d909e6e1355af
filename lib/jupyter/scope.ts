import { existsSync, readFileSync } from 'node:fs';
import type { SideOutput } from 'tslab/dist/converter';
import { type ConverterSet, createExecutor, type Executor } from 'tslab/dist/executor';
import { bare } from './bare';
import type { Emitted } from './compiler';
import { guarded } from './flags';
import { addSource } from './sources';

// Taken before the preload puts its own in this place.
const createStockExecutor = createExecutor;

/** What the code of a cell finds under the global name `__tslab__`. */
interface CellGlobals {
  exports: Record<string, unknown>;
  require: NodeJS.Require;
}

/**
 * The variables of the cells and the modules beside the notebook. tslab's own executor keeps the modules; it runs no cells
 * here.
 */
export class Scope {
  #compiled: SideOutput[] = [];
  readonly #variables: Record<string, unknown> = {};
  readonly #stock: Executor;

  constructor(folder: string, converters: ConverterSet) {
    // The executor takes modules from its converter only, so this one passes on what #compiled holds.
    const node = { ...converters.node, convert: () => ({ diagnostics: [], sideOutputs: this.#compiled }) };
    // Not `converters.browser`: to ask for that makes a second compiler, of 80 MB.
    this.#stock = createStockExecutor(folder, { node, browser: node, close: () => undefined }, console);
    const { __tslab__ } = globalThis as unknown as { __tslab__: CellGlobals }; // set by the executor
    __tslab__.exports = new Proxy(this.#variables, bare({ defineProperty: keep }));
    __tslab__.require = new Proxy(
      __tslab__.require,
      bare<ProxyHandler<NodeJS.Require>>({
        // A package is loaded to its end, if that comes: some do not work when they are loaded again. A file beside the
        // notebook is the learner's own.
        apply: (target, self, args) => {
          const load = (): unknown => Reflect.apply(target, self, args);
          return String(args[0]).startsWith('./') ? load() : guarded(load);
        },
      }),
    );
  }

  /** Makes compiled files beside the notebook available to `import`. */
  addModules(outputs: readonly SideOutput[], emitted: ReadonlyMap<string, Emitted>): void {
    if (outputs.length === 0) return;
    for (const { path, data } of outputs) {
      const source = [path.replace(/\.js$/, '.ts'), path].find(file => existsSync(file));
      const { trace } = emitted.get(data) ?? {};
      if (source && trace) addSource(path, { name: source, text: readFileSync(source, 'utf8'), trace });
    }
    this.#compiled = [...outputs];
    void this.#stock.execute('');
  }

  /**
   * Makes room for the variables that a cell is going to define.
   *
   * @returns what brings back those that were there, and forgets those that were not.
   */
  renew(names: readonly string[]): () => void {
    const forget = (): void => {
      for (const name of names) delete this.#variables[name];
    };
    const known = names.flatMap(name => {
      const descriptor = Object.getOwnPropertyDescriptor(this.#variables, name);
      return descriptor ? [{ name, descriptor }] : [];
    });
    forget();
    return () => {
      forget();
      for (const { name, descriptor } of known) Object.defineProperty(this.#variables, name, descriptor);
    };
  }

  /** Takes a variable out. */
  take(name: string): unknown {
    const value = this.#variables[name];
    delete this.#variables[name];
    return value;
  }
}

/** Keeps what a cell may assign to anew: an import, which comes as a getter, by its value, and what cells share as it is. */
function keep(variables: Record<string, unknown>, name: PropertyKey, descriptor: PropertyDescriptor): boolean {
  if (name === '__esModule') return true;
  const { get, set, value } = bare(descriptor);
  const common = { enumerable: true, configurable: true };
  const shared = set === undefined ? { value: get ? get() : value, writable: true } : { get, set };
  return Reflect.defineProperty(variables, name, bare({ ...common, ...shared }));
}

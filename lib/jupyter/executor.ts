import type { CompletionInfo, ConvertResult } from 'tslab/dist/converter';
import type { ConverterSet } from 'tslab/dist/executor';
import { getCodeMetadata } from 'tslab/dist/metadata';
import { type Emitted, takeEmitted } from './compiler';
import { describeDiagnostics, TOO_DEEP } from './diagnostics';
import { cells, type Execution } from './execution';
import type { Failure } from './failure';
import { guarded, KERNEL, releaseGuards } from './flags';
import { helpAt } from './help';
import { Interrupted, interruptAll, interruption } from './interrupt';
import { failed, type Outcome, outcomeOf } from './outcome';
import type { Position } from './positions';
import { repair } from './repair';
import { Scope } from './scope';
import { installCellFunctions, runScript } from './script';
import { addSource } from './sources';
import { nextTurn } from './turns';
import { withoutExport } from './withoutExport';

/** A cell that is ready to run. What is emitted for it is known, unless it has no code. */
type Compiled = ConvertResult & Partial<Emitted>;

/** How long an interrupted cell may take to end by itself, which tells the line where it was. */
const SETTLE_MS = 500;

/** Compiles and runs cells, one at a time. It takes the place of tslab's executor. */
export class CellExecutor {
  readonly #converters: ConverterSet;
  readonly #scope: Scope;
  /** Declarations of all that earlier cells have defined. */
  #declarations = '';
  #finish: ((outcome: Outcome) => void) | undefined;
  #signal: AbortSignal | undefined;
  /** Takes back what the running cell has defined. */
  #undo = nothing;

  constructor(folder: string, converters: ConverterSet) {
    this.#converters = converters;
    this.#scope = new Scope(folder, converters);
    installCellFunctions();
  }

  /**
   * Runs a cell.
   *
   * @param code - the cell.
   * @param name - what stacks call it.
   * @param execution - the run that its output belongs to.
   * @param done - called once, when the cell has ended. No promise, because a termination drops promise reactions.
   */
  run(code: string, name: string, execution: Execution, done: (outcome: Outcome) => void): void {
    let timer: NodeJS.Timeout | undefined;
    const interrupted = (): void => {
      timer = setTimeout(() => finish(failed(new Interrupted())), SETTLE_MS);
    };
    const finish = (outcome: Outcome): void =>
      guarded(() => {
        if (this.#finish !== finish) return;
        this.#finish = undefined;
        // A failed cell defines nothing: what it has begun to define would be out of reach, and fill the memory.
        if ('failure' in outcome) this.#undo();
        this.#undo = nothing;
        clearTimeout(timer);
        execution.signal.removeEventListener('abort', interrupted);
        cells.leave();
        done(outcome);
      }, KERNEL);
    this.#finish = finish;
    this.#signal = execution.signal;
    execution.signal.addEventListener('abort', interrupted);
    // In a turn of its own, so that a termination of the cell does not terminate the caller.
    nextTurn(() => cells.run(execution, () => this.#start(code, name, finish)));
  }

  #start(code: string, name: string, finish: (outcome: Outcome) => void): void {
    releaseGuards();
    try {
      const compiled = guarded(() => tooDeepOr(() => this.#compile(code, name)), KERNEL);
      if ('failure' in compiled) {
        finish(compiled);
        return;
      }
      interruption.throwIfRequested();
      const { awaits: isAsync = false, defines = [] } = compiled;
      this.#undo = this.#scope.renew(defines);
      const returned = runScript(compiled.output ?? '', name, isAsync);
      const succeed = (): void => finish(outcomeOf(() => this.#keep(compiled)));
      if (isAsync) Promise.resolve(returned).then(succeed, error => finish(failed(error)));
      else succeed();
    } catch (error) {
      finish(failed(error));
    }
  }

  #compile(code: string, name: string): Compiled | { readonly failure: Failure } {
    const { node } = this.#converters;
    const meta = getCodeMetadata(code);
    if (meta.module !== undefined) return this.#checked({ diagnostics: node.addModule(meta.module, code, meta) }, code);
    const converted = node.convert(this.#declarations, withoutExport(code));
    const emitted = takeEmitted();
    const cell = emitted.get(converted.output ?? '');
    if (cell !== undefined) {
      addSource(name, { name, text: code, trace: generated => withoutPrefix(cell.trace(generated)) });
    }
    this.#scope.addModules(converted.sideOutputs ?? [], emitted);
    return this.#checked({ ...converted, ...cell }, code);
  }

  #checked(converted: Compiled, code: string): Compiled | { readonly failure: Failure } {
    const { diagnostics } = converted;
    if (diagnostics.length === 0) return converted;
    return { failure: describeDiagnostics(diagnostics, code, this.#declarations) };
  }

  /** Keeps what a cell has defined for later cells, and gives the value of its last expression. */
  #keep({ declOutput = '', lastExpressionVar }: ConvertResult): unknown {
    this.#declarations = declOutput;
    this.#undo = nothing;
    return lastExpressionVar === undefined ? undefined : this.#scope.take(lastExpressionVar);
  }

  /** Ends the running cell at once, after its code was terminated, but no cell that came after the interrupt. */
  terminated(): void {
    repair();
    if (this.#signal?.aborted !== true) return;
    const message = 'The cell was stopped in the middle of a calculation. The variables of earlier cells are kept.';
    this.#finish?.(failed(new Interrupted(message)));
  }

  /** tslab's main calls this on SIGINT. */
  interrupt(): void {
    interruptAll();
  }

  /**
   * Describes the symbol at a position of a cell, and the call that the position is in.
   *
   * @returns types and documentation, or undefined where there is neither.
   */
  inspect(code: string, position: number): string | undefined {
    const { node } = this.#converters;
    return guarded(() => helpAt(code, position, place => node.inspect(this.#declarations, code, place)), KERNEL);
  }

  /** Lists what could be completed at a position of a cell. */
  complete(code: string, position: number): CompletionInfo {
    return guarded(() => this.#converters.node.complete(this.#declarations, code, position), KERNEL);
  }

  /** Ends the compiler, which watches files. */
  close(): void {
    this.#converters.close();
  }
}

function nothing(): void {}

function tooDeepOr<T>(compile: () => T): T | { readonly failure: Failure } {
  try {
    return compile();
  } catch (error) {
    if (error instanceof RangeError) return { failure: TOO_DEEP };
    throw error;
  }
}

/** tslab puts a line of its own in front of the code that it compiles. */
function withoutPrefix(position: Position | undefined): Position | undefined {
  return position && { line: position.line - 1, column: position.column };
}

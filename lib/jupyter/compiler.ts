import original from '@tslab/typescript-for-tslab';
import { definedBy, shareImports, shareVariables } from './exports';
import { withFieldNames } from './fieldNames';
import { awaitsIn, checkAfterAwait } from './instrument';
import { survivingFailures } from './overflow';
import { type Position, type Trace, through, traceOf } from './positions';

const INLINE_MAP = /\n?\/\/# sourceMappingURL=data:application\/json;base64,([\w+/=]+)\s*$/;
const MAP_COMMENT = /\n?\/\/# sourceMappingURL=\S+\s*$/;

/** What is known of code that the compiler has emitted. */
export interface Emitted {
  /** The way back to the TypeScript source. */
  readonly trace: Trace;
  /** It has to run in an asynchronous function. */
  readonly awaits: boolean;
  /** The variables that it defines for later cells. */
  readonly defines: readonly string[];
}

let emitted = new Map<string, Emitted>();

/**
 * What is known of all that the compiler has emitted since the last call.
 *
 * @returns emitted code → what is known of it.
 */
export function takeEmitted(): ReadonlyMap<string, Emitted> {
  const taken = emitted;
  emitted = new Map();
  return taken;
}

/**
 * Makes tslab's converter, which must not be loaded yet, keep its source maps. It compiles a cell in two steps and drops
 * the maps of both: now the first step carries its map inside its output, and the second keeps the way back.
 */
export function replaceCompiler(): void {
  const module = require.cache[require.resolve('@tslab/typescript-for-tslab')];
  if (module === undefined) throw new Error('The TypeScript of tslab is not where it was in tslab 1.0.22.');
  const own = { createWatchCompilerHost, transpileModule };
  // Own properties, because tslab copies only those.
  module.exports = Object.defineProperties(
    {},
    { ...Object.getOwnPropertyDescriptors(original), ...Object.getOwnPropertyDescriptors(own) },
  );
}

type Host = typeof original.createWatchCompilerHost<original.EmitAndSemanticDiagnosticsBuilderProgram>;

const createWatchCompilerHost = (...[files, options, system, create, ...rest]: Parameters<Host>): ReturnType<Host> => {
  const { createProgram, compileThen } = survivingFailures(
    withFieldNames(create ?? original.createEmitAndSemanticDiagnosticsBuilderProgram),
  );
  const host = original.createWatchCompilerHost(
    files,
    { ...options, inlineSourceMap: true },
    system,
    createProgram,
    ...rest,
  );
  return { ...host, setTimeout: compileThen(host) };
};

function transpileModule(input: string, options: original.TranspileOptions): original.TranspileOutput {
  const map = INLINE_MAP.exec(input)?.[1];
  let facts: Omit<Emitted, 'trace'> = { awaits: false, defines: [] };
  const readFacts: original.TransformerFactory<original.SourceFile> = () => file => {
    facts = { awaits: awaitsIn(file), defines: definedBy(file) };
    return file;
  };
  const compiled = original.transpileModule(input.replace(INLINE_MAP, ''), {
    ...options,
    compilerOptions: { ...options.compilerOptions, sourceMap: true },
    transformers: { before: [readFacts, shareVariables, checkAfterAwait], after: [shareImports] },
  });
  const outputText = compiled.outputText.replace(MAP_COMMENT, '\n');
  if (map !== undefined && compiled.sourceMapText !== undefined) {
    const first = traceOf(Buffer.from(map, 'base64').toString());
    const last = traceOf(compiled.sourceMapText);
    const trace = through(position => last(calleeOf(outputText, position)), first);
    emitted.set(outputText, { ...facts, trace });
  }
  return { ...compiled, outputText };
}

/** `f(x)` of an imported f is emitted as `(0, module_1.f)(x)`, and V8 places that call at its arguments: back to f. */
function calleeOf(code: string, { line, column }: Position): Position {
  const before = code.split('\n')[line - 1]?.slice(0, column - 1) ?? '';
  const callee = /\(0, [\w$.]+\)$/.exec(before);
  return { line, column: callee ? callee.index + 1 : column };
}

import type ts from '@tslab/typescript-for-tslab';

type Builder = ts.EmitAndSemanticDiagnosticsBuilderProgram;
type Host = ts.WatchCompilerHostOfFilesAndCompilerOptions<Builder>;

/**
 * Code that is nested too deeply makes the compiler overflow its stack. An error that leaves the compiler's watch would
 * leave it with the text of that cell for ever, and tslab, which compiles in what it passes for a timer, with a timer that
 * never ends. So the watch keeps the program before, its timer ends, and only then the error is thrown.
 */
export function survivingFailures(create: ts.CreateProgram<Builder>): {
  readonly createProgram: ts.CreateProgram<Builder>;
  readonly compileThen: (host: Host) => Host['setTimeout'];
} {
  let failure: { readonly error: unknown } | undefined;
  return {
    createProgram: (...args: Parameters<typeof create>) => {
      const [files = [], , , before] = args;
      try {
        return create(...args);
      } catch (error) {
        if (before === undefined) throw error;
        failure = { error };
        // The next cell needs a new program, even if it is the cell of this one again.
        for (const file of files) Object.assign(before.getSourceFile(file) ?? {}, { version: '' });
        return before;
      }
    },
    compileThen:
      ({ setTimeout, clearTimeout }) =>
      (compile, ms) => {
        const timer: unknown = setTimeout?.(() => {
          compile();
          if (failure === undefined) return;
          clearTimeout?.(timer);
          const { error } = failure;
          failure = undefined;
          throw error;
        }, ms);
        return timer;
      },
  };
}
